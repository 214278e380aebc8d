// What every command can reach beside its own session: the data, the table of commands, the other clients, the
// configuration, and the server around it all.

package import Access
package import Bytes
package import Configuration
package import Engine
package import Exports

package final class Services {
    package let engine: Engine
    package let table: CommandTable
    package let clients = Clients()
    package let outbox = Outbox()
    package let clientMemory = ClientMemory()
    package let longWorks = LongWorks()
    /// What keeps the data on disk; nil where it is in memory only. The server owns it.
    package unowned var keeper: (any Keeper)?
    /// Why nothing may be changed now; nil where it may.
    package var writeRefusal: CommandError? {
        didSet { hasObstacle = isLoading || writeRefusal != nil }
    }
    /// Whether what is on disk is being read.
    package var isLoading = false {
        didSet {
            hasObstacle = isLoading || writeRefusal != nil
            engine.isLoading = isLoading
        }
    }
    /// Asked for with every request.
    private(set) var hasObstacle = false
    package let pool: BufferPool
    package var configuration: Configuration
    package var settings = Settings()
    package var debugSwitches = DebugSwitches()
    /// What replicas would know this server's data by.
    package var replicationID: String
    package let users: Users
    /// What Traefik sees.
    package let exporter: Exporter
    package var accessLog = AccessLog()
    /// The password that the configuration last gave the default user.
    var adoptedPassword = ""
    var counters: CommandCounters
    /// How often each error code was answered.
    package var errorCounts: [String: Int] = [:]
    var histograms = LatencyHistograms()
    /// Whether histograms are kept.
    var measuresLatency = true
    var slowLog = SlowLog()
    /// Who is shown every request.
    var monitors: [Session] = []
    /// From how many nanoseconds on a command is looked at more closely.
    var noticesFrom = Int64.max
    package var pause = Pause()
    let routerTables = RouterTables()
    let routingPages = RoutingPages()
    /// The server, which owns this and outlives every command.
    package unowned let host: any Host

    package init(engine: Engine, table: CommandTable, configuration: Configuration, host: any Host) {
        self.engine = engine
        pool = engine.memory.pool
        // A configuration with a fault in it is refused before there is a server.
        exporter = Exporter(engine, (try? Destinations(configuration)) ?? Destinations())
        self.table = table
        self.configuration = configuration
        self.host = host
        users = Users(RuleBook(table))
        counters = CommandCounters(commands: table.entries.count)
        replicationID = engine.random.hexadecimal(digits: 40)
        adoptObservation(configuration)
        adoptExports(configuration)
    }
}

/// The configuration that is asked for with every request, as plain values; renewed when an option changes.
package struct Settings {
    package var longestBulk: Int64 = 512 * 1024 * 1024
    package var queryBufferLimit = 1024 * 1024 * 1024
    package var debugCommand = ProtectedCommand.never
    package var deletesLazily = true
    package var flushesLazily = true
    package var limitsMemory = false
    package var limitsClients = false

    package init() {}
}

/// Who may use a command that is protected.
package enum ProtectedCommand {
    case never
    case locally
    case always
}

/// What commands ask of the server itself.
package protocol Host: AnyObject {
    /// Puts changed options into effect; throws where one cannot be.
    func apply(_ changed: [String]) throws(CommandError)
    /// Ends a connection: at once, or after what waits has been sent.
    func close(_ session: Session, afterReplies: Bool)
    /// Ends connections until the rest use no more than all of them together may.
    func evictClients()
    func shutDown()
    /// Takes back an end that was asked for but has not come; false where there is none.
    func cancelShutdown() -> Bool
    func readFile(_ path: String) throws(FileFailure) -> [UInt8]
    /// Writes a file anew such that nobody ever sees half of it.
    func replaceFile(_ path: String, with content: [UInt8]) throws(FileFailure)
    func log(_ text: String)
    /// Writes the options as they are now to the file they came from, those that have their default too if asked to.
    func rewriteConfiguration(withDefaults: Bool) throws(CommandError)
    func warn(_ text: String)
    /// Breaks the process, for tests of what is told of that.
    func breakDown(_ way: Breakdown)
    /// Does `work` on a queue of its own, then `finish` with its result where commands run.
    func doAside<Finding: Sendable>(
        _ work: @escaping @Sendable () -> Finding, then finish: @escaping (Finding) -> Void)
    /// Stands still for DEBUG SLEEP.
    func sleep(microseconds: Int)
    var facts: ServerFacts { get }
    /// Bytes of the process in memory, as of a moment ago: only who shows it pays for it.
    var residentBytes: Int { get }
    /// Microseconds since 1970, not those of the batch but those of now.
    var microsecondsNow: Int64 { get }
}

