// The content of a string from what stands between its quotes, and the other way round.

internal import Bytes

extension ByteView {
    /// The content of these bytes from between the quotes of a good string: escapes resolved, in UTF-8.
    var unescaped: [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(count)
        var at = 0
        while at < count {
            let next = firstIndex(of: UInt8(ascii: "\\"), from: at) ?? count
            content.append(self[at..<next])
            at = next < count ? next + resolveEscape(at: next, into: &content) : count
        }
        return content
    }

    /// Appends what the escape at `start` stands for and answers its length.
    private func resolveEscape(at start: Int, into content: inout [UInt8]) -> Int {
        let letter = byte(orZeroAt: start + 1)
        switch letter {
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0c)
        case UInt8(ascii: "n"): content.append(0x0a)
        case UInt8(ascii: "r"): content.append(0x0d)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"):
            let unit = codeUnit(at: start)
            let isPair = unit & 0xfc00 == 0xd800
            let scalar = isPair ? 0x10000 + (unit & 0x3ff) << 10 + codeUnit(at: start + 6) & 0x3ff : unit
            content.append(scalar: scalar)
            return isPair ? 12 : 6
        default: content.append(letter)
        }
        return 2
    }

    private func codeUnit(at start: Int) -> UInt32 {
        (2..<6).reduce(0) { $0 << 4 | (hexadecimalValue(byte(orZeroAt: start + $1)) ?? 0) }
    }
}

extension [UInt8] {
    fileprivate mutating func append(scalar: UInt32) {
        guard let scalar = UnicodeScalar(scalar) else { return }
        append(contentsOf: UTF8.encode(scalar).map { [UInt8]($0) } ?? [])
    }

    /// Appends a string of this content, quotes and escapes included: those escapes that must be, and no others.
    mutating func appendString(of content: ByteView) {
        append(UInt8(ascii: "\""))
        var at = 0
        while at < content.count {
            let end = content.endOfPlainText(from: at)
            append(content[at..<end])
            at = end
            if at < content.count {
                appendEscape(for: content[at])
                at += 1
            }
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func appendEscape(for byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: append(UInt8(ascii: "b"))
        case 0x0c: append(UInt8(ascii: "f"))
        case 0x0a: append(UInt8(ascii: "n"))
        case 0x0d: append(UInt8(ascii: "r"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            append(contentsOf: [UInt8(ascii: "u"), 0x30, 0x30, digits[Int(byte >> 4)], digits[Int(byte & 15)]])
        default: append(byte)
        }
    }
}
