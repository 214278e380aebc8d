// What is measured, for Prometheus: the server as a whole, what it has done, and what is on disk.

internal import Access
internal import Bytes
internal import Configuration
internal import Engine
internal import Keyspace

extension Visitor {
    /// For who may run INFO and read every key: of others' keys metrics would tell too much.
    package mutating func metrics() throws(PageRefusal) -> [UInt8] {
        try demand(rightTo: [Array("INFO".utf8)]) { context throws(CommandError) in
            try context.demand(.read, toAllOf: nil)
        }
        return InfoSource(context.services).metrics
    }
}

extension InfoSource {
    var metrics: [UInt8] {
        var text = MetricsText()
        measureServer(&text)
        measureClients(&text)
        measureMemory(&text)
        measureKeys(&text)
        measureCommands(&text)
        measurePersistence(&text)
        measureResources(&text)
        measureExports(&text)
        return Array(text.text.utf8)
    }

    private func measureServer(_ text: inout MetricsText) {
        text.family(
            .gauge, "build_info", "Which version runs, and with which of Redis it is compatible; always 1.",
            [
                MetricsText.Sample(
                    labels: [("version", facts.version), ("compatible", Compatibility.version)], value: 1)
            ])
        text.one(
            .gauge, "uptime_seconds", Double(max(0, engine.now - facts.startedAt)) / 1000, "Time since the start.")
        text.each(
            .counter, "cpu_seconds_total", by: "mode", "Processor time of the process.",
            [("user", facts.userSeconds), ("system", facts.systemSeconds)])
        text.one(.counter, "loop_turns_total", facts.eventCycles, "Turns of the event loop.")
        text.one(
            .counter, "loop_busy_seconds_total", Double(facts.eventMicroseconds) / 1_000_000,
            "Time of the event loop without its waiting.")
        text.one(
            .gauge, "loop_longest_turn_seconds", Double(statistics.longestTickMicroseconds) / 1_000_000,
            "The longest turn of the event loop since the start.")
    }

    private func measureClients(_ text: inout MetricsText) {
        let sessions = services.clients.sessions.values
        text.one(.gauge, "connected_clients", sessions.count, "Connections of the Redis port.")
        text.one(.gauge, "max_clients", facts.maxClients, "Connections that the Redis port takes at most.")
        text.one(.gauge, "blocked_clients", sessions.count(where: \.isPostponed), "Clients whose request waits.")
        text.one(.counter, "connections_received_total", statistics.connectionsReceived, "Connections that came.")
        text.one(.counter, "connections_rejected_total", statistics.connectionsRejected, "Connections turned away.")
        text.one(.counter, "net_input_bytes_total", statistics.inputBytes, "Bytes received, on both ports.")
        text.one(.counter, "net_output_bytes_total", statistics.outputBytes, "Bytes sent, on both ports.")
        text.one(.gauge, "pubsub_clients", engine.pubSub.subscriberCount, "Clients that have subscribed to anything.")
        text.one(.gauge, "pubsub_channels", engine.pubSub.channelCount, "Channels that somebody listens to.")
        text.one(.gauge, "pubsub_patterns", engine.pubSub.patternCount, "Patterns of channels listened to.")
        text.each(
            .counter, "access_denied_total", by: "reason", "Requests refused for want of a proof or a right.",
            [
                ("auth", statistics.authenticationFailures), ("command", statistics.refusedCommands),
                ("key", statistics.refusedKeys), ("channel", statistics.refusedChannels),
            ])
        let http = facts.http
        text.one(.gauge, "http_connections", http.connections, "Connections of the HTTP port.")
        text.one(.counter, "http_connections_received_total", http.received, "HTTP connections that came.")
        text.one(.counter, "http_connections_rejected_total", http.rejected, "HTTP connections turned away.")
        text.each(
            .counter, "http_answers_total", by: "status", "HTTP answers before this one.",
            http.answers.sorted { $0.key < $1.key }.map { ("\($0.key)", $0.value) })
    }

