// One cache line of the table: up to nine records with a byte of each one's hash.
//
//     offset 0   9 × 1 byte    tags: a byte of the record's hash, never 0; 0 = the place is free
//     offset 9   1 byte        1 = the ninth place holds the address of a further bucket, not a record
//     offset 10  9 × 6 bytes   addresses (48 bits)
//
// A look-up compares eight tags in one step and touches a record only where the tag agrees, which for an absent key
// is once in thirty look-ups. Addresses of 48 bits make room for nine in 64 bytes.

internal import Bytes

@safe
struct Bucket {
    static let size = 64
    /// What a bucket costs that stands alone, malloc's share included.
    static let furtherCost = size + 16
    static let places = 9
    static let lastPlace = 8

    let base: UnsafeMutableRawPointer

    init(_ base: UnsafeMutableRawPointer) {
        unsafe self.base = base
    }

    @inline(__always)
    static func tag(of hash: UInt64) -> UInt8 {
        let byte = UInt8(truncatingIfNeeded: hash >> 56)
        return byte == 0 ? 1 : byte
    }

    /// Has it brought near before it is looked at.
    @inline(__always)
    func prefetch() {
        unsafe RawMemory.prefetch(base)
    }

    // MARK: Places

    @inline(__always)
    func tag(_ place: Int) -> UInt8 {
        unsafe base.load(fromByteOffset: place, as: UInt8.self)
    }

    @inline(__always)
    func setTag(_ place: Int, _ tag: UInt8) {
        unsafe base.storeBytes(of: tag, toByteOffset: place, as: UInt8.self)
    }

    /// The six bytes of an address end where an aligned load of eight, begun two bytes before them, ends too.
    @inline(__always)
    func address(_ place: Int) -> UnsafeMutableRawPointer {
        let word = unsafe base.loadUnaligned(fromByteOffset: 8 + 6 * place, as: UInt64.self)
        return unsafe UnsafeMutableRawPointer(bitPattern: UInt(word >> 16))!
    }

    @inline(__always)
    func setAddress(_ place: Int, _ address: UnsafeMutableRawPointer) {
        let offset = 8 + 6 * place
        let before = unsafe base.loadUnaligned(fromByteOffset: offset, as: UInt64.self) & 0xffff
        let word = UInt64(UInt(bitPattern: address)) << 16 | before
        unsafe base.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
    }

    @inline(__always)
    func record(_ place: Int) -> Record {
        unsafe Record(address(place))
    }

    // MARK: Chain

    @inline(__always)
    var isChained: Bool { unsafe base.load(fromByteOffset: 9, as: UInt8.self) != 0 }

    var next: Bucket? {
        isChained ? unsafe Bucket(address(Self.lastPlace)) : nil
    }

    /// How many places hold records: the ninth may hold the way on instead.
    @inline(__always)
    var recordPlaces: Int { isChained ? Self.lastPlace : Self.places }

    /// Hangs `further` behind this bucket; the record in the ninth place, if any, must have been moved.
    func chain(_ further: Bucket) {
        setTag(Self.lastPlace, 0)
        unsafe setAddress(Self.lastPlace, further.base)
        unsafe base.storeBytes(of: 1, toByteOffset: 9, as: UInt8.self)
    }

    func unchain() {
        unsafe base.storeBytes(of: 0, toByteOffset: 9, as: UInt8.self)
        setTag(Self.lastPlace, 0)
    }

    static func makeFurther() -> Bucket {
        let block = unsafe RawMemory.allocate(size)
        unsafe block.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        return unsafe Bucket(block)
    }

    // MARK: Finding

    /// The highest bit of each byte of the result marks a place among the first eight whose tag is `tag`. It must be
    /// exact, since a false mark could name a free place, whose address means nothing: so no borrow may pass from one
    /// byte to the next.
    @inline(__always)
    func candidates(_ tag: UInt8) -> UInt64 {
        let tags = unsafe base.load(as: UInt64.self)
        let difference = tags ^ (0x0101_0101_0101_0101 &* UInt64(tag))
        let lowBits: UInt64 = 0x7f7f_7f7f_7f7f_7f7f
        return ~(((difference & lowBits) &+ lowBits) | difference | lowBits)
    }

    var freePlace: Int? {
        let free = candidates(0)
        if free != 0 { return free.trailingZeroBitCount / 8 }
        return !isChained && tag(Self.lastPlace) == 0 ? Self.lastPlace : nil
    }

    var isEmpty: Bool {
        unsafe base.load(as: UInt64.self) == 0 && tag(Self.lastPlace) == 0 && !isChained
    }
}
