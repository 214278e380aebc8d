// The sections of INFO that count: what the server has done, which commands it ran and which errors it answered.

internal import Bytes
internal import Configuration
internal import Engine
internal import Resources

extension InfoSource {
    func writeStatistics(to text: inout InfoText) {
        writeTraffic(to: &text)
        writeKeyEvents(to: &text)
        writeChannels(to: &text)
        writeErrorsAndTransfers(to: &text)
        writeTurns(to: &text)
        writeBodies(to: &text)
        text.fields([
            "acl_access_denied_auth": statistics.authenticationFailures,
            "acl_access_denied_cmd": statistics.refusedCommands, "acl_access_denied_key": statistics.refusedKeys,
            "acl_access_denied_channel": statistics.refusedChannels,
        ])
    }

    /// Of resources whose bodies are on disk.
    private func writeBodies(to text: inout InfoText) {
        let cached = engine.resources.cacheFigures
        text.fields([
            "resource_cache_hits": cached.hits, "resource_cache_misses": cached.misses,
            "resource_cache_bodies": cached.count, "resource_cache_bytes": cached.bytes,
            "resource_bodies_waiting_bytes": engine.bodies.waitingBytes,
            "resource_bodies_disk_bytes": engine.bodies.diskBytes,
            "resource_bodies_live_bytes": engine.bodies.liveDiskBytes,
        ])
    }

    private func writeTraffic(to text: inout InfoText) {
        text.fields([
            "total_connections_received": statistics.connectionsReceived,
            "total_commands_processed": statistics.commandsProcessed,
            "instantaneous_ops_per_sec": facts.commandsPerSecond, "total_net_input_bytes": statistics.inputBytes,
            "total_net_output_bytes": statistics.outputBytes, "total_net_repl_input_bytes": 0,
            "total_net_repl_output_bytes": 0, "instantaneous_input_kbps": fixed(facts.inputKilobytesPerSecond, 2),
            "instantaneous_output_kbps": fixed(facts.outputKilobytesPerSecond, 2),
            "instantaneous_input_repl_kbps": fixed(0, 2), "instantaneous_output_repl_kbps": fixed(0, 2),
            "rejected_connections": statistics.connectionsRejected,
        ])
        text.zeros("sync_full", "sync_partial_ok", "sync_partial_err")
    }

    private func writeKeyEvents(to text: inout InfoText) {
        text.fields([
            "expired_keys": statistics.expiredKeys, "expired_stale_perc": fixed(0, 2),
            "expired_time_cap_reached_count": statistics.expirySlicesCutShort,
            "expire_cycle_cpu_milliseconds": facts.expiryMilliseconds, "evicted_keys": statistics.evictedKeys,
        ])
        let aboveLimit = engine.eviction.millisecondsAbove(at: engine.now)
        text.fields([
            "evicted_clients": statistics.evictedClients, "evicted_scripts": 0,
            "total_eviction_exceeded_time": statistics.millisecondsAboveLimit + aboveLimit,
            "current_eviction_exceeded_time": aboveLimit, "keyspace_hits": statistics.keyHits,
            "keyspace_misses": statistics.keyMisses,
        ])
    }

    private func writeChannels(to text: inout InfoText) {
        text.fields([
            "pubsub_channels": engine.pubSub.channelCount, "pubsub_patterns": engine.pubSub.patternCount,
            "pubsubshard_channels": engine.pubSub.shardChannelCount,
        ])
        text.zeros(
            "latest_fork_usec", "total_forks", "migrate_cached_sockets", "slave_expires_tracked_keys",
            "active_defrag_hits", "active_defrag_misses", "active_defrag_key_hits", "active_defrag_key_misses",
            "total_active_defrag_time", "current_active_defrag_time")
        text.fields([
            "tracking_total_keys": engine.tracking.keyCount, "tracking_total_items": engine.tracking.readerCount,
            "tracking_total_prefixes": engine.tracking.prefixCount, "unexpected_error_replies": 0,
        ])
    }

    private func writeErrorsAndTransfers(to text: inout InfoText) {
        text.fields([
            "total_error_replies": statistics.errorReplies, "dump_payload_sanitizations": 0,
            "total_reads_processed": statistics.reads, "total_writes_processed": statistics.writes,
        ])
        text.fields([
            "io_threaded_reads_processed": statistics.threadedReads,
            "io_threaded_writes_processed": statistics.threadedWrites,
        ])
        text.zeros(
            "io_threaded_freed_objects", "io_threaded_poll_processed", "io_threaded_total_prefetch_batches",
            "io_threaded_total_prefetch_entries")
        text.fields([
            "client_query_buffer_limit_disconnections": statistics.clientsClosedForInput,
            "client_output_buffer_limit_disconnections": statistics.clientsClosedForOutput,
        ])
        text.zeros("reply_buffer_shrinks", "reply_buffer_expands")
    }

    private func writeTurns(to text: inout InfoText) {
        text.fields([
            "eventloop_cycles": facts.eventCycles, "eventloop_duration_sum": facts.eventMicroseconds,
            "eventloop_duration_cmd_sum": commandMicroseconds,
            "instantaneous_eventloop_cycles_per_sec": facts.eventCyclesPerSecond,
            "instantaneous_eventloop_duration_usec": facts.eventCycleMicroseconds,
        ])
    }

    func writeTurnsInDetail(to text: inout InfoText) {
        text.fields([
            "eventloop_duration_aof_sum": 0, "eventloop_duration_cron_sum": facts.upkeepMicroseconds,
            "eventloop_duration_max": statistics.longestTickMicroseconds,
            "eventloop_cmd_per_cycle_max": facts.mostCommandsInTurn,
        ])
    }

    /// The time of all commands together, where what ran for EXEC counts once.
    private var commandMicroseconds: Int {
        services.table.entries.reduce(0) { sum, entry in
            entry.command.name == "EXEC" ? sum : sum + services.counters[entry.index].microseconds
        }
    }

    // MARK: Commands and errors

    func writeCommands(to text: inout InfoText) {
        for entry in services.table.entries {
            let counter = services.counters[entry.index]
            guard counter.calls + counter.rejected + counter.failed > 0 else { continue }
            text.fields([
                "cmdstat_\(entry.fullName)":
                    "calls=\(counter.calls),usec=\(counter.microseconds)"
                    + ",usec_per_call=\(fixed(ratio(counter.microseconds, counter.calls), 2))"
                    + ",rejected_calls=\(counter.rejected),failed_calls=\(counter.failed)"
            ])
        }
    }

    func writeLatencies(to text: inout InfoText) {
        let percentiles = configuration.latencyPercentiles
        for entry in services.table.entries where services.counters[entry.index].histogram >= 0 {
            let place = services.counters[entry.index].histogram
            let values = percentiles.map { percentile in
                let microseconds = Double(services.histograms.percentile(percentile, in: place)) / 1000
                return "p\(percentileText(percentile))=\(fixed(microseconds, 3))"
            }
            text.fields(["latency_percentiles_usec_\(entry.fullName)": values.joined(separator: ",")])
        }
    }

    func writeErrors(to text: inout InfoText) {
        for (code, count) in services.errorCounts.sorted(by: { $0.key < $1.key }) {
            text.fields(["errorstat_\(code)": "count=\(count)"])
        }
    }
}
