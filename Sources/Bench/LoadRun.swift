// The load client: one thread, one poll set, and per connection nothing but a pipeline in flight.
//
// Every connection belongs to a lane. A lane sends a batch, waits for all of its replies, notes how long that took,
// and sends the next. All lanes share one receive buffer, because replies are counted and never kept.

internal import Bytes
internal import Platform

/// What a group of connections sends, and what came of it.
final class Lane {
    let connections: Int
    var batch: RequestBatch
    /// Batches still to be sent; a lane without a limit goes on as long as any other has work.
    fileprivate var unsent = 0
    fileprivate var unanswered = 0
    fileprivate let isEndless: Bool
    private(set) var latencies = Histogram()

    init(connections: Int, batch: RequestBatch, endless: Bool = false) {
        self.connections = connections
        self.batch = batch
        isEndless = endless
    }

    fileprivate func begin(batches: Int) {
        unsent = isEndless ? Int.max : batches
        unanswered = unsent
        latencies = Histogram()
    }

    fileprivate func record(_ nanoseconds: Int64) {
        latencies.record(nanoseconds)
    }
}

/// One connection of a lane.
private final class Link {
    let socket: Socket
    let lane: Lane
    var outbox: ByteQueue
    var scanner = ReplyScanner()
    var repliesOwed = 0
    var sentAt: Int64 = 0
    var isStuck = false

    init(_ socket: consuming Socket, _ lane: Lane, _ pool: BufferPool) {
        self.socket = socket
        self.lane = lane
        outbox = ByteQueue(pool: pool)
    }
}

struct LoadRun: ~Copyable {
    /// A server that owes replies and sends nothing for so long is given up.
    private static let patience: Int64 = 20_000_000_000
    private static let watchdogToken = UInt64.max
    private static let pauseToken = UInt64.max - 1
    private static let receiveRoom = 128 * 1024
    private static let turnsBetweenQuestions = 20

    private let server: Endpoint
    private let lanes: [Lane]
    private let clock = LinuxClock()
    private let pool = BufferPool()
    private var links: [Link] = []
    private var poller: Poller
    private var watchdog: Timer
    private var inbox: ByteQueue
    private var unfinishedLanes = 0
    private var hasProgressed = false
    /// Nanoseconds for which a connection rests between a reply and its next batch.
    private let pause: Int64
    /// Those that rest, with the moment in which each goes on, the first first.
    private var resting: [(link: Link, until: Int64)] = []
    private var pauseTimer: Timer

    /// Opens all connections of all lanes.
    static func open(_ server: Endpoint, _ lanes: [Lane], pause: Int64 = 0) throws(BenchError) -> LoadRun {
        let poller = try attempt("the poll set") { () throws(Errno) in try Poller() }
        let watchdog = try attempt("the watchdog") { () throws(Errno) in try Timer() }
        let pauseTimer = try attempt("the timer of pauses") { () throws(Errno) in try Timer() }
        var run = LoadRun(server, lanes, poller, watchdog, pause, pauseTimer)
        try run.open()
        return run
    }

    private init(
        _ server: Endpoint, _ lanes: [Lane], _ poller: consuming Poller, _ watchdog: consuming Timer, _ pause: Int64,
        _ pauseTimer: consuming Timer
    ) {
        self.pause = pause
        self.pauseTimer = pauseTimer
        self.server = server
        self.lanes = lanes
        self.poller = poller
        self.watchdog = watchdog
        inbox = ByteQueue(pool: pool)
        inbox.reserve(Self.receiveRoom)
    }

    private mutating func open() throws(BenchError) {
        for lane in lanes {
            for _ in 0..<lane.connections { try add(lane) }
        }
        try attempt("the watchdog") { () throws(Errno) in
            try poller.add(watchdog.number, .read, token: Self.watchdogToken)
            try poller.add(pauseTimer.number, .read, token: Self.pauseToken)
        }
    }

    private mutating func add(_ lane: Lane) throws(BenchError) {
        let link = Link(try server.connect(), lane, pool)
        try attempt("the poll set") { () throws(Errno) in
            try poller.add(link.socket.number, .read, token: UInt64(links.count))
        }
        links.append(link)
    }

    /// Sends so many batches through every lane that has a limit and answers the nanoseconds until the last reply.
    mutating func run(batches: Int) throws(BenchError) -> Int64 {
        for lane in lanes { lane.begin(batches: batches) }
        unfinishedLanes = lanes.count { !$0.isEndless }
        watchdog.arm(at: clock.monotonicNanoseconds + Self.patience)
        let start = clock.monotonicNanoseconds
        for link in links { try sendNext(link) }
        while unfinishedLanes > 0 { try turn() }
        return clock.monotonicNanoseconds - start
    }