    private func measureMemory(_ text: inout MetricsText) {
        let memory = MemoryFigures(services, facts)
        text.one(.gauge, "memory_used_bytes", memory.used, "Memory that data and connections use.")
        text.one(.gauge, "memory_peak_bytes", memory.peak, "The most that was ever used.")
        text.one(.gauge, "memory_resident_bytes", memory.resident, "Memory of the process, by the system's count.")
        text.one(.gauge, "memory_clients_bytes", memory.clients, "The part of it that connections use.")
        text.one(
            .gauge, "memory_limit_bytes", configuration.integer(.maxmemory), "What may be used; 0 for any amount.")
    }

    private func measureKeys(_ text: inout MetricsText) {
        let databases = engine.keyspace.databases.filter { $0.count > 0 || $0.number == 0 }
        text.each(
            .gauge, "keys", by: "database", "Keys, resources and exported keys among them.",
            databases.map { ("\($0.number)", $0.count) })
        text.each(
            .gauge, "keys_expiring", by: "database", "Keys that have an end.",
            databases.map { ("\($0.number)", $0.expiringCount) })
        text.one(.counter, "expired_keys_total", statistics.expiredKeys, "Keys that have come to their end.")
        text.one(.counter, "evicted_keys_total", statistics.evictedKeys, "Keys removed for want of memory.")
        text.one(.counter, "keyspace_hits_total", statistics.keyHits, "Keys that were looked up and found.")
        text.one(.counter, "keyspace_misses_total", statistics.keyMisses, "Keys that were looked up in vain.")
    }

    private func measureCommands(_ text: inout MetricsText) {
        let used = services.table.entries.compactMap { entry in
            let counts = services.counters[entry.index]
            return counts.calls + counts.rejected + counts.failed > 0 ? (entry.fullName, counts) : nil
        }
        text.one(.counter, "commands_total", statistics.commandsProcessed, "Commands that were run.")
        text.each(
            .counter, "command_calls_total", by: "command", "Calls of each command.",
            used.map { ($0.0, $0.1.calls) })
        text.each(
            .counter, "command_seconds_total", by: "command", "Time that each command took.",
            used.map { ($0.0, Double($0.1.microseconds) / 1_000_000) })
        text.each(
            .counter, "command_failures_total", by: "command", "Calls that ran and were answered by an error.",
            used.map { ($0.0, $0.1.failed) })
        text.each(
            .counter, "command_rejections_total", by: "command", "Calls that were refused before they ran.",
            used.map { ($0.0, $0.1.rejected) })
        text.each(
            .counter, "errors_total", by: "code", "Errors answered.",
            services.errorCounts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    private func measurePersistence(_ text: inout MetricsText) {
        let kept = services.keeper?.figures ?? KeeperFigures()
        let now = engine.now
        text.flag("loading", services.isLoading, "Whether data is being loaded.")
        text.flag("writes_refused", services.writeRefusal != nil, "Whether writes are refused, as the disk fails.")
        text.one(.gauge, "changes_since_save", engine.dirty, "Changes since the last snapshot.")
        text.flag("snapshot_in_progress", kept.isSaving, "Whether a snapshot is being written.")
        text.flag("snapshot_ok", kept.saveSucceeded, "Whether the last snapshot succeeded.")
        text.one(.counter, "snapshots_total", kept.saves, "Snapshots since the start.")
        let lastSave = services.keeper == nil || kept.lastSave == 0 ? facts.startedAt : kept.lastSave
        text.one(
            .gauge, "snapshot_age_seconds", Double(max(0, now - lastSave)) / 1000,
            "Time since the last snapshot, or the start where there was none.")
        text.flag("log_enabled", kept.logIsOn, "Whether every change is logged.")
        text.flag("log_write_ok", kept.writeSucceeded, "Whether the log could be written last.")
        text.flag("log_rewrite_in_progress", kept.isRewriting, "Whether the log is being written anew.")
        text.flag("log_rewrite_ok", kept.rewriteSucceeded, "Whether the last rewrite of the log succeeded.")
        text.one(.counter, "log_rewrites_total", kept.rewrites, "Rewrites of the log since the start.")
        guard let log = kept.log else { return }
        text.one(.gauge, "log_size_bytes", log.size, "Size of the log.")
        text.one(.gauge, "log_base_size_bytes", log.baseSize, "Size that it had after its last rewrite.")
        text.one(.gauge, "log_unwritten_bytes", log.bufferBytes, "What waits to be written to the log.")
    }
}
