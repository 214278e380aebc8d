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
        for section in wanted(by: context) {
            text.begin(section.title)
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
    let write: @Sendable (InfoSource, inout InfoText) -> Void

    var name: String { title.lowercased() }

    private init(
        _ title: String, byDefault: Bool = true, hidden: Bool = false,
        write: @escaping @Sendable (InfoSource, inout InfoText) -> Void
    ) {
        self.title = title
        isDefault = byDefault && !hidden
        isHidden = hidden
        self.write = write
    }

    static let all = [
        InfoSection("Server") { $0.writeServer(to: &$1) },
        InfoSection("Clients") { $0.writeClients(to: &$1) },
        InfoSection("Memory") { $0.writeMemory(to: &$1) },
        InfoSection("Persistence") { $0.writePersistence(to: &$1) },
        InfoSection("Stats") { $0.writeStatistics(to: &$1) },
        InfoSection("Replication") { $0.writeReplication(to: &$1) },
        InfoSection("CPU") { $0.writeProcessor(to: &$1) },
        InfoSection("Modules") { _, _ in },
        InfoSection("Commandstats", byDefault: false) { $0.writeCommands(to: &$1) },
        InfoSection("Errorstats") { $0.writeErrors(to: &$1) },
        InfoSection("Latencystats", byDefault: false) { $0.writeLatencies(to: &$1) },
        InfoSection("Cluster") { _, text in text.zeros("cluster_enabled") },
        InfoSection("Keyspace") { $0.writeKeyspace(to: &$1) },
        InfoSection("Debug", hidden: true) { $0.writeTurnsInDetail(to: &$1) },
        InfoSection("Milepost") { $0.writeOurOwn(to: &$1) },
    ]
}
