// The words that may stand behind a change's arguments: each once, with its value, and none that the command does not
// know.

internal import Bytes
internal import Engine
internal import Resources

struct ResourceWriteOptions {
    enum Name: CaseIterable {
        case ifVersion, ifAbsent, timeToLive, keepTimeToLive, dryRun, namespace, resources, bytes

        var word: StaticString {
            switch self {
            case .ifVersion: "ifversion"
            case .ifAbsent: "ifabsent"
            case .timeToLive: "ttl"
            case .keepTimeToLive: "keepttl"
            case .dryRun: "dryrun"
            case .namespace: "namespace"
            case .resources: "resources"
            case .bytes: "bytes"
            }
        }

        var hasValue: Bool {
            switch self {
            case .ifAbsent, .keepTimeToLive, .dryRun: false
            case .ifVersion, .timeToLive, .namespace, .resources, .bytes: true
            }
        }

        /// The word that says the opposite.
        var opposite: Name? {
            switch self {
            case .ifVersion: .ifAbsent
            case .ifAbsent: .ifVersion
            case .timeToLive: .keepTimeToLive
            case .keepTimeToLive: .timeToLive
            case .dryRun, .namespace, .resources, .bytes: nil
            }
        }

        fileprivate var text: String { "\(word)".uppercased() }
    }

    private var found: [(name: Name, place: Int)] = []

    init(of context: borrowing Context, from start: Int, _ allowed: [Name]) throws(CommandError) {
        var index = start
        while index < context.count {
            guard let name = allowed.first(where: { context.spells(index, $0.word) }) else {
                throw .syntax("\(context.commandName) has no option '\(context[index].text)'")
            }
            if self[name] != nil { throw .syntax("\(name.text) stands twice") }
            if let opposite = name.opposite, self[opposite] != nil {
                throw .syntax("\(name.text) and \(opposite.text) exclude each other")
            }
            if name.hasValue { index += 1 }
            guard index < context.count else { throw .syntax("\(name.text) lacks its value") }
            found.append((name, index))
            index += 1
        }
    }

    /// Where the value of an option stands, or the option itself if it has none; nil where it was not given.
    subscript(name: Name) -> Int? { found.first { $0.name == name }?.place }

    // MARK: Values

    func version(in context: borrowing Context) throws(CommandError) -> UInt64? {
        guard let place = self[.ifVersion] else { return nil }
        return try context.version(at: place, of: "IFVERSION")
    }

    func condition(in context: borrowing Context) throws(CommandError) -> Condition {
        if let version = try version(in: context) { return .ifVersion(version) }
        return self[.ifAbsent] == nil ? .always : .ifAbsent
    }

    func lifetime(in context: borrowing Context) throws(CommandError) -> Lifetime {
        guard let place = self[.timeToLive] else { return self[.keepTimeToLive] == nil ? .usual : .kept }
        guard let seconds = context[place].integer else { throw .wholeNumber("TTL", from: 1) }
        do throws(StoreError) { return try Lifetime(seconds: seconds) } catch { throw CommandError(error) }
    }
}

extension Lifetime {
    init(seconds: Int64) throws(StoreError) {
        let (length, overflows) = seconds.multipliedReportingOverflow(by: 1000)
        guard seconds > 0, !overflows else {
            throw StoreError(
                .invalid, "a time to live of \(seconds) s: give a number above zero that ends before time does")
        }
        self = .milliseconds(length)
    }
}

extension Context {
    /// A version or a revision, which a word asks for.
    func version(at index: Int, of word: String) throws(CommandError) -> UInt64 {
        guard let number = self[index].integer.flatMap(UInt64.init(exactly:)) else {
            throw .wholeNumber(word, from: 0)
        }
        return number
    }

    /// The command as a client writes it.
    var commandName: String {
        entry.fullName.uppercased().split(separator: "|").joined(separator: " ")
    }
}

extension CommandError {
    /// What is wrong with the words of a request.
    static func syntax(_ reason: String) -> CommandError { CommandError("syntax error: \(reason)") }
}
