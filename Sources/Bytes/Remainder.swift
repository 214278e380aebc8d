// The remainder of a run of bytes by a polynomial over GF(2), bits reflected: what every cyclic redundancy check is.
//
// Long runs are folded: carry-less multiplication moves 64 bytes at a time forward without changing the remainder,
// until 16 bytes are left. Those, short runs, and all runs on machines without that instruction go through tables,
// eight bytes a step. CRC-64 and CRC-32C are this with two polynomials; the narrower one lies in the low bits of the
// register.

internal import CLinux

struct Remainder: Sendable {
    /// Eight tables of 256: the remainder of each byte, followed by none to seven zero bytes.
    private let tables: [UInt64]
    /// x to the powers by which folding moves a run: 64 bytes and 16 bytes forward, for each half of 16 bytes.
    private let factors: [UInt64]

    private static let canFold = clinux_can_fold() != 0
    private static let blockSize = 64

    /// `polynomial` with its highest coefficient in bit 0, and without that of the degree itself.
    init(reflected polynomial: UInt64, degree: Int) {
        var tables = (0..<256).map { (byte: UInt64) in
            (0..<8).reduce(byte) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ polynomial : rest >> 1 }
        }
        for index in 256..<2048 {
            let shorter = tables[index - 256]
            tables.append(shorter >> 8 ^ tables[Int(shorter & 0xff)])
        }
        self.tables = tables
        // A product of two reflected factors comes out one power too high, hence the ones that are taken off.
        factors = [512 + 63, 512 - 1, 128 + 63, 128 - 1].map { Self.power($0, polynomial, degree) }
    }

    /// The remainder of x to the given power, reflected into 64 bits.
    private static func power(_ exponent: Int, _ polynomial: UInt64, _ degree: Int) -> UInt64 {
        // x to the power of 0 is the lowest coefficient: the highest bit of the register.
        var rest: UInt64 = 1 << UInt64(degree - 1)
        for _ in 0..<exponent { rest = rest & 1 == 1 ? rest >> 1 ^ polynomial : rest >> 1 }
        return rest << UInt64(64 - degree)
    }

    func update(_ register: UInt64, _ view: ByteView) -> UInt64 {
        let blocks = Self.canFold ? view.count / Self.blockSize : 0
        if blocks == 0 { return unsafe slice(register, view.base, view.count) }
        return unsafe fold(register, view.base, blocks, view.count - blocks * Self.blockSize)
    }

    private func fold(_ register: UInt64, _ start: UnsafeRawPointer, _ blocks: Int, _ rest: Int) -> UInt64 {
        var folded: (UInt64, UInt64) = (0, 0)
        unsafe factors.withUnsafeBufferPointer { factors in
            unsafe clinux_fold(start, blocks, register, factors.baseAddress, &folded)
        }
        let remainder = unsafe withUnsafeBytes(of: &folded) { unsafe slice(0, $0.baseAddress!, 16) }
        return unsafe slice(remainder, start + blocks * Self.blockSize, rest)
    }

    private func slice(_ register: UInt64, _ start: UnsafeRawPointer, _ count: Int) -> UInt64 {
        unsafe tables.withUnsafeBufferPointer { tables in
            var register = register
            var offset = 0
            while offset + 8 <= count {
                let word = unsafe register ^ start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                let high =
                    unsafe Self.entry(tables, 3, word >> 32) ^ Self.entry(tables, 2, word >> 40)
                    ^ Self.entry(tables, 1, word >> 48) ^ Self.entry(tables, 0, word >> 56)
                let low =
                    unsafe Self.entry(tables, 7, word) ^ Self.entry(tables, 6, word >> 8)
                    ^ Self.entry(tables, 5, word >> 16) ^ Self.entry(tables, 4, word >> 24)
                register = high ^ low
                offset += 8
            }
            while offset < count {
                let byte = unsafe UInt64(start.load(fromByteOffset: offset, as: UInt8.self))
                register = unsafe register >> 8 ^ Self.entry(tables, 0, register ^ byte)
                offset += 1
            }
            return register
        }
    }

    @inline(__always)
    private static func entry(_ tables: UnsafeBufferPointer<UInt64>, _ table: Int, _ byte: UInt64) -> UInt64 {
        unsafe tables[table &* 256 &+ Int(truncatingIfNeeded: byte & 0xff)]
    }
}
