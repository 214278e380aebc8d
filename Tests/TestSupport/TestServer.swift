// A server without sockets or clock: engine, commands and sessions as the real one joins them, driven by a test.

internal import Bytes
package import Commands
internal import Configuration
package import Engine
internal import Exports
internal import Keyspace

package final class TestServer {
    /// When a test begins, unless it says otherwise: a moment in 2023.
    package static let beginning: Int64 = 1_700_000_000_000

    package let engine: Engine
    package let services: Services
    package let host = TestHost()
    /// Whether watchers are told of all the past in the turn in which they ask.
    package var catchesUpAtOnce = true
    /// Whether long work for a request is done in the turn in which it begins.
    package var finishesWorkAtOnce = true

    package init(databases: Int = 16, roots: [String] = [], exports: [[String]] = [], seed: UInt64 = 1) {
        engine = Engine(databases: databases, roots: OrderedRoots(roots.map { ByteString($0) }), seed: seed)
        engine.setTime(Self.beginning)
        engine.stoppedClock = Self.beginning * 1_000_000
        var configuration = Configuration()
        for line in exports {
            try? configuration.set("traefik-export", to: line, from: .commandLine, keepingEarlierLines: true)
        }
        services = Services(
            engine: engine, table: CommandTable(Families.all), configuration: configuration, host: host)
        host.server = self
        host.facts.version = "0.0.0"
        host.facts.startedAt = Self.beginning
        host.facts.microsecondsNow = Self.beginning * 1000
    }

    // MARK: Time

    package var now: Int64 { engine.now }

    package func advance(milliseconds: Int64) {
        setTime(now + milliseconds)
    }

    package func setTime(_ milliseconds: Int64) {
        engine.stoppedClock! += (milliseconds - now) * 1_000_000
        engine.setTime(milliseconds)
        services.endPauseIfOver()
        host.facts.microsecondsNow = milliseconds * 1000
    }

    /// What the server does between turns, to its end: removes ended keys, moves buckets, frees what was put aside.
    package func settle() {
        engine.expireSlice { false }
        endTurn()
        engine.shrinkSparseTables()
        while engine.rehashSlice(until: { false }) {}
        engine.reclaimSlice { false }
    }

    /// What every batch ends with. Messages are there already for whoever looks.
    func endTurn() {
        services.exporter.publishDue()
        engine.tracking.broadcast()
        if catchesUpAtOnce { engine.watchers.catchUp { false } }
        engine.sleepers.wakeOverdue(at: now)
        if finishesWorkAtOnce { services.longWorks.goOn(engine) { false } }
        for session in services.outbox.sessions { session.isInOutbox = false }
        services.outbox.sessions.removeAll()
    }

    /// Stores a string that no command would be allowed to, as a start with other options may find it.
    package func setBeneathCommands(_ key: String, _ value: String) {
        Array(key.utf8).withView { key in
            Array(value.utf8).withView { engine.set(key, .bytes($0), .clear, in: engine.keyspace[0]) }
        }
    }

    package func checkInvariants() {
        for database in engine.keyspace.databases { database.checkInvariants() }
    }

    /// Sets an option as a file would, also one that no client may set.
    package func configure(_ option: String, _ words: String...) {
        do throws(ConfigurationError) {
            try services.configuration.set(option, to: words, from: .commandLine)
        } catch {
            preconditionFailure("\(error)")
        }
        adoptConfiguration()
    }

    // MARK: Sessions

    package func connect() -> TestClient {
        let session = Session(
            id: services.clients.nextID(), address: "127.0.0.1:50000", localAddress: "127.0.0.1:6379", descriptor: 8,
            isUnixSocket: false, isLocal: true, now: now, pool: services.pool, outbox: services.outbox)
        services.admit(session)
        services.clients.add(session)
        return TestClient(session, of: self)
    }

    func forget(_ session: Session) {
        services.forget(session)
    }

    /// Takes over the options that handlers and engine ask for at run time, as the server does.
    func adoptConfiguration() {
        let configuration = services.configuration
        services.adoptAccess(configuration)
        services.adoptObservation(configuration)
        services.adoptExports(configuration)
        services.settings.longestBulk = Int64(configuration.integer(.protoMaxBulkLen))
        services.settings.deletesLazily = configuration.flag(.lazyfreeLazyUserDel)
        services.settings.flushesLazily = configuration.flag(.lazyfreeLazyUserFlush)
        engine.freesExpiredLazily = configuration.flag(.lazyfreeLazyExpire)
        services.adoptMemoryOptions()
        engine.tracking.limit(to: configuration.integer(.trackingTableMaxKeys), &engine.random)
        engine.watchers.progressInterval = Int64(configuration.integer(.resProgressInterval)) * 1000
        engine.events = EventClass(letters: configuration.text(.notifyKeyspaceEvents)) ?? []
    }
}
