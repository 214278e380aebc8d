// Who may import whom, stated a second time: Package.swift can be changed by accident, this table only on purpose.

struct Room: Sendable {
    let name: String
    /// The rooms below that it sees.
    let rooms: Set<String>
    /// What it takes from the system beside the standard library.
    let system: Set<String>

    init(_ name: String, _ rooms: Set<String>, system: Set<String> = []) {
        self.name = name
        self.rooms = rooms
        self.system = system
    }

    static let all = [
        Room("CLinux", []),
        Room("Bytes", ["CLinux"]),
        Room("Platform", ["CLinux", "Bytes"], system: ["Dispatch", "Synchronization"]),
        Room("RESP", ["Bytes"]),
        Room("HTTP", ["Bytes"]),
        Room("JSON", ["Bytes"]),
        Room("Text", ["JSON", "Bytes"]),
        Room("Regex", ["Bytes"]),
        Room("Schema", ["JSON", "Regex", "Bytes"]),
        Room("Resources", ["Schema", "JSON", "Regex", "Bytes"]),
        Room("Traefik", ["Resources", "JSON", "Regex", "Bytes"]),
        Room("Configuration", ["Bytes"]),
        Room("Journal", ["Platform", "RESP", "Bytes"]),
        Room("Keyspace", ["Bytes"]),
        Room("Engine", ["Resources", "Keyspace", "Journal", "Platform", "Bytes"], system: ["Dispatch"]),
        Room("Exports", ["Engine", "Keyspace", "Traefik", "Resources", "JSON", "Bytes"]),
        Room("Access", ["Bytes"]),
        Room(
            "Commands",
            [
                "Exports", "Engine", "Traefik", "Text", "Resources", "JSON", "Keyspace", "Journal", "RESP",
                "Configuration",
                "Access", "Bytes",
            ]),
        Room(
            "Durability",
            [
                "Commands", "Engine", "Resources", "Keyspace", "Journal", "RESP", "Configuration", "Platform", "Bytes",
            ],
            system: ["Dispatch", "Synchronization"]),
        Room(
            "Server",
            [
                "Durability", "Commands", "Exports", "Engine", "Keyspace", "Journal", "Access", "RESP", "HTTP",
                "Configuration", "Platform", "Bytes",
            ],
            system: ["Dispatch"]),
        Room("milepost", ["Server"]),
        Room("Bench", ["JSON", "Bytes", "Platform"], system: ["Glibc", "Synchronization"]),
    ]

    static let named = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// What tests may take from the system.
    static let testSystem: Set = ["Testing", "Foundation", "Glibc", "Dispatch", "Synchronization"]
}

/// The targets of Package.swift with their edges, in its order.
struct Manifest: Sendable {
    struct Target: Sendable {
        let name: String
        let imports: [String]
    }

    let targets: [Target]

    init(text: String) {
        // A target begins at the depth of the list; what is indented further belongs to it.
        let margin = String(repeating: " ", count: 8)
        var entries: [String] = []
        for line in text.components(after: "targets: [").split(separator: "\n") where line.hasPrefix(margin) {
            if line.dropFirst(margin.count).hasPrefix(" "), !entries.isEmpty {
                entries[entries.count - 1] += line
            } else {
                entries.append(String(line))
            }
        }
        targets = entries.compactMap { entry in
            let parts = entry.split(separator: "\"", omittingEmptySubsequences: false)
            guard parts.count > 1 else { return nil }
            return Target(name: String(parts[1]), imports: Self.quoted(in: entry.components(after: "[")))
        }
    }

    subscript(name: String) -> Target? { targets.first { $0.name == name } }

    private static func quoted(in text: String) -> [String] {
        let list = text.prefix { $0 != "]" }
        return list.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}

extension StringProtocol {
    func components(after marker: String) -> String {
        ranges(of: marker).first.map { String(self[$0.upperBound...]) } ?? ""
    }
}
