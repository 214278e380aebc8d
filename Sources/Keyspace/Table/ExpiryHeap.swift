// Which record ends next: a heap, four children to a parent, of the records that have a time to live.
//
// Each record knows its place in the heap, so that a new time or a deletion finds it at once, and the first is always
// the next to go: expiry is on time without sampling. A record that moves in memory tells the heap its new address.
//
//     element: [when 8][address of the record 8]     parent of i: (i - 1) / 4

internal import Bytes

@safe
struct ExpiryHeap: ~Copyable {
    @safe
    private struct Element {
        var moment: Int64
        var record: UnsafeMutableRawPointer
    }

    static let costOfOne = MemoryLayout<Element>.stride
    private static let arity = 4
    private static let firstCapacity = 4096 / MemoryLayout<Element>.stride
    /// So much at most goes back to the kernel at once, so that no removal waits long for it.
    private static let releaseStep = 1 << 14

    private var storage: UnsafeMutableRawPointer?
    private var capacity = 0
    private(set) var count = 0
    private let meter: MemoryMeter

    init(meter: MemoryMeter = MemoryMeter()) {
        unsafe storage = nil
        self.meter = meter
    }

    deinit {
        if let storage = unsafe storage { unsafe RawMemory.unmapPages(storage, byteCount) }
        meter.addMapped(-byteCount)
    }

    var byteCount: Int { capacity * MemoryLayout<Element>.stride }

    /// The record that ends first, and when.
    var first: (moment: Int64, record: Record)? {
        guard count > 0 else { return nil }
        let element = unsafe elements[0]
        return unsafe (element.moment, Record(element.record))
    }

    func record(at index: Int) -> Record {
        precondition(index < count)
        return unsafe Record(elements[index].record)
    }

    // MARK: Changing

    mutating func insert(_ record: Record, _ moment: Int64) {
        if count == capacity { grow() }
        count += 1
        unsafe rise(count - 1, Element(moment: moment, record: record.base))
    }

    mutating func remove(_ record: Record) {
        let index = record.heapIndex
        precondition(unsafe index < count && elements[index].record == record.base, "the heap lost a record")
        count -= 1
        if index < count { unsafe settle(index, elements[count]) }
        if count < capacity / 4, capacity > Self.firstCapacity { shrink() }
    }

    mutating func update(_ record: Record, _ moment: Int64) {
        let index = record.heapIndex
        precondition(unsafe index < count && elements[index].record == record.base, "the heap lost a record")
        unsafe settle(index, Element(moment: moment, record: record.base))
    }

    /// Notes that a record, whose heap index was copied, has a new address.
    func moved(_ record: Record) {
        unsafe elements[record.heapIndex].record = record.base
    }

    /// Gives back some pages of a heap that nobody uses any more; true while there are others.
    mutating func dismantle() -> Bool {
        count = 0
        if capacity > Self.firstCapacity { shrink() }
        return capacity > Self.firstCapacity
    }

    // MARK: Order

    private var elements: UnsafeMutablePointer<Element> {
        unsafe storage!.assumingMemoryBound(to: Element.self)
    }

    private func put(_ element: Element, at index: Int) {
        unsafe elements[index] = element
        unsafe Record(element.record).heapIndex = index
    }

    private func settle(_ index: Int, _ element: Element) {
        if index > 0, unsafe elements[(index - 1) / Self.arity].moment > element.moment {
            rise(index, element)
        } else {
            sink(index, element)
        }
    }

    private func rise(_ start: Int, _ element: Element) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / Self.arity
            if unsafe elements[parent].moment <= element.moment { break }
            unsafe put(elements[parent], at: index)
            index = parent
        }
        put(element, at: index)
    }

    private func sink(_ start: Int, _ element: Element) {
        var index = start
        while true {
            let firstChild = index * Self.arity + 1
            guard firstChild < count else { break }
            var least = firstChild
            for child in firstChild..<min(firstChild + Self.arity, count)
            where unsafe elements[child].moment < elements[least].moment {
                least = child
            }
            if unsafe elements[least].moment >= element.moment { break }
            unsafe put(elements[least], at: index)
            index = least
        }
        put(element, at: index)
    }

    private mutating func grow() {
        let larger = max(capacity * 2, Self.firstCapacity)
        let bytes = larger * MemoryLayout<Element>.stride
        if let storage = unsafe storage {
            unsafe self.storage = RawMemory.growPages(storage, byteCount, to: bytes)
        } else {
            unsafe storage = RawMemory.mapPages(bytes)
        }
        meter.addMapped(bytes - byteCount)
        capacity = larger
    }

    /// Gives back pages at the end. Half of what is left is still free, so that it does not grow again at once.
    private mutating func shrink() {
        let smaller = max(capacity / 2, capacity - Self.releaseStep)
        let bytes = smaller * MemoryLayout<Element>.stride
        unsafe RawMemory.unmapPages(storage! + bytes, byteCount - bytes)
        meter.addMapped(bytes - byteCount)
        capacity = smaller
    }

    func checkInvariants() {
        precondition(count <= capacity)
        for index in 0..<count {
            let element = unsafe elements[index]
            precondition(unsafe Record(element.record).heapIndex == index)
            precondition(unsafe Record(element.record).expiry == element.moment)
            if index > 0 { precondition(unsafe elements[(index - 1) / Self.arity].moment <= element.moment) }
        }
    }
}
