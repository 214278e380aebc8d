// The sections of INFO about the server and its surroundings. Field names and their order are Redis's, because tools
// look for them; a field about something that this server does not do has the value that is true of such a server.

internal import Bytes
internal import Configuration
internal import Engine
internal import Keyspace
internal import RESP

/// What the sections are written from, collected once.
struct InfoSource {
    let services: Services
    let facts: ServerFacts

    init(_ services: Services) {
        self.services = services
        facts = services.host.facts
    }

    var engine: Engine { services.engine }
    var statistics: Statistics { services.engine.statistics }
    var configuration: Configuration { services.configuration }

    // MARK: Server

    func writeServer(to text: inout InfoText) {
        let uptime = (engine.now - facts.startedAt) / 1000
        text.fields([
            "redis_version": Compatibility.version, "server_name": "milepost", "milepost_version": facts.version,
            "redis_git_sha1": "00000000", "redis_git_dirty": 0, "redis_build_id": "0", "redis_mode": "standalone",
            "server_mode": "standalone", "os": facts.operatingSystem, "arch_bits": Int.bitWidth,
            "monotonic_clock": "POSIX clock_gettime", "multiplexing_api": "epoll", "atomicvar_api": "swift-builtin",
            "gcc_version": "0.0.0", "process_id": facts.processID, "process_supervised": facts.supervisor,
            "run_id": facts.runID, "tcp_port": facts.port,
            "server_time_usec": facts.microsecondsNow, "uptime_in_seconds": uptime,
            "uptime_in_days": uptime / 86400,
        ])
        text.fields([
            "hz": configuration.integer(.hz), "configured_hz": configuration.integer(.hz),
            "lru_clock": engine.instant.accessClock, "executable": facts.executable,
            "config_file": facts.configurationFile, "io_threads_active": facts.ioThreads > 1 ? 1 : 0,
            "availability_zone": configuration.text(.availabilityZone),
        ])
        for (index, listener) in facts.listeners.enumerated() { text.fields(["listener\(index)": listener]) }
    }

    // MARK: Clients

    func writeClients(to text: inout InfoText) {
        let sessions = services.clients.sessions.values
        text.fields([
            "connected_clients": sessions.count, "cluster_connections": 0, "maxclients": facts.maxClients,
            "client_recent_max_input_buffer": sessions.reduce(0) { max($0, $1.inputRoom) },
            "client_recent_max_output_buffer": sessions.reduce(0) { max($0, $1.reply.queue.capacity) },
        ])
        text.fields([
            "blocked_clients": sessions.count(where: \.isPostponed), "tracking_clients": engine.tracking.clientCount,
            "pubsub_clients": engine.pubSub.subscriberCount,
            "watching_clients": engine.watches.watcherCount,
            "clients_in_timeout_table": 0, "total_watched_keys": engine.watches.keyCount,
        ])
        text.zeros("total_blocking_keys", "total_blocking_keys_on_nokey")
        services.endPauseIfOver()
        let pause = services.pause
        text.fields([
            "paused_reason": pause.isOn ? "client_pause" : "none", "paused_actions": pause.reach?.rawValue ?? "none",
            "paused_timeout_milliseconds": pause.isOn ? max(0, pause.end - engine.now) : 0,
        ])
    }

    // MARK: Persistence

    func writePersistence(to text: inout InfoText) {
        let kept = services.keeper?.figures ?? KeeperFigures()
        text.fields(["loading": kept.load == nil ? 0 : 1])
        text.zeros("async_loading", "current_cow_peak", "current_cow_size", "current_cow_size_age")
        let share = kept.keysToSave == 0 ? 0 : Double(kept.savedKeys) / Double(kept.keysToSave) * 100
        text.fields([
            "current_fork_perc": fixed(share, 2), "current_save_keys_processed": kept.savedKeys,
            "current_save_keys_total": kept.keysToSave, "rdb_changes_since_last_save": engine.dirty,
            "rdb_bgsave_in_progress": kept.isSaving ? 1 : 0,
            "rdb_last_save_time": (services.keeper == nil ? facts.startedAt : kept.lastSave) / 1000,
            "rdb_last_bgsave_status": kept.saveSucceeded ? "ok" : "err",
            "rdb_last_bgsave_time_sec": kept.lastSaveSeconds, "rdb_current_bgsave_time_sec": kept.currentSaveSeconds,
            "rdb_saves": kept.saves, "rdb_last_cow_size": 0, "rdb_last_load_keys_expired": kept.endedKeysInLoad,
            "rdb_last_load_keys_loaded": kept.loadedKeys, "aof_enabled": kept.logIsOn ? 1 : 0,
            "aof_rewrite_in_progress": kept.isRewriting ? 1 : 0,
            "aof_rewrite_scheduled": kept.rewriteIsScheduled ? 1 : 0,
            "aof_last_rewrite_time_sec": kept.lastRewriteSeconds,
            "aof_current_rewrite_time_sec": kept.currentRewriteSeconds,
            "aof_last_bgrewrite_status": kept.rewriteSucceeded ? "ok" : "err", "aof_rewrites": kept.rewrites,
            "aof_rewrites_consecutive_failures": kept.rewriteFailures,
            "aof_last_write_status": kept.writeSucceeded ? "ok" : "err",
        ])
        text.zeros("aof_last_cow_size", "module_fork_in_progress", "module_fork_last_cow_size")
        text.fields([
            "snapshot_slices": kept.slices, "snapshot_longest_slice_usec": kept.longestSliceMicroseconds,
            "snapshot_longest_slice_cpu_usec": kept.longestSliceProcessorMicroseconds,
        ])
        if let log = kept.log { write(log, kept, to: &text) }
        if let load = kept.load { write(load, to: &text) }
    }

