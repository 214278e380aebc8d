// A key and a value of the tree in which Traefik reads its configuration.

package struct TreePair: Hashable, Sendable {
    package let key: [UInt8]
    package let value: [UInt8]

    package init(key: [UInt8], value: [UInt8]) {
        self.key = key
        self.value = value
    }

    package init(_ key: String, _ value: String) {
        self.init(key: Array(key.utf8), value: Array(value.utf8))
    }
}

extension TreePair: Comparable {
    package static func < (left: TreePair, right: TreePair) -> Bool { left.key.lexicographicallyPrecedes(right.key) }
}

/// Where a tree begins. Traefik takes every key that starts with its root, so none may begin like another.
package struct TreeRoot: Hashable, Sendable {
    package let name: String

    package static let usual = TreeRoot("traefik")!

    /// nil for what Traefik would not find its keys under again.
    package init?(_ name: String) {
        let isPlain = name.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7f && !Array("/*?[]\\^".utf8).contains(byte)
        }
        guard !name.isEmpty, isPlain else { return nil }
        self.name = name
    }

    /// Whether a Traefik that reads the one would meet keys of the other.
    package func overlaps(_ other: TreeRoot) -> Bool { name.hasPrefix(other.name) || other.name.hasPrefix(name) }
}
