// A look at bytes that somebody else owns: an argument in a receive buffer, a key or a value in the table.
//
// It costs two words and no reference counting. The price is a rule: a view is good until its owner next changes,
// so it is passed down into calls and never stored. TidyTests refuses stored properties of this type outside the
// rooms that own memory. Every read through it is bounds-checked.

internal import CLinux

@safe @frozen
public struct ByteView {
    public let base: UnsafeRawPointer
    public let count: Int

    @inlinable @inline(__always)
    public init(_ base: UnsafeRawPointer, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    @inlinable @inline(__always)
    public init(_ text: StaticString) {
        unsafe self.init(UnsafeRawPointer(text.utf8Start), count: text.utf8CodeUnitCount)
    }

    @inlinable @inline(__always) public var isEmpty: Bool { count == 0 }

    @inlinable @inline(__always)
    public subscript(index: Int) -> UInt8 {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "byte view index out of range")
        return unsafe base.load(fromByteOffset: index, as: UInt8.self)
    }

    @inlinable @inline(__always)
    public subscript(range: Range<Int>) -> ByteView {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "byte view range out of range")
        return unsafe ByteView(base + range.lowerBound, count: range.count)
    }

    @inlinable public func prefix(_ length: Int) -> ByteView { self[0..<Swift.min(length, count)] }
    @inlinable public func dropFirst(_ length: Int) -> ByteView { self[Swift.min(length, count)..<count] }
    @inlinable public var first: UInt8? { isEmpty ? nil : self[0] }
    @inlinable public var last: UInt8? { isEmpty ? nil : self[count - 1] }

    @inlinable
    public func starts(with other: ByteView) -> Bool {
        count >= other.count && prefix(other.count) == other
    }

    public func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
        guard start < count else { return nil }
        guard let found = unsafe memchr(base + start, Int32(byte), count - start) else { return nil }
        return unsafe UnsafeRawPointer(found) - base
    }

    /// The bytes as an array of their own, for what must outlive the owner.
    public var array: [UInt8] {
        unsafe [UInt8](UnsafeRawBufferPointer(start: base, count: count))
    }

    /// The bytes as text; what is not UTF-8 is replaced.
    public var text: String {
        unsafe String(decoding: UnsafeRawBufferPointer(start: base, count: count), as: UTF8.self)
    }

    /// Whether the bytes spell `word` (given in lower case) in any mixture of cases.
    @inlinable
    public func spells(_ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        for index in 0..<count {
            let byte = unsafe base.load(fromByteOffset: index, as: UInt8.self)
            if unsafe lowercase(byte) != word.utf8Start[index] { return false }
        }
        return true
    }
}

extension ByteView {
    /// Whether the first bytes spell `word` (given in lower case) in any mixture of cases.
    @inlinable
    public func begins(with word: StaticString) -> Bool {
        count >= word.utf8CodeUnitCount && self[0..<word.utf8CodeUnitCount].spells(word)
    }
}

extension ByteView: Equatable {
    @inlinable
    public static func == (left: ByteView, right: ByteView) -> Bool {
        left.count == right.count && left.holdsTheBytes(of: right)
    }

    @usableFromInline
    func holdsTheBytes(of other: ByteView) -> Bool {
        unsafe memcmp(base, other.base, count) == 0
    }
}

extension ByteView: Comparable {
    /// The order of bytes, shorter first where one begins with the other.
    public static func < (left: ByteView, right: ByteView) -> Bool {
        let difference = unsafe memcmp(left.base, right.base, Swift.min(left.count, right.count))
        return difference != 0 ? difference < 0 : left.count < right.count
    }
}

@inlinable
public func lowercase(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
}

extension Array where Element == UInt8 {
    /// Lends the array's bytes for the time of one call.
    @inlinable @inline(__always)
    public func withView<Result, Failure: Error>(
        _ body: (ByteView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe withUnsafeBufferPointer { bytes throws(Failure) in
            guard let base = bytes.baseAddress else { return try body(ByteView("")) }
            return try unsafe body(ByteView(UnsafeRawPointer(base), count: bytes.count))
        }
    }

    public mutating func append(_ view: ByteView) {
        unsafe append(contentsOf: UnsafeRawBufferPointer(start: view.base, count: view.count))
    }
}
