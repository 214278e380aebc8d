// The command line: what to compare, how long, and where the results go.

struct Options {
    var contestants: [(name: String, origin: Contestant.Origin)] = []
    var rounds = 5
    var workloads: [Workload]
    var scale = 1.0
    var seed: UInt64 = 1
    var mayEmpty = false
    var jsonPath: String?
    var picturePath: String?
    var slowSync: String?

    init(_ arguments: [String], workloads: [Workload] = Workload.all) throws(BenchError) {
        self.workloads = workloads
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--rounds": rounds = Int(try number(word, &rest, 1...1_000))
            case "--scale": scale = try number(word, &rest, 0.001...1_000)
            case "--seed": seed = UInt64(try number(word, &rest, 0...1e15))
            case "--workloads": self.workloads = try Self.workloads(try value(word, &rest))
            case "--json": jsonPath = try value(word, &rest)
            case "--svg": picturePath = try value(word, &rest)
            case "--slow-sync": slowSync = try value(word, &rest)
            case "--flush": mayEmpty = true
            case "--start":
                let (name, command) = try Self.pair(try value(word, &rest), "NAME=command")
                contestants.append((name, .command(command)))
            default:
                if word.hasPrefix("-") { throw .usage("unknown option \(word)") }
                contestants.append(try Self.listening(word))
            }
        }
        if contestants.isEmpty { throw .usage("no server is named: give NAME=PORT or --start 'NAME=command'") }
        let names = contestants.map(\.name)
        if picturePath != nil, names.count < 2 { throw .usage("--svg compares servers: name two") }
        if Set(names).count != names.count { throw .usage("two servers have the same name") }
    }

    private static func listening(_ word: String) throws(BenchError) -> (name: String, origin: Contestant.Origin) {
        let (name, text) = try pair(word, "NAME=PORT")
        guard let port = Int(text), (1...65_535).contains(port) else { throw .usage("\(word): \(text) is not a port") }
        return (name, .port(port))
    }

    private static func pair(_ word: String, _ form: String) throws(BenchError) -> (String, String) {
        guard let sign = word.firstIndex(of: "="), sign != word.startIndex else {
            throw .usage("\(word) is not of the form \(form)")
        }
        return (String(word[..<sign]), String(word[word.index(after: sign)...]))
    }

    private static func workloads(_ list: String) throws(BenchError) -> [Workload] {
        var chosen: [Workload] = []
        for name in list.split(separator: ",") {
            guard let workload = Workload.named(String(name)) else {
                let names = Workload.everywhere.map(\.name).joined(separator: ", ")
                throw .usage("unknown workload \(name); there are \(names)")
            }
            chosen.append(workload)
        }
        if chosen.isEmpty { throw .usage("--workloads names none") }
        return chosen
    }
}

/// The word after an option.
func value(_ option: String, _ rest: inout ArraySlice<String>) throws(BenchError) -> String {
    guard let word = rest.popFirst() else { throw .usage("\(option) needs a value") }
    return word
}

/// The number after an option.
func number(
    _ option: String, _ rest: inout ArraySlice<String>, _ range: ClosedRange<Double>
) throws(BenchError) -> Double {
    let word = try value(option, &rest)
    guard let number = Double(word), range.contains(number) else {
        let bounds = "\(fixed(range.lowerBound, 3)) to \(fixed(range.upperBound, 0))"
        throw .usage("\(option) \(word): a number from \(bounds) is needed")
    }
    return number
}

private func listed(_ workloads: [Workload]) -> String {
    workloads.map { "  \($0.name)\(String(repeating: " ", count: 24 - $0.name.count))\($0.title)" }
        .joined(separator: "\n")
}

let helpText = """
    Bench compares Redis-protocol servers side by side, in alternating rounds.

    usage: Bench [NAME=PORT …] [--start 'NAME=command' …] [options]
           Bench persistence --start 'NAME=command' … [options]
           Bench routing [NAME=PORT …] [--start 'NAME=command' …] [options]
           Bench resources --start 'NAME=command' … [options]
           Bench instructions --command 'command' [--requests N] [--json FILE]
           Bench soak (--start 'command' | --port P) [--seconds N] [--rate R] [--seed N]

    Servers are named in the order of the table; the ratios are against the last.
      NAME=PORT               a server that listens on loopback; it must be empty, and is emptied again
      --start 'NAME=command'  a server to start; {port} and {dir} are filled in. Memory, idle connections and
                              growth then get a fresh process each

    Options
      --rounds N              rounds per workload (5); memory and growth take at most 3, the idle ones 1
      --workloads a,b,…       only these; without it, all
      --scale X               requests per round times X (1)
      --seed N                where the random keys begin (1)
      --flush                 empty servers that hold keys
      --json FILE             write the figures
      --svg FILE              write the picture
      --slow-sync FILE        for slowsync: a library that makes fsync and fdatasync take 5 ms (Tests/Figures)

    Workloads
    \(listed(Workload.all))

    Workloads of Bench persistence; flags of redis-server are added to the commands
    \(listed(Workload.keeping))

    Workloads of Bench routing; what a server has no commands for is left out
    \(listed(Workload.routing))
    Workloads of Bench resources; the same flags are added where a log is kept. A server without resources does the
    changes by a script
    \(listed(Workload.resources))

    Bench instructions runs the command under valgrind and prints, as JSON, instructions and allocations per
    command: the difference of two runs of N and 2N commands, so that the start cancels out.

    Bench soak does everything at once, R requests a second (1000) for N seconds (3600), to one empty server: plain keys
    with deadlines, resources that refer to one another, transactions, watches, routes and their reader, connections
    that come and go, snapshots and rewrites. It judges every reply and tells, each minute, what the server takes.

    Exit status: 0 done, 1 a server went away or answered wrongly, or the machine refused something, 2 the command line
    is wrong.

    """
