// Everything at once for a long time: each reply is judged, and what the server takes is looked at again and again.
// Its working set is bounded, so that memory which goes on growing is memory that leaks.

internal import Glibc
internal import Platform

struct SoakOptions {
    var origin: Contestant.Origin?
    var seconds = 3_600.0
    var rate = 1_000.0
    var seed: UInt64 = 1

    init(_ arguments: [String]) throws(BenchError) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--seconds": seconds = try number(word, &rest, 1...1_000_000)
            case "--rate": rate = try number(word, &rest, 1...100_000)
            case "--seed": seed = UInt64(try number(word, &rest, 0...1e15))
            case "--port": origin = .port(Int(try number(word, &rest, 1...65_535)))
            case "--start": origin = .command(try value(word, &rest))
            default: throw .usage("unknown argument \(word) of Bench soak")
            }
        }
        if origin == nil { throw .usage("Bench soak needs --start 'server command' or --port P of an empty server") }
    }
}

func soak(_ options: SoakOptions) throws(BenchError) {
    Children.endWithUs()
    let contestant = Contestant(name: "the server", origin: options.origin!)
    defer { contestant.finish() }
    let instance = try contestant.base()
    if try instance.endpoint.ask("DBSIZE") != "0" {
        throw .failed("the server holds keys already; a soak begins with an empty one")
    }
    let run = try Soak(instance, options)
    try run.run()
    print(run.summary(), terminator: "")
    if run.tally.errors > 0 { throw .failed("\(run.tally.errors) replies or messages were not as they should be") }
}

private final class Soak {
    /// Twenty milliseconds.
    private static let turn: Int64 = 20_000_000
    private static let turnsPerSecond = 50.0
    private static let shareOfPlain = 0.75
    /// Of the turns that the time has room for, so many are made in any case, however slow or halted the machine.
    private static let leastShareOfTurns = 0.2

    let tally = Tally()
    private let instance: Instance
    private let options: SoakOptions
    private let plain: [PlainKeeper]
    private let resources: [ResourceKeeper]
    /// Who speaks once each so many turns.
    private let regulars: [(actor: any Actor, every: Int)]
    private let clock = LinuxClock()
    private var readings: [Reading] = []
    private var delays = 0

    init(_ instance: Instance, _ options: SoakOptions) throws(BenchError) {
        self.instance = instance
        self.options = options
        let (server, tally, seed) = (instance.endpoint, tally, options.seed)
        try ResourceKeeper.defineTypes(on: server)
        let watcher = try WholeWatcher(server, tally, turnsOfAStay: 500)
        plain = try Self.several(4) { number throws(BenchError) in
            try PlainKeeper(server, number, tally, seed: seed)
        }
        resources = try Self.several(3) { number throws(BenchError) in
            try ResourceKeeper(server, number, tally, seed: seed)
        }
        let betweenUpkeep = max(25, min(3_000, Int(options.seconds * Self.turnsPerSecond / 20)))
        regulars = [
            (watcher, 1), (try ChannelListener(server, namespace: "soak0", tally), 1),
            (try ChangesReader(server, tally), 25), (try RouteKeeper(server, tally, seed: seed), 10),
            (try RouteReader(server, tally), 5), (Passersby(server, tally), 10),
            (try Upkeep(server, tally), betweenUpkeep),
        ]
    }

    private static func several<Member>(
        _ count: Int, _ make: (Int) throws(BenchError) -> Member
    ) throws(BenchError) -> [Member] {
        var members: [Member] = []
        for number in 0..<count { members.append(try make(number)) }
        return members
    }

    // MARK: Turns

    func run() throws(BenchError) {
        let start = clock.monotonicNanoseconds
        let end = start + Int64(options.seconds * 1e9)
        let betweenReadings = Int64(min(60, options.seconds / 10) * 1e9)
        print(Reading.heading)
        try read(at: 0)
        let leastTurns = Int(options.seconds * Self.turnsPerSecond * Self.leastShareOfTurns)
        var (number, next, nextReading) = (0, start, start + betweenReadings)
        while next < end || number < leastTurns {
            try take(turn: number)
            number += 1
            next += Self.turn
            if clock.monotonicNanoseconds >= nextReading {
                try read(at: Double(clock.monotonicNanoseconds - start) / 1e9)
                nextReading += betweenReadings
            }
            rest(until: &next)
        }
        try read(at: Double(clock.monotonicNanoseconds - start) / 1e9)
    }

