// The options of the family "Replication": copies of the data on other servers.

extension OptionFamily {
    static let replication = OptionFamily(
        "Replication", "Copies of the data on other servers.",
        [
            .replicaof, .primaryauth, .primaryuser, .replicaServeStaleData, .replicaReadOnly,
            .replicaLazyFlush, .replicaIgnoreMaxmemory, .replicaIgnoreDiskWriteErrors, .replicaPriority,
            .replicaAnnounced, .replicaAnnounceIp, .replicaAnnouncePort, .replDisklessSync,
            .replDisklessSyncDelay, .replDisklessSyncMaxReplicas, .replDisklessLoad,
            .dualChannelReplicationEnabled, .replDisableTcpNodelay, .replPingReplicaPeriod, .replTimeout,
            .replBacklogSize, .replBacklogTtl, .minReplicasToWrite, .minReplicasMaxLag,
            .propagationErrorBehavior,
        ])
}

package extension Option {
    static let replicaof = Option(
        "replicaof", alias: "slaveof", .address, "", .accepted, .fixed,
        "The host and port of the primary to follow.")

    static let primaryauth = Option(
        "primaryauth", alias: "masterauth", .text(.any), "", .accepted, .secret,
        "The password for the primary.")

    static let primaryuser = Option(
        "primaryuser", alias: "masteruser", .text(.any), "", .accepted, .secret,
        "The user for the primary.")

    static let replicaServeStaleData = Option(
        "replica-serve-stale-data", alias: "slave-serve-stale-data", .flag, "yes", .accepted,
        "Answers reads while the primary is away.")

    static let replicaReadOnly = Option(
        "replica-read-only", alias: "slave-read-only", .flag, "yes", .accepted,
        "Refuses writes on a replica.")

    static let replicaLazyFlush = Option(
        "replica-lazy-flush", alias: "slave-lazy-flush", .flag, "yes", .accepted,
        "Frees a replica's old data piece by piece.")

    static let replicaIgnoreMaxmemory = Option(
        "replica-ignore-maxmemory", alias: "slave-ignore-maxmemory", .flag, "yes", .accepted,
        "Leaves eviction to the primary.")

    static let replicaIgnoreDiskWriteErrors = Option(
        "replica-ignore-disk-write-errors", .flag, "no", .accepted,
        "Goes on although a replica cannot write to its disk.")

    static let replicaPriority = Option(
        "replica-priority", alias: "slave-priority", .integer(.natural), "100", .accepted,
        "Which replica takes over first, the lowest number before others; 0 never does.")

    static let replicaAnnounced = Option(
        "replica-announced", .flag, "yes", .accepted,
        "Whether the replica is reported to those who ask.")

    static let replicaAnnounceIp = Option(
        "replica-announce-ip", alias: "slave-announce-ip", .text(.any), "", .accepted,
        "The address that the replica gives for itself.")

    static let replicaAnnouncePort = Option(
        "replica-announce-port", alias: "slave-announce-port", .integer(0...65535), "0", .accepted,
        "The port that the replica gives for itself.")

    static let replDisklessSync = Option(
        "repl-diskless-sync", .flag, "yes", .accepted,
        "Sends a snapshot without writing it to the disk first.")

    static let replDisklessSyncDelay = Option(
        "repl-diskless-sync-delay", .integer(.natural), "5", .accepted,
        "How many seconds to wait for more replicas before sending.")

    static let replDisklessSyncMaxReplicas = Option(
        "repl-diskless-sync-max-replicas", .integer(.natural), "0", .accepted,
        "How many replicas end that wait early; 0 means none.")

    static let replDisklessLoad = Option(
        "repl-diskless-load",
        .choice(["disabled", "on-empty-db", "swapdb", "flush-before-load"]),
        "disabled", .accepted,
        "How a replica loads a snapshot without writing it to its disk.")

    static let dualChannelReplicationEnabled = Option(
        "dual-channel-replication-enabled", .flag, "no", .accepted,
        "Sends snapshot and changes over two connections.")

    static let replDisableTcpNodelay = Option(
        "repl-disable-tcp-nodelay", .flag, "no", .accepted,
        "Sends fewer and larger packets to replicas, somewhat later.")

    static let replPingReplicaPeriod = Option(
        "repl-ping-replica-period", alias: "repl-ping-slave-period", .integer(1...Int(Int32.max)), "10", .accepted,
        "Every how many seconds the primary pings its replicas.")

    static let replTimeout = Option(
        "repl-timeout", .integer(1...Int(Int32.max)), "60", .accepted,
        "After how many silent seconds a link counts as broken.")

    static let replBacklogSize = Option(
        "repl-backlog-size", .memory(1...Int.max), "10mb", .accepted,
        "How many bytes of changes are held for replicas that come back.")

    static let replBacklogTtl = Option(
        "repl-backlog-ttl", .integer(.whole), "3600", .accepted,
        "How many seconds they are held after the last replica left.")

    static let minReplicasToWrite = Option(
        "min-replicas-to-write", alias: "min-slaves-to-write", .integer(.natural), "0", .accepted,
        "Refuses writes with fewer connected replicas than this; 0 never does.")

    static let minReplicasMaxLag = Option(
        "min-replicas-max-lag", alias: "min-slaves-max-lag", .integer(.natural), "10", .accepted,
        "How many seconds a replica may lag and still count.")

    static let propagationErrorBehavior = Option(
        "propagation-error-behavior", .choice(["ignore", "panic", "panic-on-replicas"]), "ignore", .accepted,
        "What to do if a replicated command fails.")
}
