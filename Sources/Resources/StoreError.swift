// Why the store refuses: a code for programs, and words that a person can act on. What is refused has changed nothing.

package import Bytes

package struct StoreError: Error, Equatable {
    package enum Code: String, Sendable {
        case notFound = "NOTFOUND"
        case exists = "EXISTS"
        case inUse = "INUSE"
        case conflict = "CONFLICT"
        case invalid = "INVALID"
        case badReference = "BADREF"
        case quota = "QUOTA"
        case compacted = "COMPACTED"
        case tooBig = "TOOBIG"
        case timeout = "TIMEOUT"
        case forbidden = "NOPERM"
        /// A plain key stands where the resource would.
        case wrongType = "WRONGTYPE"
        /// The disk does not give back what was written to it.
        case unreadable = "IOERR"
        case plain = "ERR"
    }

    package let code: Code
    package let text: String
    /// Which operation of a transaction it was, counted from zero.
    package var operation: Int?

    package init(_ code: Code, _ text: String) {
        self.code = code
        self.text = text
    }

    /// The error as a client reads it.
    package var line: String {
        "\(code.rawValue) \(operation.map { "operation \($0): " } ?? "")\(text)"
    }

    package static func badName(_ name: ByteString, _ part: NamePart) -> StoreError {
        StoreError(.invalid, "'\(name.text)': \(part.rule)")
    }

    package static func notFound(_ key: ResourceKey) -> StoreError {
        let list =
            switch key.type {
            case Store.typeCatalog: "RES.TYPE LIST shows those that do"
            case Store.namespaceCatalog: "RES.NAMESPACE LIST shows those that do"
            default: "RES.LIST shows what does"
            }
        return StoreError(.notFound, "\(key.text) does not exist; \(list)")
    }

    static func exists(_ key: ResourceKey, at version: UInt64) -> StoreError {
        let way =
            key.type == Store.namespaceCatalog
            ? "RES.NAMESPACE QUOTA says what it may hold" : "RES.UPDATE and RES.PUT change what is there"
        return StoreError(.exists, "\(key.text) is there, at version \(version); \(way)")
    }

    static func conflict(_ key: ResourceKey, current: UInt64?, wanted: UInt64) -> StoreError {
        let state = current.map { "is at version \($0)" } ?? "does not exist"
        return StoreError(
            .conflict,
            "\(key.text) \(state), version \(wanted) was expected; read it again before you change it")
    }

    static func notUnique(_ key: ResourceKey, _ path: String, _ other: ResourceKey) -> StoreError {
        StoreError(
            .conflict,
            "\(key.text) at \(path): \(other.text) has the same value, which is to be unique; give one of them another")
    }

    static func compacted(oldest: Revision) -> StoreError {
        StoreError(.compacted, "that is no longer kept; the oldest revision that is kept is \(oldest)")
    }
}
