// Memory by the block and by the page, for the rooms that own it: what malloc gives, what it really cost, and zeroed
// pages that cost nothing until they are touched and can be given back a piece at a time.

internal import CLinux

public enum RawMemory {
    public static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
        guard let block = unsafe malloc(bytes) else { fatalError("out of memory: \(bytes) bytes asked for") }
        return unsafe block
    }

    public static func free(_ block: UnsafeMutableRawPointer) {
        unsafe CLinux.free(block)
    }

    /// How much comes near at once.
    public static let lineSize = 64

    /// Has a cache line brought near, so that whoever reads it a little later need not wait.
    @inline(__always)
    public static func prefetch(_ address: UnsafeRawPointer) {
        unsafe clinux_prefetch(address)
    }

    /// How many bytes of the block can be used: at least what was asked for.
    @inline(__always)
    public static func usableSize(_ block: UnsafeMutableRawPointer) -> Int {
        unsafe malloc_usable_size(block)
    }

    /// What the block costs, malloc's own header included.
    @inline(__always)
    public static func cost(_ block: UnsafeMutableRawPointer) -> Int {
        unsafe malloc_usable_size(block) + 8
    }

    /// What malloc makes of a request for so many bytes.
    public static func cost(ofAsking bytes: Int) -> Int {
        max(32, (bytes + 8 + 15) & ~15)
    }

    /// Zeroed pages, each made by the kernel when it is first touched.
    public static func mapPages(_ bytes: Int) -> UnsafeMutableRawPointer {
        guard let start = unsafe clinux_map_zeroed(bytes) else { fatalError("out of memory: \(bytes) bytes asked for") }
        return unsafe start
    }

    public static func unmapPages(_ start: UnsafeMutableRawPointer, _ bytes: Int) {
        unsafe munmap(start, bytes)
    }

    /// Makes a mapping larger by moving its pages, never its bytes: growth costs the same however much it holds.
    public static func growPages(
        _ start: UnsafeMutableRawPointer, _ bytes: Int, to newBytes: Int
    ) -> UnsafeMutableRawPointer {
        guard let moved = unsafe clinux_grow_map(start, bytes, newBytes) else {
            fatalError("out of memory: \(newBytes) bytes asked for")
        }
        return unsafe moved
    }

    /// What the whole process has in use from malloc, counted as it is given, and what malloc has from the kernel:
    /// asking costs nothing.
    public static var inUse: Int { clinux_heap_in_use() }
    public static var held: Int { clinux_heap_held() }

    /// What malloc says of itself. It takes the longer to answer the more holes there are, and keeps all who need
    /// memory waiting.
    public static var heap: HeapFigures {
        let figures = mallinfo2()
        return HeapFigures(
            arena: Int(figures.arena), mapped: Int(figures.hblkhd), mappings: Int(figures.hblks),
            inUse: Int(figures.uordblks + figures.hblkhd), free: Int(figures.fordblks),
            freeBlocks: Int(figures.ordblks))
    }

    /// One arena, and freed memory at the top handed back to the kernel: a server has one busy thread and lives long.
    public static func tuneForOneThread() {
        mallopt(M_ARENA_MAX, 1)
        // Any other arena asks the kernel for a page at a time.
        mallopt(M_TOP_PAD, 1024 * 1024)
        mallopt(M_TRIM_THRESHOLD, 512 * 1024)
        mallopt(M_MMAP_THRESHOLD, 1024 * 1024)
    }

    /// Hands what malloc holds free back to the kernel.
    public static func releaseFreePages() {
        malloc_trim(0)
    }
}

/// The state of malloc, in bytes and numbers of blocks.
public struct HeapFigures: Sendable {
    /// What its heaps have from the kernel.
    public let arena: Int
    /// Large blocks that are mapped on their own.
    public let mapped: Int
    public let mappings: Int
    public let inUse: Int
    public let free: Int
    public let freeBlocks: Int

    public var held: Int { arena + mapped }
}
