// Plain values in a row that has one owner and grows: for counters on the way of every request, where an array would
// ask each time whether somebody else has it too.

@safe
package struct PlainRow<Element: BitwiseCopyable>: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<Element>
    @usableFromInline var length: Int

    package init(repeating element: Element, count: Int) {
        unsafe base = .allocate(capacity: count)
        unsafe base.initialize(repeating: element, count: count)
        length = count
    }

    deinit {
        unsafe base.deallocate()
    }

    @inlinable @inline(__always) package var count: Int { length }

    @inlinable @inline(__always)
    package subscript(index: Int) -> Element {
        get {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: length), "row index out of range")
            return unsafe base[index]
        }
        _modify {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: length), "row index out of range")
            yield unsafe &base[index]
        }
    }

    /// Adds elements at the end.
    package mutating func append(repeating element: Element, count: Int) {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: length + count)
        unsafe larger.initialize(from: base, count: length)
        unsafe (larger + length).initialize(repeating: element, count: count)
        unsafe base.deallocate()
        unsafe base = larger
        length += count
    }

    package func array(_ range: Range<Int>) -> [Element] { range.map { self[$0] } }
}
