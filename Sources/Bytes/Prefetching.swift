// What will be looked at soon, brought near without being looked at: neither is an object's count of references touched
// nor a byte read, since that is what would have to wait.

extension RawMemory {
    /// Brings an object near: the first `bytes` of it.
    @inlinable @inline(__always)
    public static func prefetch(_ object: AnyObject, bytes: Int) {
        let start = unsafe UnsafeRawPointer(Unmanaged.passUnretained(object).toOpaque())
        unsafe prefetch(start, bytes: bytes)
    }

    /// Brings a stretch near, or where it is long as much of it as is read one after another anyway.
    @usableFromInline @inline(never)
    static func prefetch(_ start: UnsafeRawPointer, bytes: Int) {
        let most = 8 * lineSize
        var at = 0
        while at < min(bytes, most) {
            unsafe prefetch(start + at)
            at += lineSize
        }
    }
}

extension ContiguousArray {
    /// Brings an element near.
    @inlinable @inline(__always)
    public func prefetch(at index: Int) {
        let address = unsafe withUnsafeBufferPointer { elements in
            unsafe elements.baseAddress.map { unsafe UnsafeRawPointer($0 + index) }
        }
        if let address = unsafe address { unsafe RawMemory.prefetch(address, bytes: 1) }
    }
}

extension [UInt8] {
    /// Brings the array near, of which `count` is known without a look at it.
    @inlinable @inline(__always)
    public func prefetch(count: Int) {
        let address = unsafe withUnsafeBufferPointer { unsafe UnsafeRawPointer($0.baseAddress) }
        // What the array is told by stands before its elements.
        let header = 32
        if let address = unsafe address { unsafe RawMemory.prefetch(address - header, bytes: header + count) }
    }
}
