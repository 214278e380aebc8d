// Counters in a row that has one owner and grows: for what every request counts, where an array would ask each time
// whether somebody else has it too.

@safe
public struct Tallies: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<Int>
    public private(set) var count: Int

    /// So many counters, all zero.
    public init(count: Int = 0) {
        unsafe base = .allocate(capacity: count)
        unsafe base.initialize(repeating: 0, count: count)
        self.count = count
    }

    deinit {
        unsafe base.deallocate()
    }

    @inlinable @inline(__always)
    public subscript(index: Int) -> Int {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "tally index out of range")
        return unsafe base[index]
    }

    @inlinable @inline(__always)
    public mutating func add(_ amount: Int, at index: Int) {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "tally index out of range")
        unsafe base[index] &+= amount
    }

    /// Adds to a counter and to the one after it; answers the third in that row. One call for what comes together.
    @inlinable @inline(__always)
    public mutating func add(_ amount: Int, _ next: Int, at index: Int) -> Int {
        precondition(index >= 0 && index < count &- 2, "tally index out of range")
        unsafe base[index] &+= amount
        unsafe base[index &+ 1] &+= next
        return unsafe base[index &+ 2]
    }

    /// Adds counters at the end, all zero.
    public mutating func append(_ more: Int) {
        let larger = UnsafeMutablePointer<Int>.allocate(capacity: count + more)
        unsafe larger.initialize(from: base, count: count)
        unsafe (larger + count).initialize(repeating: 0, count: more)
        unsafe base.deallocate()
        unsafe base = larger
        count += more
    }

    public func array(_ range: Range<Int>) -> [Int] { range.map { self[$0] } }
}
