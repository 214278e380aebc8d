// Receive and send buffers of one standard size, lent to connections only while they have bytes in flight.
//
// An idle connection therefore owns no buffer at all, and a busy one gets a warm one without asking malloc.
// The pool keeps as many as were lately in use at once: `trim`, called now and then, lets the rest go.

internal import CLinux

@safe
public final class BufferPool {
    /// Large enough for a pipeline of small commands or a value of 16 KiB, small enough to stay in the cache.
    @inlinable public static var bufferSize: Int { 32 * 1024 }

    /// Free buffers, the last given first taken: the one that is most likely still in the cache.
    private var free: UnsafeMutablePointer<UnsafeMutableRawPointer>
    private var freeCount = 0
    private var capacity = 64
    private var lowestFree = 0
    public private(set) var buffers = 0
    /// Blocks that queues have got because they outgrew a buffer.
    private var largeBytes = 0

    public init() {
        unsafe free = UnsafeMutablePointer<UnsafeMutableRawPointer>.allocate(capacity: capacity)
    }

    deinit {
        for index in 0..<freeCount { unsafe free[index].deallocate() }
        unsafe free.deallocate()
    }

    func take() -> UnsafeMutableRawPointer {
        if freeCount == 0 {
            buffers += 1
            return UnsafeMutableRawPointer.allocate(byteCount: BufferPool.bufferSize, alignment: 16)
        }
        freeCount -= 1
        if freeCount < lowestFree { lowestFree = freeCount }
        return unsafe free[freeCount]
    }

    func give(_ buffer: UnsafeMutableRawPointer) {
        if freeCount == capacity { grow() }
        unsafe free[freeCount] = buffer
        freeCount += 1
    }

    /// Storage of so many bytes: a buffer, or a block from malloc where that is too small.
    func take(_ bytes: Int) -> UnsafeMutableRawPointer {
        if bytes == BufferPool.bufferSize { return unsafe take() }
        largeBytes += bytes
        return UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
    }

    @inline(__always)
    func give(_ storage: UnsafeMutableRawPointer, of bytes: Int) {
        unsafe bytes == BufferPool.bufferSize ? give(storage) : giveLarge(storage, bytes)
    }

    @inline(never)
    private func giveLarge(_ block: UnsafeMutableRawPointer, _ bytes: Int) {
        largeBytes -= bytes
        unsafe block.deallocate()
    }

    private func grow() {
        let larger = UnsafeMutablePointer<UnsafeMutableRawPointer>.allocate(capacity: capacity * 2)
        unsafe larger.update(from: free, count: freeCount)
        unsafe free.deallocate()
        unsafe free = larger
        capacity *= 2
    }

    /// Frees the buffers that nobody has needed since the last call.
    public func trim() {
        for _ in 0..<lowestFree {
            freeCount -= 1
            unsafe free[freeCount].deallocate()
            buffers -= 1
        }
        lowestFree = freeCount
    }

    public var byteCount: Int { buffers * BufferPool.bufferSize }
    /// What the buffers cost that wait to be lent.
    public var idleBytes: Int { freeCount * BufferPool.bufferSize }
    /// What queues hold, in buffers and in larger blocks.
    public var lentBytes: Int { byteCount - idleBytes + largeBytes }
}
