// A copy of a text without its whitespace, made run by run while somebody goes through the text.

internal import CLinux

@safe
public struct TextCopy: ~Copyable {
    /// So many bytes more than are needed may be written after a run: then short runs are copied in one step.
    fileprivate static let slack = 32

    private let text: UnsafeRawPointer
    private let textCount: Int
    /// Where the copy is written; nil as long as nothing was left out of a text that may be its own copy.
    private var room: UnsafeMutableRawPointer?
    /// Where the bytes begin that have been passed and not yet been copied.
    private var runStart = 0
    fileprivate private(set) var count = 0

    fileprivate init(of text: ByteView, to room: UnsafeMutableRawPointer?) {
        unsafe self.text = text.base
        textCount = text.count
        unsafe self.room = room
    }

    /// Copies what was passed before `start` and leaves out the whitespace there; answers where that ends.
    public mutating func leaveOutWhitespace(at start: Int) -> Int {
        precondition(start >= runStart && start <= textCount, "a text is copied in its order")
        var at = start
        while at < textCount, Self.isWhitespace(unsafe text.load(fromByteOffset: at, as: UInt8.self)) { at += 1 }
        if at == start { return at }
        if unsafe room == nil { unsafe room = RawMemory.allocate(textCount + Self.slack) }
        copyRun(to: start)
        runStart = at
        return at
    }

    @inline(__always)
    private static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
    }

    /// No byte is copied twice and none that is not there, so what is copied never outgrows the text.
    @inline(__always)
    private mutating func copyRun(to end: Int) {
        let length = end - runStart
        let (from, into) = unsafe (text + runStart, room! + count)
        if length <= Self.slack, runStart + Self.slack <= textCount {
            let halves = unsafe (
                from.loadUnaligned(as: SIMD16<UInt8>.self),
                from.loadUnaligned(fromByteOffset: 16, as: SIMD16<UInt8>.self)
            )
            unsafe into.storeBytes(of: halves.0, as: SIMD16<UInt8>.self)
            unsafe into.storeBytes(of: halves.1, toByteOffset: 16, as: SIMD16<UInt8>.self)
        } else {
            unsafe memcpy(into, from, length)
        }
        count += length
    }

    fileprivate mutating func finish() {
        copyRun(to: textCount)
    }

    /// The copy as an array, for which the room is given up; nil where nothing was left out.
    fileprivate mutating func take() -> [UInt8]? {
        guard let room = unsafe room else { return nil }
        finish()
        let copy = unsafe ByteView(UnsafeRawPointer(room), count: count).array
        giveUp()
        return copy
    }

    fileprivate mutating func giveUp() {
        if let room = unsafe room { unsafe RawMemory.free(room) }
        unsafe room = nil
    }
}

extension [UInt8] {
    /// The bytes without the whitespace that `pass` has left out: these themselves where it has found none.
    public func copy<Failure: Error>(
        leavingOut pass: (ByteView, inout TextCopy) throws(Failure) -> Void
    ) throws(Failure) -> [UInt8] {
        try withView { text throws(Failure) in
            var copy = unsafe TextCopy(of: text, to: nil)
            do throws(Failure) { try pass(text, &copy) } catch {
                copy.giveUp()
                throw error
            }
            return copy.take()
        } ?? self
    }

    /// Appends a copy of `text` without the whitespace that `pass` has left out; nothing where it throws.
    public mutating func appendCopy<Failure: Error>(
        of text: ByteView, _ pass: (inout TextCopy) throws(Failure) -> Void
    ) throws(Failure) {
        try append(addingCapacity: text.count + TextCopy.slack) { (output) throws(Failure) in
            try unsafe output.withUnsafeMutableBufferPointer { (room, written) throws(Failure) in
                let end = unsafe UnsafeMutableRawPointer(room.baseAddress! + written)
                var copy = unsafe TextCopy(of: text, to: end)
                try pass(&copy)
                copy.finish()
                written += copy.count
            }
        }
    }
}