    private func write(_ log: KeeperFigures.Log, _ kept: KeeperFigures, to text: inout InfoText) {
        text.fields([
            "aof_current_size": log.size, "aof_base_size": log.baseSize,
            "aof_pending_rewrite": kept.rewriteIsScheduled ? 1 : 0, "aof_buffer_length": log.bufferBytes,
            "aof_pending_bio_fsync": log.isSyncing ? 1 : 0, "aof_delayed_fsync": 0,
            "aof_fsync_in_effect": log.policy,
        ])
    }

    private func write(_ load: KeeperFigures.Load, to text: inout InfoText) {
        let share = load.totalBytes == 0 ? 0 : Double(load.loadedBytes) / Double(load.totalBytes)
        let rest = share == 0 ? 1 : Int(Double(load.seconds) / share) - load.seconds
        text.fields([
            "loading_start_time": load.startedAt / 1000, "loading_total_bytes": load.totalBytes,
            "loading_rdb_used_mem": 0, "loading_loaded_bytes": load.loadedBytes,
            "loading_loaded_perc": fixed(share * 100, 2), "loading_eta_seconds": rest,
        ])
    }

    // MARK: Replication

    func writeReplication(to text: inout InfoText) {
        text.fields([
            "role": "master", "connected_slaves": 0, "replicas_waiting_psync": 0,
            "master_failover_state": "no-failover", "master_replid": services.replicationID,
            "master_replid2": String(repeating: "0", count: 40), "master_repl_offset": 0, "second_repl_offset": -1,
            "repl_backlog_active": 0, "repl_backlog_size": configuration.integer(.replBacklogSize),
        ])
        text.zeros("repl_backlog_first_byte_offset", "repl_backlog_histlen")
    }

    // MARK: Processor

    func writeProcessor(to text: inout InfoText) {
        text.fields([
            "used_cpu_sys": fixed(facts.systemSeconds, 6), "used_cpu_user": fixed(facts.userSeconds, 6),
            "used_cpu_sys_children": fixed(0, 6), "used_cpu_user_children": fixed(0, 6),
            "used_cpu_sys_main_thread": fixed(facts.loopSystemSeconds, 6),
            "used_cpu_user_main_thread": fixed(facts.loopUserSeconds, 6),
        ])
    }

    // MARK: Keyspace

    func writeKeyspace(to text: inout InfoText) {
        for database in engine.keyspace.databases where database.count > 0 {
            text.fields([
                "db\(database.number)":
                    "keys=\(database.count),expires=\(database.expiringCount),avg_ttl=\(meanTimeToLive(database))"
            ])
        }
    }

    /// In milliseconds, from some of the keys that have one.
    private func meanTimeToLive(_ database: Database) -> Int64 {
        let sampleLimit = 256
        let count = database.expiringCount
        guard count > 0 else { return 0 }
        let step = max(1, count / sampleLimit)
        let times = stride(from: 0, to: count, by: step).map { index in
            max(0, database.expiring(at: index).expiry! - engine.now)
        }
        return times.reduce(0, +) / Int64(times.count)
    }

    // MARK: Our own

    func writeOurOwn(to text: inout InfoText) {
        let databases = engine.keyspace.databases
        text.fields([
            "version": facts.version, "ordered_roots": engine.roots.roots.map(\.text).joined(separator: " "),
            "ordered_keys": databases.reduce(0) { $0 + $1.orderedCount },
            "longest_tick_microseconds": statistics.longestTickMicroseconds,
            "log_file": facts.logFile,
        ])
        let http = facts.http
        text.fields([
            "http_port": http.port, "http_connections": http.connections,
            "http_connections_received": http.received, "http_connections_rejected": http.rejected,
            "http_answers": http.answers.values.reduce(0, +),
        ])
        for (number, work) in services.longWorks.descriptions(at: facts.microsecondsNow / 1000).enumerated() {
            text.fields(["long_work_\(number)": work])
        }
    }
}
