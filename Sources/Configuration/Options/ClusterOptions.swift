// The options of the family "Cluster": keys spread over many servers.

extension OptionFamily {
    static let cluster = OptionFamily(
        "Cluster", "Keys spread over many servers.",
        [
            .clusterEnabled, .clusterConfigFile, .clusterNodeTimeout, .clusterPort,
            .clusterReplicaValidityFactor, .clusterMigrationBarrier, .clusterAllowReplicaMigration,
            .clusterRequireFullCoverage, .clusterReplicaNoFailover, .clusterAllowReadsWhenDown,
            .clusterAllowPubsubshardWhenDown, .clusterLinkSendbufLimit, .clusterAnnounceHostname,
            .clusterAnnounceHumanNodename, .clusterAnnounceIp, .clusterAnnounceClientIpv4,
            .clusterAnnounceClientIpv6, .clusterAnnouncePort, .clusterAnnounceTlsPort,
            .clusterAnnounceBusPort, .clusterPreferredEndpointType, .clusterBlacklistTtl,
            .clusterSlotStatsEnabled, .clusterPingInterval,
        ])
}

package extension Option {
    static let clusterEnabled = Option(
        "cluster-enabled", .flag, "no", .accepted, .fixed,
        "Makes this server a node of a cluster.")

    static let clusterConfigFile = Option(
        "cluster-config-file", .text(.notEmpty("cluster-config-file")), "nodes.conf", .accepted, .fixed,
        "The file in which a node remembers the cluster.")

    static let clusterNodeTimeout = Option(
        "cluster-node-timeout", .integer(.whole), "15000", .accepted,
        "After how many milliseconds a silent node counts as failed.")

    static let clusterPort = Option(
        "cluster-port", .integer(0...65535), "0", .accepted, .fixed,
        "The port for other nodes; 0 means port plus 10000.")

    static let clusterReplicaValidityFactor = Option(
        "cluster-replica-validity-factor", alias: "cluster-slave-validity-factor",
        .integer(.natural),
        "10", .accepted,
        "How old a replica's data may be, in node time-outs, for it to take over.")

    static let clusterMigrationBarrier = Option(
        "cluster-migration-barrier", .integer(.natural), "1", .accepted,
        "How many replicas a primary keeps when others need one.")

    static let clusterAllowReplicaMigration = Option(
        "cluster-allow-replica-migration", .flag, "yes", .accepted,
        "Lets replicas move to a primary that has none.")

    static let clusterRequireFullCoverage = Option(
        "cluster-require-full-coverage", .flag, "yes", .accepted,
        "Answers nothing while any slot has no node.")

    static let clusterReplicaNoFailover = Option(
        "cluster-replica-no-failover", alias: "cluster-slave-no-failover", .flag, "no", .accepted,
        "Keeps this replica from taking over.")

    static let clusterAllowReadsWhenDown = Option(
        "cluster-allow-reads-when-down", .flag, "no", .accepted,
        "Answers reads while the cluster is down.")

    static let clusterAllowPubsubshardWhenDown = Option(
        "cluster-allow-pubsubshard-when-down", .flag, "yes", .accepted,
        "Serves shard channels while the cluster is down.")

    static let clusterLinkSendbufLimit = Option(
        "cluster-link-sendbuf-limit", .memory(.whole), "0", .accepted,
        "How much may wait for a slow node before its link is cut; 0 means no limit.")

    static let clusterAnnounceHostname = Option(
        "cluster-announce-hostname", .text(.hostName), "", .accepted,
        "The host name that the node gives for itself.")

    static let clusterAnnounceHumanNodename = Option(
        "cluster-announce-human-nodename", .text(.nodeName), "", .accepted,
        "The node's name in logs.")

    static let clusterAnnounceIp = Option(
        "cluster-announce-ip", .text(.any), "", .accepted,
        "The address that the node gives for itself.")

    static let clusterAnnounceClientIpv4 = Option(
        "cluster-announce-client-ipv4", .text(.ipv4), "", .accepted,
        "The IPv4 address that it gives to clients.")

    static let clusterAnnounceClientIpv6 = Option(
        "cluster-announce-client-ipv6", .text(.ipv6), "", .accepted,
        "The IPv6 address that it gives to clients.")

    static let clusterAnnouncePort = Option(
        "cluster-announce-port", .integer(0...65535), "0", .accepted,
        "The port that it gives for itself.")

    static let clusterAnnounceTlsPort = Option(
        "cluster-announce-tls-port", .integer(0...65535), "0", .accepted,
        "The TLS port that it gives for itself.")

    static let clusterAnnounceBusPort = Option(
        "cluster-announce-bus-port", .integer(0...65535), "0", .accepted,
        "The port for other nodes that it gives for itself.")

    static let clusterPreferredEndpointType = Option(
        "cluster-preferred-endpoint-type", .choice(["ip", "hostname", "unknown-endpoint"]), "ip", .accepted,
        "Whether clients are sent to addresses or host names.")

    static let clusterBlacklistTtl = Option(
        "cluster-blacklist-ttl", .integer(.whole), "60", .accepted,
        "How many seconds a forgotten node is not met again.")

    static let clusterSlotStatsEnabled = Option(
        "cluster-slot-stats-enabled", .flag, "no", .accepted,
        "Counts what every slot costs.")

    static let clusterPingInterval = Option(
        "cluster-ping-interval", .integer(.whole), "0", .accepted, .hidden,
        "Every how many milliseconds nodes ping each other; 0 leaves it to them.")
}
