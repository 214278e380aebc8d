// Bytes on their way in or out of one connection: appended at the tail, consumed at the head.
//
//     0 ≤ head ≤ tail ≤ capacity        [ consumed | pending | room ]
//
// The storage comes from a pool when it is of the standard size and from malloc when it had to grow; an empty
// queue can give it back. Consuming moves `head`; only making room moves bytes.

internal import CLinux

@safe
public struct ByteQueue: ~Copyable {
    private let pool: BufferPool
    @usableFromInline var storage: UnsafeMutableRawPointer?
    @usableFromInline var head = 0
    @usableFromInline var tail = 0
    public private(set) var capacity = 0

    public init(pool: BufferPool) {
        self.pool = pool
        unsafe self.storage = nil
    }

    deinit {
        if let storage = unsafe storage { unsafe pool.give(storage, of: capacity) }
    }

    @inlinable @inline(__always) public var count: Int { tail - head }
    @inlinable @inline(__always) public var isEmpty: Bool { tail == head }

    /// The pending bytes, in order. Good until the queue next changes.
    @inlinable @inline(__always)
    public var pending: ByteView {
        guard let storage = unsafe storage else { return ByteView("") }
        return unsafe ByteView(UnsafeRawPointer(storage + head), count: tail - head)
    }

    // MARK: Adding

    public mutating func append(_ byte: UInt8) {
        if tail == capacity { makeRoom(1) }
        unsafe storage!.storeBytes(of: byte, toByteOffset: tail, as: UInt8.self)
        tail += 1
    }

    public mutating func append(_ view: ByteView) {
        if capacity - tail < view.count { makeRoom(view.count) }
        if view.isEmpty { return }
        unsafe memcpy(storage! + tail, view.base, view.count)
        tail += view.count
    }

    public mutating func append(_ text: StaticString) {
        append(ByteView(text))
    }

