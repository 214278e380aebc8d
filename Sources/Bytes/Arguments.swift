// The arguments of one request, as slices of bytes that lie together somewhere: in a receive buffer while a request
// is parsed and run, in a copy of its own while a transaction waits for EXEC.

/// A look at a request's arguments. Like a `ByteView` it is good for one call and never stored.
@safe
public struct Arguments {
    private let base: UnsafeRawPointer
    private let slices: UnsafePointer<ArgumentList.Slice>
    public let count: Int

    /// No arguments.
    public init() {
        unsafe self.init(ByteView("").base, UnsafePointer(bitPattern: 8)!, count: 0)
    }

    init(_ base: UnsafeRawPointer, _ slices: UnsafePointer<ArgumentList.Slice>, count: Int) {
        unsafe self.base = base
        unsafe self.slices = slices
        self.count = count
    }

    public subscript(index: Int) -> ByteView {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "argument index out of range")
        let slice = unsafe slices[index]
        return unsafe ByteView(base + slice.offset, count: slice.length)
    }

    /// How many bytes the arguments have together.
    public var byteCount: Int {
        (0..<count).reduce(0) { $0 + self[$1].count }
    }
}

/// A growable list of slices, reused from request to request.
@safe
public struct ArgumentList: ~Copyable {
    struct Slice {
        let offset: Int
        let length: Int
    }

    private static let usualCapacity = 8
    private var slices: UnsafeMutablePointer<Slice>?
    private var capacity = 0
    public private(set) var count = 0

    public init() {
        unsafe slices = nil
    }

    deinit {
        unsafe slices?.deallocate()
    }

    public mutating func append(offset: Int, length: Int) {
        if count == capacity { grow() }
        unsafe slices![count] = Slice(offset: offset, length: length)
        count += 1
    }

    public mutating func removeAll() {
        count = 0
        if capacity > 64 { release() }
    }

    /// Forgets the slices and keeps the room for as many again.
    public mutating func empty() {
        count = 0
    }

    private mutating func grow() {
        let larger = max(capacity * 2, Self.usualCapacity)
        let block = UnsafeMutablePointer<Slice>.allocate(capacity: larger)
        if let slices = unsafe slices {
            unsafe block.update(from: slices, count: count)
            unsafe slices.deallocate()
        }
        unsafe slices = block
        capacity = larger
    }

    private mutating func release() {
        unsafe slices?.deallocate()
        unsafe slices = nil
        capacity = 0
    }

    public var byteCount: Int { capacity * MemoryLayout<Slice>.stride }

    /// The listed slices of `bytes`. The offsets were checked against them when they were listed.
    public func over(_ bytes: ByteView) -> Arguments {
        guard let slices = unsafe slices else { return Arguments() }
        if count > 0 {
            let last = unsafe slices[count - 1]
            precondition(last.offset + last.length <= bytes.count, "a slice lies outside its bytes")
        }
        return unsafe Arguments(bytes.base, UnsafePointer(slices), count: count)
    }

    /// Some of the listed slices, where several requests are listed one after another.
    public func over(_ bytes: ByteView, _ range: Range<Int>) -> Arguments {
        over(bytes, from: range.lowerBound, to: range.upperBound)
    }

    /// The same by the places of the first of them and of the first behind them.
    public func over(_ bytes: ByteView, from first: Int, to end: Int) -> Arguments {
        guard let slices = unsafe slices, first < end else { return Arguments() }
        precondition(first >= 0 && end <= count, "slices that are not listed")
        let last = unsafe slices[end - 1]
        precondition(last.offset + last.length <= bytes.count, "a slice lies outside its bytes")
        return unsafe Arguments(bytes.base, UnsafePointer(slices + first), count: end - first)
    }

    /// One of the listed slices.
    public func view(of index: Int, in bytes: ByteView) -> ByteView {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "a slice that is not listed")
        let slice = unsafe slices![index]
        return bytes[slice.offset..<slice.offset + slice.length]
    }
}

/// A request that was put aside: its arguments copied together.
public final class StoredArguments {
    private let bytes: [UInt8]
    private var list = ArgumentList()

    public init(_ arguments: Arguments) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(arguments.byteCount)
        for index in 0..<arguments.count {
            let argument = arguments[index]
            list.append(offset: bytes.count, length: argument.count)
            bytes.append(contentsOf: argument.array)
        }
        self.bytes = bytes
    }

    public init(_ words: [[UInt8]]) {
        bytes = Array(words.joined())
        var offset = 0
        for word in words {
            list.append(offset: offset, length: word.count)
            offset += word.count
        }
    }

    public var byteCount: Int { bytes.count + list.byteCount }

    public func withArguments<Result, Failure: Error>(
        _ body: (Arguments) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withView { view throws(Failure) in try body(list.over(view)) }
    }
}