package enum Breakdown {
    /// Memory is touched that is not there.
    case segfault
    case panic
    case assertion
}

/// Why a file could not be read or written, in the words of the system.
package struct FileFailure: Error {
    package let reason: String

    package init(_ reason: String) {
        self.reason = reason
    }
}

extension Host {
    /// A server may know the time without collecting all its figures.
    package var microsecondsNow: Int64 { facts.microsecondsNow }
}

/// What DEBUG stops or slows for the sake of a test. The loop asks.
package struct DebugSwitches {
    /// Whether the work that is done several times a second rests.
    package var upkeepRests = false
    /// Whether tables move, grow and shrink between turns.
    package var tablesMove = true
    /// Whether reply buffers give their room back.
    package var replyBuffersShrink = true
    /// After how long the peak of a reply buffer is forgotten; nil for never.
    package var replyPeakMilliseconds: Int64? = 5000
    /// Whether the checksum of what RESTORE is given has to be right.
    package var checksDumps = true
    /// How long the writing of the log is put off each time, in microseconds.
    package var logWriteDelay = 0

    package init() {}
}

/// Figures of the running process, for INFO and its like. Moments are in milliseconds since 1970.
package struct ServerFacts {
    package var version = ""
    package var processID = 0
    package var supervisor = "no"
    package var port = 0
    package var runID = ""
    /// Each door as INFO shows it: `name=tcp,bind=127.0.0.1,port=6379`.
    package var listeners: [String] = []
    package var executable = ""
    package var configurationFile = ""
    package var operatingSystem = ""
    package var startedAt: Int64 = 0
    package var microsecondsNow: Int64 = 0
    /// What was in use when the server was ready and held no key.
    package var startupBytes = 0
    package var systemMemory = 0
    package var userSeconds = 0.0
    package var systemSeconds = 0.0
    /// The same of the thread that runs commands.
    package var loopUserSeconds = 0.0
    package var loopSystemSeconds = 0.0
    package var commandsPerSecond = 0
    package var inputKilobytesPerSecond = 0.0
    package var outputKilobytesPerSecond = 0.0
    package var maxClients = 0
    package var ioThreads = 1
    package var ticks = 0
    package var eventCycles = 0
    /// How long all turns of the loop took together, without its waiting.
    package var eventMicroseconds = 0
    package var eventCyclesPerSecond = 0
    /// How long a turn took lately, on average.
    package var eventCycleMicroseconds = 0
    /// How long the removal of ended keys took since the start.
    package var expiryMilliseconds = 0
    /// How long all that is done several times a second took since the start.
    package var upkeepMicroseconds = 0
    package var mostCommandsInTurn = 0
    package var logFile = ""
    package var http = HTTPFigures()

    package init() {}
}

/// What has gone over the second port.
package struct HTTPFigures {
    /// 0 where it is not open.
    package var port = 0
    package var connections = 0
    package var received = 0
    package var rejected = 0
    /// How often each status was answered.
    package var answers: [Int: Int] = [:]

    package init() {}
}

/// Every connected session by its number.
package final class Clients {
    package private(set) var sessions: [UInt64: Session] = [:]
    private var lastID: UInt64 = 0

    package init() {}

    package var count: Int { sessions.count }

    package func nextID() -> UInt64 {
        lastID += 1
        return lastID
    }

    package func add(_ session: Session) {
        sessions[session.id] = session
    }

    package func remove(_ session: Session) {
        sessions[session.id] = nil
    }

    package subscript(id: UInt64) -> Session? { sessions[id] }

    /// In the order in which they came.
    package var inOrder: [Session] {
        sessions.values.sorted { $0.id < $1.id }
    }
}