    public mutating func append(_ bytes: [UInt8]) {
        bytes.withView { append($0) }
    }

    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe append(ByteView(UnsafeRawPointer($0.baseAddress!), count: $0.count)) }
    }

    /// `marker`, a decimal number and CRLF: the head of nearly every RESP frame, in one step.
    public mutating func appendLine(_ marker: UInt8, _ number: Int64) {
        if capacity - tail < 24 { makeRoom(24) }
        appendLineUnchecked(marker, number)
    }

    /// `$<length>\r\n<bytes>\r\n`.
    public mutating func appendBulk(_ view: ByteView) {
        let needed = view.count + 28
        if capacity - tail < needed { makeRoom(needed) }
        appendLineUnchecked(UInt8(ascii: "$"), Int64(view.count))
        if !view.isEmpty { unsafe memcpy(storage! + tail, view.base, view.count) }
        tail += view.count
        appendLineEndUnchecked()
    }

    /// The same of a number's decimal text.
    public mutating func appendBulk(_ number: UInt64) {
        if capacity - tail < longestDecimal + 28 { makeRoom(longestDecimal + 28) }
        let length = digitCount(number)
        appendLineUnchecked(UInt8(ascii: "$"), Int64(length))
        unsafe writeDecimal(number, length, to: storage! + tail)
        tail += length
        appendLineEndUnchecked()
    }

    public mutating func appendBulk(_ number: Int64) {
        if number >= 0 { appendBulk(UInt64(number)) } else { withDecimal(of: number) { appendBulk($0) } }
    }

    public mutating func appendDecimal(_ number: Int64) {
        if capacity - tail < 20 { makeRoom(20) }
        appendDecimalUnchecked(number)
    }

    /// Most lines tell of a short length.
    @inline(__always)
    private mutating func appendLineUnchecked(_ marker: UInt8, _ number: Int64) {
        if number >= 0, number < 100 {
            tail += unsafe writeShortLine(marker, Int(number), to: storage! + tail)
        } else {
            unsafe storage!.storeBytes(of: marker, toByteOffset: tail, as: UInt8.self)
            tail += 1
            appendDecimalUnchecked(number)
            appendLineEndUnchecked()
        }
    }

    private mutating func appendDecimalUnchecked(_ number: Int64) {
        tail += unsafe writeDecimal(number, to: storage! + tail)
    }

    private mutating func appendLineEndUnchecked() {
        unsafe storage!.storeBytes(of: 0x0a0d, toByteOffset: tail, as: UInt16.self)
        tail += 2
    }

    /// Puts `bytes` before what was appended since `count` was `position`: the head of a list whose length was not
    /// known when it began.
    public mutating func insert(_ bytes: ByteQueue.Head, at position: Int) {
        precondition(position <= count, "inserted beyond the end")
        let length = bytes.length
        reserve(length)
        let start = unsafe storage! + head + position
        unsafe memmove(start + length, start, count - position)
        unsafe bytes.write(to: start)
        tail += length
    }

    /// Forgets what was appended since `count` was `position`.
    public mutating func truncate(to position: Int) {
        precondition(position <= count, "truncated beyond the end")
        tail = head + position
    }

    // MARK: Consuming

    public mutating func consume(_ length: Int) {
        precondition(length <= count, "consumed more than is pending")
        head += length
        if head == tail { head = 0; tail = 0 }
    }

    public mutating func removeAll() {
        head = 0
        tail = 0
    }

    /// Gives the storage back when nothing is pending.
    public mutating func recycle() {
        guard isEmpty, let storage = unsafe storage else { return }
        unsafe pool.give(storage, of: capacity)
        unsafe self.storage = nil
        capacity = 0
        head = 0
        tail = 0
    }

    /// Moves what is pending to storage no larger than it needs.
    public mutating func fit() {
        guard capacity > BufferPool.bufferSize, count <= capacity / 2 else { return }
        var smaller = ByteQueue(pool: pool)
        if count > 0 { smaller.append(pending) }
        self = smaller
    }

    // MARK: Room

    public var room: Int { capacity - tail }

    public mutating func reserve(_ length: Int) {
        if capacity - tail < length { makeRoom(length) }
    }

    /// Lends the free space at the tail to `fill`, which answers how many bytes it wrote there.
    public mutating func fillTail<Failure: Error>(
        _ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) -> Int {
        let room = capacity - tail
        let filled = try unsafe fill(
            UnsafeMutableRawBufferPointer(start: storage.map { unsafe $0 + tail }, count: room))
        precondition(filled <= room, "filled more than the room that was lent")
        tail += filled
        return filled
    }

    @inline(never)
    private mutating func makeRoom(_ length: Int) {
        if unsafe storage == nil, length <= BufferPool.bufferSize {
            unsafe storage = pool.take()
            capacity = BufferPool.bufferSize
            return
        }
        let pendingCount = count
        if capacity - pendingCount >= length, head >= capacity / 2 {
            unsafe memmove(storage!, storage! + head, pendingCount)
        } else {
            grow(toHold: pendingCount + length)
        }
        head = 0
        tail = pendingCount
    }

    /// Moves the pending bytes to the start of a larger block. Doubling keeps the cost of growth linear.
    private mutating func grow(toHold needed: Int) {
        var larger = max(capacity * 2, BufferPool.bufferSize)
        while larger < needed { larger += max(larger / 2, BufferPool.bufferSize) }
        let block = unsafe pool.take(larger)
        if let storage = unsafe storage {
            unsafe memcpy(block, storage + head, count)
            unsafe pool.give(storage, of: capacity)
        }
        unsafe storage = block
        capacity = larger
    }

    public func checkInvariants() {
        precondition(0 <= head && head <= tail && tail <= capacity)
        precondition(unsafe (storage == nil) == (capacity == 0))
    }
}

extension ByteQueue {
    /// `marker`, a decimal number, CRLF.
    public struct Head {
        let marker: UInt8
        let number: Int64

        public init(_ marker: UInt8, _ number: Int64) {
            self.marker = marker
            self.number = number
        }

        var length: Int { decimalLength(number) + 3 }

        func write(to start: UnsafeMutableRawPointer) {
            unsafe start.storeBytes(of: marker, as: UInt8.self)
            let digits = unsafe writeDecimal(number, to: start + 1)
            unsafe (start + 1 + digits).storeBytes(of: 0x0a0d, as: UInt16.self)
        }
    }
}
