// INFO: what the server says of itself, section by section.

internal import Bytes
internal import RESP

package enum InfoCommands {
    package static let family: [Command] = [info]

    static let info = Command(
        "INFO", .atLeast(1), [.loading, .stale], .server, since: "1.0.0",
        summary: "Tells figures and facts of the server, by sections.",
        arguments: [.string("section", optional: true, multiple: true)], categories: .dangerous,
        tips: ["nondeterministic_output", "request_policy:all_shards", "response_policy:special"],
        examples: [Example("INFO cluster", "\"# Cluster\\r\\ncluster_enabled:0\\r\\n\"")]
    ) { context throws(CommandError) in
        let source = InfoSource(context.services)
        var text = InfoText()
        let tellsOfKeys = context.keyReader == nil
        for section in wanted(by: context) {
            text.begin(section.title, showing: tellsOfKeys ? nil : section.fieldsForAll)
            section.write(source, &text)
        }
        context.reply.verbatim(text.text)
    }

    /// The sections that are asked for, each once and in their own order.
    private static func wanted(by context: Context) -> [InfoSection] {
        guard context.count > 1 else { return InfoSection.all.filter(\.isDefault) }
        let words = Set((1..<context.count).map { context[$0].text.lowercased() })
        let wantsAll = !words.isDisjoint(with: ["all", "everything"])
        return InfoSection.all.filter { section in
            words.contains(section.name) || section.isDefault && words.contains("default")
                || !section.isHidden && wantsAll
        }
    }
}

/// One section of INFO: by which word it is asked for, and who writes it.
struct InfoSection: Sendable {
    let title: String
    let isDefault: Bool
    /// Shown only to those who ask for it by its name.
    let isHidden: Bool
    /// What a user may know who may not read every key: only that from which nothing follows about the keys of others,
    /// be it their number, their size or the use that is made of them. Nil where nothing does from any field.
    let fieldsForAll: Set<String>?
    let write: @Sendable (InfoSource, inout InfoText) -> Void

    var name: String { title.lowercased() }

    private init(
        _ title: String, byDefault: Bool = true, hidden: Bool = false, forAll fields: Set<String>? = nil,
        write: @escaping @Sendable (InfoSource, inout InfoText) -> Void
    ) {
        self.title = title
        isDefault = byDefault && !hidden
        isHidden = hidden
        fieldsForAll = fields
        self.write = write
    }

    static let all = [
        InfoSection("Server") { $0.writeServer(to: &$1) },
        InfoSection(
            "Clients",
            forAll: [
                "connected_clients", "cluster_connections", "maxclients", "paused_reason", "paused_actions",
                "paused_timeout_milliseconds",
            ]
        ) { $0.writeClients(to: &$1) },
        InfoSection(
            "Memory",
            forAll: [
                "maxmemory", "maxmemory_human", "maxmemory_policy", "mem_allocator", "total_system_memory",
                "total_system_memory_human",
            ]
        ) { $0.writeMemory(to: &$1) },
        InfoSection(
            "Persistence",
            forAll: [
                "loading", "aof_enabled", "rdb_last_bgsave_status", "aof_last_bgrewrite_status",
                "aof_last_write_status",
            ]
        ) { $0.writePersistence(to: &$1) },
        InfoSection("Stats", forAll: []) { $0.writeStatistics(to: &$1) },
        InfoSection("Replication") { $0.writeReplication(to: &$1) },
        InfoSection("CPU") { $0.writeProcessor(to: &$1) },
        InfoSection("Modules") { _, _ in },
        InfoSection("Commandstats", byDefault: false, forAll: []) { $0.writeCommands(to: &$1) },
        InfoSection("Errorstats", forAll: []) { $0.writeErrors(to: &$1) },
        InfoSection("Latencystats", byDefault: false, forAll: []) { $0.writeLatencies(to: &$1) },
        InfoSection("Cluster") { _, text in text.zeros("cluster_enabled") },
        InfoSection("Keyspace", forAll: []) { $0.writeKeyspace(to: &$1) },
        InfoSection("Debug", hidden: true, forAll: []) { $0.writeTurnsInDetail(to: &$1) },
        InfoSection("Milepost", forAll: ["version", "ordered_roots", "log_file"]) { $0.writeOurOwn(to: &$1) },
    ]
}
