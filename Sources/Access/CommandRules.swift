// Which commands may be run: one bit for each, and beside the bits the rules as they were written, from which a file
// or a listing says the same again.

package import Bytes

package struct CommandRules {
    private let book: RuleBook
    private var allowed: [Bool]
    /// Nothing was taken away since everything was allowed.
    package private(set) var includeAll = false
    /// Whether the rules begin with everything: then a command that is new in a later version is allowed as well.
    private var beginWithAll = false
    /// First arguments with which a command is allowed that otherwise is not.
    private var firstArguments: [Int: [String]] = [:]
    private var written: [(isAllowed: Bool, name: String)] = []

    init(_ book: RuleBook) {
        self.book = book
        allowed = Array(repeating: false, count: book.entries.count)
    }

    // MARK: Asking

    package func allow(_ command: Int, _ arguments: Arguments) -> Bool {
        if allowed[command] { return true }
        guard !firstArguments.isEmpty, arguments.count > 1, let some = firstArguments[command] else { return false }
        let given = arguments[1].text.lowercased()
        return some.contains(given)
    }

    /// As they would be written anew: everything or nothing, then what differs.
    package var text: String {
        let differences = written.map { ($0.isAllowed ? "+" : "-") + $0.name }
        return ([beginWithAll ? "+@all" : "-@all"] + differences).joined(separator: " ")
    }

    // MARK: Changing

    mutating func setAll(_ isAllowed: Bool) {
        allowed = Array(repeating: isAllowed, count: allowed.count)
        includeAll = isAllowed
        beginWithAll = isAllowed
        firstArguments = [:]
        written = []
    }

    mutating func setCategory(_ name: String, _ isAllowed: Bool) throws(RuleError) {
        guard let category = book.category(name) else { throw .unknownCommandOrCategory }
        note("@" + category.name, isAllowed)
        for place in book.entries.indices where book.entries[place].categories & category.bit != 0 {
            set(place, isAllowed)
        }
    }

    /// Takes `+name`, `+container|subcommand` or `+name|argument`.
    mutating func allow(_ name: String) throws(RuleError) {
        guard let bar = name.lastIndex(of: "|") else { return try setCommand(name, true) }
        guard let command = book.find(String(name[..<bar])) else { throw .unknownCommandOrCategory }
        let argument = name[name.index(after: bar)...].lowercased()
        guard book.entries[command].container == nil else { throw .firstArgumentOfSubcommand }
        guard !argument.isEmpty else { throw .syntax }
        guard book.entries[command].subcommands.isEmpty else { return try setCommand(name, true) }
        if firstArguments[command]?.contains(argument) != true { firstArguments[command, default: []].append(argument) }
        note(name.lowercased(), true)
    }

    mutating func forbid(_ name: String) throws(RuleError) {
        try setCommand(name, false)
    }

    private mutating func setCommand(_ name: String, _ isAllowed: Bool) throws(RuleError) {
        guard let command = book.find(name) else { throw .unknownCommandOrCategory }
        set(command, isAllowed)
        note(book.entries[command].name, isAllowed)
    }

    /// A container counts with all its subcommands.
    private mutating func set(_ command: Int, _ isAllowed: Bool) {
        if !isAllowed { includeAll = false }
        allowed[command] = isAllowed
        firstArguments[command] = nil
        for subcommand in book.entries[command].subcommands { allowed[subcommand] = isAllowed }
    }

    /// Writes a rule at the end; what it outdates, of the same name or of parts of that command, goes.
    private mutating func note(_ name: String, _ isAllowed: Bool) {
        written.removeAll { $0.name == name || $0.name.hasPrefix(name + "|") }
        written.append((isAllowed, name))
    }
}
