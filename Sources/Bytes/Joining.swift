// A key put together from the parts that a request gives, without a place of its own.

extension ByteView {
    /// Lends three parts with a byte between them for the time of one call: on the stack, unless they are long.
    @inlinable @inline(__always)
    public static func withJoined<Result>(
        _ first: ByteView, _ second: ByteView, _ third: ByteView, by separator: UInt8, _ body: (ByteView) -> Result
    ) -> Result {
        let count = first.count + second.count + third.count + 2
        return unsafe withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { room in
            let start = room.baseAddress!
            let (middle, end) = (first.count + 1, first.count + second.count + 2)
            unsafe start.copyMemory(from: first.base, byteCount: first.count)
            unsafe start.storeBytes(of: separator, toByteOffset: middle - 1, as: UInt8.self)
            unsafe (start + middle).copyMemory(from: second.base, byteCount: second.count)
            unsafe start.storeBytes(of: separator, toByteOffset: end - 1, as: UInt8.self)
            unsafe (start + end).copyMemory(from: third.base, byteCount: third.count)
            return unsafe body(ByteView(UnsafeRawPointer(start), count: count))
        }
    }
}