    /// Keeps every lane busy until `isOver`, which is asked now and then; answers the nanoseconds that this took. What
    /// is under way at the end is not waited for, so this comes last.
    mutating func run(until isOver: () throws(BenchError) -> Bool) throws(BenchError) -> Int64 {
        for lane in lanes { lane.begin(batches: .max) }
        watchdog.arm(at: clock.monotonicNanoseconds + Self.patience)
        let start = clock.monotonicNanoseconds
        for link in links { try sendNext(link) }
        while try !isOver() {
            for _ in 0..<Self.turnsBetweenQuestions { try turn() }
        }
        return clock.monotonicNanoseconds - start
    }

    private mutating func turn() throws(BenchError) {
        do throws(Errno) {
            try poller.wait()
        } catch {
            throw .failed("the poll set: \(error)")
        }
        for index in 0..<poller.readyCount {
            let event = poller.event(index)
            switch event.token {
            case Self.watchdogToken: try checkProgress()
            case Self.pauseToken: try goOn()
            default: try serve(links[Int(event.token)], event)
            }
        }
    }

    private mutating func serve(_ link: Link, _ event: Poller.Event) throws(BenchError) {
        if link.isStuck, event.canWrite { try flush(link) }
        guard event.canRead else { return }
        switch link.socket.receive(into: &inbox) {
        case .moved:
            let replies = link.scanner.scan(inbox.pending)
            inbox.removeAll()
            try count(replies, link)
        case .wouldBlock: break
        case .ended: throw server.gone("it closed a connection")
        case .failed(let error): throw server.gone("\(error)")
        }
    }

    private mutating func count(_ replies: Int, _ link: Link) throws(BenchError) {
        if let complaint = link.scanner.firstError { throw .refused(complaint) }
        link.repliesOwed -= replies
        guard link.repliesOwed <= 0 else { return }
        hasProgressed = true
        let lane = link.lane
        lane.record(clock.monotonicNanoseconds - link.sentAt)
        lane.unanswered -= 1
        if lane.unanswered == 0 { unfinishedLanes -= 1 }
        if pause == 0 { try sendNext(link) } else { rest(link) }
    }

    // MARK: Pauses

    private mutating func rest(_ link: Link) {
        let until = clock.monotonicNanoseconds + pause
        resting.append((link, until))
        if resting.count == 1 { pauseTimer.arm(at: until) }
    }

    private mutating func goOn() throws(BenchError) {
        pauseTimer.acknowledge()
        let now = clock.monotonicNanoseconds
        let due = resting.prefix { $0.until <= now }
        resting.removeFirst(due.count)
        for entry in due { try sendNext(entry.link) }
        if let next = resting.first { pauseTimer.arm(at: next.until) }
    }

    // MARK: Batches

    private mutating func sendNext(_ link: Link) throws(BenchError) {
        let lane = link.lane
        guard lane.unsent > 0 else { return }
        lane.unsent -= 1
        lane.batch.draw()
        link.outbox.append(lane.batch.bytes)
        link.repliesOwed = lane.batch.depth
        link.sentAt = clock.monotonicNanoseconds
        try flush(link)
    }

    private mutating func flush(_ link: Link) throws(BenchError) {
        while !link.outbox.isEmpty {
            switch link.socket.send(from: &link.outbox) {
            case .moved: continue
            case .wouldBlock: return try watchForRoom(link, true)
            case .ended: throw server.gone("it takes no more bytes")
            case .failed(let error): throw server.gone("\(error)")
            }
        }
        link.outbox.recycle()
        try watchForRoom(link, false)
    }

    private func watchForRoom(_ link: Link, _ isStuck: Bool) throws(BenchError) {
        guard link.isStuck != isStuck, let token = links.firstIndex(where: { $0 === link }) else { return }
        link.isStuck = isStuck
        try attempt("the poll set") { () throws(Errno) in
            try poller.modify(link.socket.number, isStuck ? [.read, .write] : .read, token: UInt64(token))
        }
    }

    private mutating func checkProgress() throws(BenchError) {
        watchdog.acknowledge()
        if !hasProgressed { throw server.gone("it answers no more") }
        hasProgressed = false
        watchdog.arm(at: clock.monotonicNanoseconds + Self.patience)
    }
}
