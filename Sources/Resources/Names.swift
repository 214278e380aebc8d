// What namespaces, types and resources may be called, and the key under which a resource stands in the keyspace.

package import Bytes

/// A resource's address. Its key in the keyspace is `<namespace>:<type>:<name>`. Steps, plans and changes hand it on,
/// so it is one reference and not three.
package final class ResourceKey: Sendable {
    package let namespace: ByteString
    package let type: ByteString
    package let name: ByteString

    package init(namespace: ByteString, type: ByteString, name: ByteString) {
        self.namespace = namespace
        self.type = type
        self.name = name
    }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(namespace.count + type.count + name.count + 2)
        bytes += namespace.bytes
        bytes.append(Self.separator)
        bytes += type.bytes
        bytes.append(Self.separator)
        bytes += name.bytes
        return bytes
    }

    /// Lends the key in the keyspace for the time of one call. What comes of that is the caller's to keep: a result of
    /// any type would make the call cost more than all that is done in it.
    package func withBytes(_ body: (ByteView) -> Void) {
        namespace.withView { namespace in
            type.withView { type in
                name.withView { ByteView.withJoined(namespace, type, $0, by: Self.separator, body) }
            }
        }
    }

    /// The address that a key of the keyspace spells; nil where it spells none.
    package convenience init?(_ bytes: ByteView) {
        guard let first = bytes.firstIndex(of: Self.separator),
            let second = bytes.firstIndex(of: Self.separator, from: first + 1)
        else { return nil }
        self.init(
            namespace: ByteString(bytes[0..<first]), type: ByteString(bytes[first + 1..<second]),
            name: ByteString(bytes.dropFirst(second + 1)))
    }

    /// As errors name it.
    package var text: String {
        switch type {
        case Store.typeCatalog: "the type \(name.text)"
        case Store.namespaceCatalog: "the namespace \(name.text)"
        default: String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Whether there is a key of the keyspace for it: what the store keeps for itself has none.
    package var isInKeyspace: Bool { !Store.keepsForItself(type) }

    private static let separator = UInt8(ascii: ":")

    /// Refuses an address that is none, and says which part of it and why.
    package func check() throws(StoreError) {
        try Naming.checkNamespace(namespace)
        try Naming.checkType(type)
        try Naming.checkName(name)
    }

    /// The same, where it may be of something that the store keeps for itself.
    func checkWithin() throws(StoreError) {
        switch type {
        case Store.typeCatalog: try Naming.checkType(name)
        case Store.namespaceCatalog: try Naming.checkNamespace(name)
        default: try check()
        }
    }
}

extension ResourceKey: Hashable {
    package static func == (left: ResourceKey, right: ResourceKey) -> Bool {
        left === right || left.name == right.name && left.type == right.type && left.namespace == right.namespace
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(type)
        hasher.combine(namespace)
    }
}

package enum Naming {
    /// Small letters, digits, and between them dots, underscores and hyphens.
    package static func isNamespace(_ bytes: [UInt8]) -> Bool {
        isWord(bytes) { Character.isSmallOrDigit($0) }
    }

    /// Like a namespace, with capitals as well.
    package static func isType(_ bytes: [UInt8]) -> Bool {
        isWord(bytes) { Character.isSmallOrDigit($0) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }

    package static func checkNamespace(_ namespace: ByteString) throws(StoreError) {
        guard isNamespace(namespace.bytes) else { throw .badName(namespace, .namespace) }
    }

    package static func checkType(_ type: ByteString) throws(StoreError) {
        guard isType(type.bytes) else { throw .badName(type, .type) }
    }

    static func checkName(_ name: ByteString) throws(StoreError) {
        guard name.withView(isName) else { throw .badName(name, .name) }
    }

    /// UTF-8 without control characters, colons and slashes.
    package static func isName(_ name: ByteView) -> Bool {
        guard (1...Limits.nameLength).contains(name.count) else { return false }
        // Most names are plain letters, which need no decoding.
        if (0..<name.count).allSatisfy({ Character.isPlain(name[$0]) }) { return true }
        guard let text = String(validating: name.array, as: UTF8.self) else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar != ":" && scalar != "/" && scalar.properties.generalCategory != .control
        }
    }

    private enum Character {
        static func isSmallOrDigit(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }

        /// Whether a byte is a character of its own that a name may have.
        static func isPlain(_ byte: UInt8) -> Bool {
            (0x20..<0x7f).contains(byte) && byte != UInt8(ascii: ":") && byte != UInt8(ascii: "/")
        }

        static func isJoint(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
    }

    private static func isWord(_ bytes: [UInt8], _ isPlain: (UInt8) -> Bool) -> Bool {
        guard (1...Limits.wordLength).contains(bytes.count), isPlain(bytes[0]), isPlain(bytes[bytes.count - 1]) else {
            return false
        }
        return bytes.allSatisfy { isPlain($0) || Character.isJoint($0) }
    }
}

/// The parts of an address, as errors name them.
package enum NamePart: Sendable {
    case namespace, type, name

    var rule: String {
        switch self {
        case .namespace:
            "a namespace has 1 to \(Limits.wordLength) small letters, digits, dots, underscores and hyphens, and "
                + "begins and ends with a letter or digit"
        case .type:
            "a type has 1 to \(Limits.wordLength) letters, digits, dots, underscores and hyphens, and begins and ends "
                + "with a letter or digit"
        case .name:
            "a name has 1 to \(Limits.nameLength) bytes of UTF-8 without control characters, colons and slashes"
        }
    }
}
