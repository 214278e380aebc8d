// Receive and send buffers of one standard size, lent to connections only while they have bytes in flight.
//
// An idle connection therefore owns no buffer at all, and a busy one gets a warm one without asking malloc.
// The pool keeps as many as were lately in use at once: `trim`, called now and then, lets the rest go.

internal import CLinux

@safe
package final class BufferPool {
    /// Large enough for a pipeline of small commands, small enough to stay in the second-level cache.
    package static let bufferSize = 16 * 1024

    private var free: [UnsafeMutableRawPointer] = unsafe []
    private var lowestFree = 0
    package private(set) var buffers = 0

    package init() {}

    deinit {
        for unsafe buffer in unsafe free { unsafe buffer.deallocate() }
    }

    func take() -> UnsafeMutableRawPointer {
        if let buffer = unsafe free.popLast() {
            lowestFree = unsafe min(lowestFree, free.count)
            return unsafe buffer
        }
        buffers += 1
        return UnsafeMutableRawPointer.allocate(byteCount: BufferPool.bufferSize, alignment: 16)
    }

    func give(_ buffer: UnsafeMutableRawPointer) {
        unsafe free.append(buffer)
    }

    /// Frees the buffers that nobody has needed since the last call.
    package func trim() {
        for _ in 0..<lowestFree {
            unsafe free.removeLast().deallocate()
            buffers -= 1
        }
        lowestFree = unsafe free.count
    }

    package var byteCount: Int { buffers * BufferPool.bufferSize }
}
