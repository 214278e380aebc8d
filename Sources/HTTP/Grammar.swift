// Which bytes may stand where in the head of a request.

internal import Bytes

enum Grammar {
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    static func isLetter(_ byte: UInt8) -> Bool { lowercase(byte) &- UInt8(ascii: "a") < 26 }

    static func isVisible(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7f }

    static func isToken(_ bytes: [UInt8]) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { isDigit($0) || isLetter($0) || tokenMarks.contains($0) }
    }

    /// What is neither letter nor digit and stands in a path for itself.
    static func isPathMark(_ byte: UInt8) -> Bool { pathMarks.contains(byte) }

    /// Bytes from 128 on have no meaning, and no harm, there.
    static func mayStandInValue(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\t") || (byte >= 0x20 && byte != 0x7f)
    }

    static func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let rest = bytes.drop(while: isBlank)
        return Array(rest.prefix((rest.lastIndex { !isBlank($0) } ?? rest.startIndex - 1) - rest.startIndex + 1))
    }

    /// The members of a list with commas.
    static func list(_ value: [UInt8]) -> [[UInt8]] {
        value.split(separator: UInt8(ascii: ",")).map { trimmed($0) }.filter { !$0.isEmpty }
    }

    static func hexadecimal(_ byte: UInt8) -> UInt8? {
        if isDigit(byte) { return byte - UInt8(ascii: "0") }
        let letter = lowercase(byte)
        return letter &- UInt8(ascii: "a") < 6 ? letter - UInt8(ascii: "a") + 10 : nil
    }

    private static let tokenMarks = Array("!#$%&'*+-.^_`|~".utf8)
    private static let pathMarks = Array("-._~!$&'()*+,;=:@".utf8)
}
