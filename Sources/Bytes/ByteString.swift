// Owned bytes that serve as a name: of a channel, a pattern, a key that somebody watches.

public struct ByteString: Hashable, Sendable {
    public let bytes: [UInt8]

    @inlinable
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    public init(_ view: ByteView) {
        bytes = view.array
    }

    public init(_ text: String) {
        bytes = Array(text.utf8)
    }

    @inlinable public var count: Int { bytes.count }
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    @inlinable @inline(__always)
    public func withView<Result, Failure: Error>(
        _ body: (ByteView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withView(body)
    }
}

extension ByteString {
    /// All bytes at once, where an array would compare and hash them one by one.
    public static func == (left: ByteString, right: ByteString) -> Bool {
        left.bytes.count == right.bytes.count && left.withView { one in right.withView { one == $0 } }
    }

    public func hash(into hasher: inout Hasher) {
        unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    }
}

extension ByteString: Comparable {
    public static func < (left: ByteString, right: ByteString) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension ByteString: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) {
        self.init(text)
    }
}
