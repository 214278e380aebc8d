// `milepost check` and `milepost repair`: the program as a tool for data folders.

internal import Configuration
internal import Durability
internal import Platform

struct FolderTool {
    enum Word: String {
        case check
        case repair
    }

    /// What the program ends with, beside the verdict on a folder.
    private static let couldNotLook: Int32 = 3

    private let word: Word
    private var folder: String?
    private var acts = false
    private var asksForHelp = false
    private var configuration = Configuration()

    /// Understands the arguments if the first of them is a word of this tool.
    init?(_ arguments: [String]) throws(ToolMistake) {
        guard let first = arguments.first, let word = Word(rawValue: first) else { return nil }
        self.word = word
        var rest = arguments.dropFirst()
        while let argument = rest.popFirst() { try take(argument, &rest) }
        guard asksForHelp || folder != nil else { throw mistake("Which folder? Its path is missing.") }
    }

    private mutating func take(_ argument: String, _ rest: inout ArraySlice<String>) throws(ToolMistake) {
        switch argument {
        case "-h", "--help": asksForHelp = true
        case "--yes" where word == .repair: acts = true
        case "--appenddirname", "--appendfilename", "--dbfilename":
            guard let value = rest.popFirst() else { throw mistake("\(argument) needs a name.") }
            do throws(ConfigurationError) {
                try configuration.set(String(argument.dropFirst(2)), to: [value], from: .commandLine)
            } catch {
                throw mistake("\(error)")
            }
        case _ where argument.hasPrefix("-"):
            throw mistake("'\(argument)' is none of its options.")
        default:
            guard folder == nil else { throw mistake("'\(argument)': one folder is taken at a time.") }
            folder = argument
        }
    }

    private func mistake(_ text: String) -> ToolMistake { ToolMistake(word.rawValue, text) }

    /// Does it, and answers what to say and the status to end with.
    func run() -> (text: String, status: Int32) {
        guard let folder, !asksForHelp else { return (help, 0) }
        let check = FolderCheck(folder, configuration)
        do throws(Errno) {
            guard try LinuxDisk().size(of: folder) != nil else {
                return ("\(folder): there is no such folder or file.\n", Self.couldNotLook)
            }
            return word == .check ? try look(check) : try repair(check)
        } catch {
            if error.isNoFolder, word == .check { return Self.result(check.reportOnFile()) }
            return ("\(folder): \(error)\n", Self.couldNotLook)
        }
    }

    private func look(_ check: FolderCheck) throws(Errno) -> (String, Int32) {
        Self.result(try check.report())
    }

    private static func result(_ report: FolderReport) -> (String, Int32) {
        (report.text, report.hasData ? report.verdict.rawValue : couldNotLook)
    }

    private func repair(_ check: FolderCheck) throws(Errno) -> (String, Int32) {
        switch try FolderRepair(check).run(acts: acts) {
        case .inUse:
            return ("A server works in this folder. Stop it first; it cuts off what is torn when it starts.\n", 3)
        case .looked(let report, let lines):
            let done = lines.map { $0 + "\n" }.joined()
            let hint = lines.isEmpty || acts ? "" : "Nothing was changed. To do it, add --yes.\n"
            let (text, status) = Self.result(report)
            return (text + done + hint, status)
        }
    }

    // MARK: Words

    private var help: String { word == .check ? Self.checkHelp : Self.repairHelp }

    private static let names = """
        The names of things in the folder, where they are not the usual ones:
               --appenddirname NAME     the folder of the log (appendonlydir)
               --appendfilename NAME    what the files of the log begin with (appendonly.aof)
               --dbfilename NAME        the snapshot (dump.rdb)

        """

    private static let checkHelp = """
        Usage: milepost check [option ...] FOLDER
               milepost check FILE

        Reads a data folder as a server would at its start, says of each file what it holds and how it ends, and
        changes nothing. It may be done while a server works in the folder. Of a single file it is looked at whether
        it is a whole snapshot, or a whole log.

        \(names)
        It ends with
               0    all is whole
               1    the end of a file is torn: a server cuts it off at its start, and so does 'milepost repair'
               2    there is damage, or a kind of value that is not served: a server would not start
               3    it could not be looked at, or holds no data

        """

    private static let repairHelp = """
        Usage: milepost repair [--yes] [option ...] FOLDER

        Cuts off the torn end of a log, as a kill or a loss of power leaves it and as a server does at its start, and
        keeps what it cuts in a file beside it (NAME.cut-OFFSET). Without --yes it only says what it would do. Damage
        is not repaired: the report says where it is, and from when on the log can be loaded without it. A folder that
        a server works in is left alone.

               --yes                    do it, without asking
        \(names)
        It ends with
               0    all is whole, or was made so
               1    there is something to cut, and --yes was not given
               2    there is damage that it does not repair
               3    it could not be looked at, holds no data, or a server works there

        """
}
