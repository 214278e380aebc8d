// An address or a range of addresses as Go reads them. IPv4 stands within IPv6 where it belongs (::ffff:0:0/96), and a
// range of the one never holds an address of the other.

package struct Address: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    package init?(_ text: String) {
        guard let groups = text.utf8.contains(UInt8(ascii: ":")) ? Self.groups(text[...]) : Self.mapped(text[...])
        else {
            return nil
        }
        high = groups[..<4].reduce(0) { $0 << 16 | UInt64($1) }
        low = groups[4...].reduce(0) { $0 << 16 | UInt64($1) }
    }

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }

    /// With all but the first `length` bits zero.
    func masked(_ length: Int) -> Address {
        Address(
            high: length >= 64 ? high : high & ~(UInt64.max >> UInt64(length)),
            low: length >= 128 ? low : length <= 64 ? 0 : low & ~(UInt64.max >> UInt64(length - 64)))
    }

    // MARK: Reading

    private static func mapped(_ text: Substring) -> [UInt16]? {
        quad(text).map { [0, 0, 0, 0, 0, 0xffff] + $0 }
    }

    /// `10.0.0.1`, as two groups of 16 bits.
    private static func quad(_ text: Substring) -> [UInt16]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt16] = []
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                part.utf8.count == 1 || part.first != "0", let byte = UInt8(part)
            else { return nil }
            bytes.append(UInt16(byte))
        }
        return [bytes[0] << 8 | bytes[1], bytes[2] << 8 | bytes[3]]
    }

    private static func groups(_ text: Substring) -> [UInt16]? {
        let halves = halves(text)
        guard let head = plainGroups(halves.head), let tail = plainGroups(halves.tail) else { return nil }
        let missing = 8 - head.count - tail.count
        guard halves.isCut ? missing >= 1 : missing == 0 else { return nil }
        return head + Array(repeating: 0, count: missing) + tail
    }

    /// What stands before and after `::`.
    private static func halves(_ text: Substring) -> (head: Substring, tail: Substring, isCut: Bool) {
        var at = text.startIndex
        while at < text.endIndex {
            if text[at...].hasPrefix("::") {
                return (text[..<at], text[text.index(at, offsetBy: 2)...], true)
            }
            at = text.index(after: at)
        }
        return ("", text, false)
    }

    private static func plainGroups(_ text: Substring) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains("."), let quad = quad(part) { return groups + quad }
            guard (1...4).contains(part.utf8.count), part.first != "+", let group = UInt16(part, radix: 16) else {
                return nil
            }
            groups.append(group)
        }
        return groups
    }
}

package struct AddressRange: Hashable, Sendable {
    let first: Address
    /// How many bits all addresses of the range share, of 128.
    let length: Int

    /// An address, or an address with the number of bits that matter.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = Address(String(parts[0])) else { return nil }
        guard parts.count == 2 else {
            (first, length) = (address, 128)
            return
        }
        let isQuad = !parts[0].contains(":")
        guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let bits = Int(parts[1]), bits <= (isQuad ? 32 : 128)
        else { return nil }
        length = isQuad ? bits + 96 : bits
        first = address.masked(length)
    }

    func contains(_ address: Address) -> Bool {
        address.isIPv4 == first.isIPv4 && address.masked(length) == first
    }
}
