// The page that tells, of every command of Valkey 8 and so of Redis 7.2, whether it is served. What is missing is found
// by comparing declarations; only what no declaration can tell is written here.

struct CommandsPage {
    enum State: String {
        case yes
        case partly
        case no = "not yet"
    }

    private struct Row {
        let name: String
        let since: String
        let state: State
        let remark: String
    }

    /// Commands that are declared whole and yet do less than in Redis.
    private static let shortfalls = [
        "debug": "the subcommands for strings, keys, expiry, replies and the server itself; `DEBUG HELP` lists them",
        "replicaof": "`NO ONE` only",
        "slaveof": "`NO ONE` only",
    ]

    /// Commands that are there to be refused in words that clients know, or people understand.
    static let refusals = [
        "cluster": "refused in the words of a Redis without `cluster-enabled`",
        "failover": "refused: there is never a replica to hand over to",
        "psync": "refused: nothing is replicated",
        "replconf": "refused: nothing is replicated",
        "sync": "refused: nothing is replicated",
    ]

    /// Those of which something is said here.
    static let remarkable = Set(shortfalls.keys).union(refusals.keys)

    private static let titles = [
        ("connection", "Connections"), ("generic", "Keys"), ("string", "Strings"), ("transactions", "Transactions"),
        ("pubsub", "Publish and subscribe"), ("server", "The server"), ("scripting", "Scripts and functions"),
        ("list", "Lists"), ("set", "Sets"), ("hash", "Hashes"), ("sorted-set", "Sorted sets"), ("stream", "Streams"),
        ("bitmap", "Bits"), ("hyperloglog", "HyperLogLog"), ("geo", "Places"), ("cluster", "Cluster"),
    ]

    let ours: [String: CommandFacts]
    let theirs: [String: CommandFacts]

    /// Sentinel is another program.
    init(ours: [String: CommandFacts], theirs: [String: CommandFacts]) {
        self.ours = ours
        self.theirs = theirs.filter { $0.value.group != "sentinel" }
    }

    var text: String {
        let rows = Dictionary(uniqueKeysWithValues: theirs.keys.map { ($0, row($0)) })
        let sections = Self.titles.map { group, title in
            let lines = theirs.filter { $0.value.group == group }.keys.sorted().map { rows[$0]! }.map(Self.line)
            return "## \(title)\n\n| command | since | served | |\n|---|---|---|---|\n" + lines.joined()
        }
        return ([Self.introduction + Self.sum(rows.values.map(\.state))] + sections + [beyond]).joined(separator: "\n")
    }

    private static let introduction = """
        # Commands

        Every command and subcommand of Redis 7.2 and Valkey 8, and whether it is served: a test makes this page from
        the declarations and from Valkey's command files. *Partly* says what is missing. What is served answers as
        Valkey does, but for what stands in <doc:Conformance>.


        """

    private static func sum(_ states: [State]) -> String {
        let counts = [State.yes, .partly, .no].map { state in
            "\(states.count { $0 == state }) \(state.rawValue)"
        }
        return "Of \(states.count): \(counts.joined(separator: ", ")).\n"
    }

    private static func line(_ row: Row) -> String {
        "| `\(shown(row.name))` | \(row.since) | \(row.state.rawValue) | \(row.remark) |\n"
    }

    private static func shown(_ name: String) -> String {
        name.uppercased().replacing("|", with: " ")
    }

    private func row(_ name: String) -> Row {
        let since = theirs[name]!.since
        guard ours[name] != nil, Self.refusals[name] == nil else {
            return Row(name: name, since: since, state: .no, remark: Self.refusals[name] ?? "")
        }
        let remark = Self.shortfalls[name] ?? missing(in: name)
        return Row(name: name, since: since, state: remark.isEmpty ? .yes : .partly, remark: remark)
    }

    /// The subcommands and arguments that our declaration lacks.
    private func missing(in name: String) -> String {
        let subcommands = theirs.keys.filter { $0.hasPrefix(name + "|") && ours[$0] == nil }.sorted()
        let words = subcommands.map { String($0.dropFirst(name.count + 1)).uppercased() }
        let arguments = Self.missing(theirs[name]!.arguments, ours[name]?.arguments ?? [])
        let all = (words + arguments).map { "`\($0)`" }
        return all.isEmpty ? "" : "without " + all.joined(separator: ", ")
    }

    private static func missing(_ theirs: [ArgumentFacts], _ ours: [ArgumentFacts]) -> [String] {
        theirs.flatMap { wanted in
            let found = ours.first { $0.name == wanted.name }
            return found.map { missing(wanted.parts, $0.parts) } ?? [wanted.token ?? wanted.name]
        }
    }

    private var beyond: String {
        let names = ours.keys.filter { theirs[$0] == nil }.sorted().map { "`\(Self.shown($0))`" }
        return "## Beyond these\n\n" + (names.isEmpty ? "Nothing." : names.joined(separator: ", ") + ".") + "\n"
    }
}
