// A look at bytes that somebody else owns: an argument in a receive buffer, a key or a value in the table.
//
// It costs two words and no reference counting. The price is a rule: a view is good until its owner next changes,
// so it is passed down into calls and never stored. TidyTests refuses stored properties of this type outside the
// rooms that own memory. Every read through it is bounds-checked.

internal import CLinux

@safe @frozen
package struct ByteView {
    @usableFromInline package let base: UnsafeRawPointer
    package let count: Int

    @inlinable @inline(__always)
    package init(_ base: UnsafeRawPointer, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    @inlinable @inline(__always)
    package init(_ text: StaticString) {
        unsafe self.init(UnsafeRawPointer(text.utf8Start), count: text.utf8CodeUnitCount)
    }

    @inlinable @inline(__always) package var isEmpty: Bool { count == 0 }

    @inlinable @inline(__always)
    package subscript(index: Int) -> UInt8 {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "byte view index out of range")
        return unsafe base.load(fromByteOffset: index, as: UInt8.self)
    }

    @inlinable @inline(__always)
    package subscript(range: Range<Int>) -> ByteView {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "byte view range out of range")
        return unsafe ByteView(base + range.lowerBound, count: range.count)
    }

    @inlinable package func prefix(_ length: Int) -> ByteView { self[0..<Swift.min(length, count)] }
    @inlinable package func dropFirst(_ length: Int) -> ByteView { self[Swift.min(length, count)..<count] }
    @inlinable package var first: UInt8? { isEmpty ? nil : self[0] }
    @inlinable package var last: UInt8? { isEmpty ? nil : self[count - 1] }

    @inlinable
    package func starts(with other: ByteView) -> Bool {
        count >= other.count && prefix(other.count) == other
    }

    package func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
        guard start < count else { return nil }
        guard let found = unsafe memchr(base + start, Int32(byte), count - start) else { return nil }
        return unsafe UnsafeRawPointer(found) - base
    }

    /// The bytes as an array of their own, for what must outlive the owner.
    package var array: [UInt8] {
        unsafe [UInt8](UnsafeRawBufferPointer(start: base, count: count))
    }

    /// The bytes as text; what is not UTF-8 is replaced.
    package var text: String {
        unsafe String(decoding: UnsafeRawBufferPointer(start: base, count: count), as: UTF8.self)
    }

    /// Whether the bytes spell `word` (given in lower case) in any mixture of cases.
    @inlinable
    package func spells(_ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        for index in 0..<count {
            let byte = unsafe base.load(fromByteOffset: index, as: UInt8.self)
            if unsafe lowercase(byte) != word.utf8Start[index] { return false }
        }
        return true
    }
}

extension ByteView: Equatable {
    @inlinable
    package static func == (left: ByteView, right: ByteView) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe memcmp(left.base, right.base, left.count) == 0
    }
}

extension ByteView: Comparable {
    /// The order of bytes, shorter first where one begins with the other.
    package static func < (left: ByteView, right: ByteView) -> Bool {
        let difference = unsafe memcmp(left.base, right.base, Swift.min(left.count, right.count))
        return difference != 0 ? difference < 0 : left.count < right.count
    }
}

@inlinable
package func lowercase(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
}

extension Array where Element == UInt8 {
    /// Lends the array's bytes for the time of one call.
    package func withView<Result, Failure: Error>(
        _ body: (ByteView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe span.withUnsafeBytes { bytes throws(Failure) in
            guard let base = bytes.baseAddress else { return try body(ByteView("")) }
            return try unsafe body(ByteView(base, count: bytes.count))
        }
    }

    package mutating func append(_ view: ByteView) {
        unsafe append(contentsOf: UnsafeRawBufferPointer(start: view.base, count: view.count))
    }
}
