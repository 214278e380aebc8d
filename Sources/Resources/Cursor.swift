// Where a reader has come to in a list. A page that follows is read from the same revision, behind the same resource:
// since nothing changes in the past, the resource says where that is, in whatever order the list is.

package import Bytes

package struct Cursor: Equatable, Sendable {
    package let revision: Revision
    /// Which list it belongs to.
    let digest: UInt32
    /// The last resource that was told.
    let namespace: ByteString
    let name: ByteString

    init(_ item: Page.Item, _ revision: Revision, _ digest: UInt32) {
        self.revision = revision
        self.digest = digest
        namespace = item.resource.shelf.namespace
        name = item.resource.name
    }

    // MARK: As text

    private static let separator = UInt8(ascii: ":")

    /// The cursor as text for a client to give back.
    package var text: String {
        let place = (namespace.bytes + [Self.separator] + name.bytes).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return "\(String(digest, radix: 16)).\(String(revision, radix: 16)).\(place.joined())"
    }

    package init(_ text: ByteView) throws(StoreError) {
        guard let cursor = Self.read(text) else {
            throw StoreError(.invalid, "'\(text.prefix(128).text)' is no cursor of a reply; begin again without one")
        }
        self = cursor
    }

    private static func read(_ text: ByteView) -> Cursor? {
        let parts = text.array.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let digest = UInt32(String(decoding: parts[0], as: UTF8.self), radix: 16),
            let revision = Revision(String(decoding: parts[1], as: UTF8.self), radix: 16),
            let place = bytes(Array(parts[2])), let end = place.firstIndex(of: separator)
        else { return nil }
        let namespace = Array(place[..<end])
        let name = Array(place[(end + 1)...])
        guard Naming.isNamespace(namespace), name.withView(Naming.isName) else { return nil }
        return Cursor(revision: revision, digest: digest, namespace: ByteString(namespace), name: ByteString(name))
    }

    private static func bytes(_ hexadecimal: [UInt8]) -> [UInt8]? {
        let digits = hexadecimal.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == hexadecimal.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private init(revision: Revision, digest: UInt32, namespace: ByteString, name: ByteString) {
        self.revision = revision
        self.digest = digest
        self.namespace = namespace
        self.name = name
    }
}

extension StoreError {
    static let foreignCursor = StoreError(
        .invalid, "the cursor belongs to another list: ask as for its first page, or begin without a cursor")
}
