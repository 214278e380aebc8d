// The buckets of one generation of a table: a power of two of them, in pages that cost nothing until touched.
//
// A small array is one block; a large one is mapped, so that making it takes no time, and is let go in pieces as its
// buckets are emptied, so that unmaking it takes none either.

internal import Bytes

@safe
struct BucketArray: ~Copyable {
    let count: Int
    private let base: UnsafeMutableRawPointer
    private let mapping: UnsafeMutableRawPointer?
    /// Buckets before this one have gone back to the kernel.
    private var released = 0

    private static let releaseStep = 1 << 12
    private static let pageSize = 4096

    init(count: Int) {
        precondition(count > 0 && count & (count - 1) == 0, "the number of buckets is a power of two")
        self.count = count
        let bytes = count * Bucket.size
        if bytes >= Self.pageSize {
            let pages = unsafe RawMemory.mapPages(bytes)
            unsafe mapping = pages
            unsafe base = pages
        } else {
            let block = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Bucket.size)
            unsafe block.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
            unsafe mapping = nil
            unsafe base = block
        }
    }

    deinit {
        if let mapping = unsafe mapping {
            let gone = released * Bucket.size
            if gone < byteCount { unsafe RawMemory.unmapPages(mapping + gone, byteCount - gone) }
        } else {
            unsafe base.deallocate()
        }
    }

    var byteCount: Int { count * Bucket.size }
    /// What is held of the kernel's own pages, not of malloc's.
    var mappedBytes: Int { unsafe mapping == nil ? 0 : byteCount - released * Bucket.size }
    /// What is held at all.
    var heldBytes: Int { unsafe mapping == nil ? byteCount : mappedBytes }
    var mask: Int { count - 1 }

    @inline(__always)
    func bucket(_ index: Int) -> Bucket {
        unsafe Bucket(base + (index & mask) * Bucket.size)
    }

    /// Gives back the pages of buckets before `index`, which are empty and will not be asked for again; false where
    /// those are too few to be worth it.
    mutating func release(before index: Int) -> Bool {
        guard let mapping = unsafe mapping, index - released >= Self.releaseStep else { return false }
        let step = (index - released) / Self.releaseStep * Self.releaseStep
        unsafe RawMemory.unmapPages(mapping + released * Bucket.size, step * Bucket.size)
        released += step
        return true
    }
}