    private func take(turn number: Int) throws(BenchError) {
        let speaking = regulars.filter { number % $0.every == 0 }.map(\.actor)
        try speak(plain, options.rate * Self.shareOfPlain, turn: number)
        try speak(resources, options.rate * (1 - Self.shareOfPlain), turn: number)
        for actor in speaking { try actor.speak(1) }
        for actor in plain { try actor.listen() }
        for actor in resources { try actor.listen() }
        for actor in speaking { try actor.listen() }
    }

    /// Divides so many requests a second among those who speak in each turn.
    private func speak(_ actors: [some Actor], _ rate: Double, turn number: Int) throws(BenchError) {
        let each = rate / Self.turnsPerSecond / Double(actors.count)
        let due = Int(Double(number + 1) * each) - Int(Double(number) * each)
        if due == 0 { return }
        for actor in actors { try actor.speak(due) }
    }

    /// A turn that comes late is not made up for: the load is to be steady, and who was halted goes on as before.
    private func rest(until next: inout Int64) {
        let now = clock.monotonicNanoseconds
        if now < next {
            usleep(UInt32((next - now) / 1_000))
        } else {
            if now > next + 1_000_000_000 { delays += 1 }
            next = now
        }
    }

    // MARK: Readings

    private func read(at seconds: Double) throws(BenchError) {
        let fields = try instance.endpoint.info()
        func number(_ name: Substring) -> Double { fields[name].flatMap { Double($0) } ?? 0 }
        var reading = Reading(seconds: seconds, requests: tally.requests, errors: tally.errors)
        reading.resident = instance.meter?.residentBytes() ?? number("used_memory_rss")
        reading.used = number("used_memory")
        reading.clients = Int(number("connected_clients"))
        reading.longestTick = number("longest_tick_microseconds") / 1_000
        reading.cpu = instance.meter?.cpuMicroseconds() ?? 0
        reading.keys = Int(try instance.endpoint.ask("DBSIZE")) ?? 0
        // So that the next one tells of its own time.
        try instance.endpoint.ask("CONFIG", "RESETSTAT")
        print(reading.line(after: readings.last))
        fflush(nil)
        readings.append(reading)
    }

    func summary() -> String {
        let last = readings.last!
        var text = "\n\(tally.requests) requests in \(fixed(last.seconds, 0)) s, \(tally.errors) errors\n"
        text += tally.counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ") + "\n"
        for part in [0.1, 0.25, 0.5, 0.75, 1] {
            guard
                let there = readings.min(by: {
                    $0.distance(to: part * last.seconds) < $1.distance(to: part * last.seconds)
                })
            else { continue }
            text +=
                "at \(fixed(part * 100, 0)) %: resident \(mebibytes(there.resident)), used \(mebibytes(there.used))\n"
        }
        let longest = readings.max { $0.longestTick < $1.longestTick }!
        text += "longest tick \(fixed(longest.longestTick, 1)) ms, before second \(fixed(longest.seconds, 0)); "
        return text + "this program was halted or late by more than a second \(delays) times\n"
    }
}

private func mebibytes(_ bytes: Double) -> String { "\(fixed(bytes / 1_048_576, 1)) MiB" }

/// What the server takes at a moment.
private struct Reading {
    static let heading =
        "  second   requests errors   resident       used    keys clients  tick ms  CPU %"

    let seconds: Double
    let requests: Int
    let errors: Int
    var resident = 0.0
    var used = 0.0
    var keys = 0
    var clients = 0
    /// In milliseconds, since the reading before.
    var longestTick = 0.0
    /// In microseconds, since the server's start.
    var cpu = 0.0

    init(seconds: Double, requests: Int, errors: Int) {
        self.seconds = seconds
        self.requests = requests
        self.errors = errors
    }

    func distance(to moment: Double) -> Double { (seconds - moment).magnitude }

    func line(after before: Reading?) -> String {
        let time = seconds - (before?.seconds ?? 0)
        let share = time > 0 ? (cpu - (before?.cpu ?? 0)) / time / 1e4 : 0
        let columns = [
            (fixed(seconds, 0), 8), ("\(requests)", 11), ("\(errors)", 7), (mebibytes(resident), 11),
            (mebibytes(used), 11), ("\(keys)", 8), ("\(clients)", 8), (fixed(longestTick, 2), 9), (fixed(share, 1), 7),
        ]
        return columns.map { String(repeating: " ", count: max(0, $1 - $0.utf8.count)) + $0 }.joined()
    }
}
