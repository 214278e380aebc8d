// Commands under a memory limit: room is made before one runs, and one that would need more is refused where there is
// none. Reading and deleting always go on.

internal import Bytes
internal import Configuration
internal import Engine
internal import Keyspace

extension Context {
    mutating func keepToMemoryLimit(_ flags: Command.Flags) throws(CommandError) {
        // Clients that use too much go before any key does, and this one may be about to use more.
        services.clientMemory.note(session)
        if services.clientMemory.isExceeded { services.host.evictClients() }
        if session.closesNow { throw .outOfMemory }
        let room = engine.makeRoom()
        // What was evicted is told before anything that this command does to the same keys.
        engine.tracking.broadcast()
        if room == .none, needsMemory(flags) { throw .outOfMemory }
    }

    /// EXEC needs what the commands need that it will run.
    private func needsMemory(_ flags: Command.Flags) -> Bool {
        if flags.contains(.denyOutOfMemory) { return true }
        guard let transaction = session.transaction, transaction.needsMemory else { return false }
        return entry.command.name == "EXEC"
    }
}

extension CommandError {
    static let outOfMemory = CommandError("OOM", "command not allowed when used memory > 'maxmemory'.")
}

extension Services {
    /// Puts into effect what the configuration says of memory.
    package func adoptMemoryOptions() {
        let limit = configuration.integer(.maxmemory)
        settings.limitsMemory = limit > 0
        engine.limitMemory(to: limit, EvictionPolicy(configuration.text(.maxmemoryPolicy)))
        engine.eviction.samples = configuration.integer(.maxmemorySamples)
        engine.eviction.setTenacity(configuration.integer(.maxmemoryEvictionTenacity))
        engine.frequency.logFactor = configuration.integer(.lfuLogFactor)
        engine.frequency.decayMinutes = configuration.integer(.lfuDecayTime)
        engine.freesEvictedLazily = configuration.flag(.lazyfreeLazyEviction)
        engine.freesReplacedLazily = configuration.flag(.lazyfreeLazyServerDel)
        // A percentage of no limit is no limit.
        let allClients = configuration.bytes(.maxmemoryClients, of: limit)
        settings.limitsClients = allClients > 0
        clientMemory.setLimit(allClients > 0 ? allClients : nil, clients.sessions.values)
    }
}
