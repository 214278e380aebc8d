// Splits an inline request, as typed over telnet, into words: quotes group, double quotes know escapes.
//
//     set "my key" 'it\'s'  \x41 stands for A inside double quotes; a closing quote must end its word.

package import Bytes

package struct InlineSplitter {
    private let line: ByteView
    private var at = 0

    /// The words of `line`, or nil where a quote is not closed or something follows it at once.
    package static func split(_ line: ByteView) -> [[UInt8]]? {
        var splitter = InlineSplitter(line: line)
        var words: [[UInt8]] = []
        while splitter.skipSpace() {
            guard let word = splitter.word() else { return nil }
            words.append(word)
        }
        return words
    }

    /// A zero byte ends the line, as it does in Redis.
    private init(line: ByteView) {
        self.line = line.firstIndex(of: 0).map(line.prefix) ?? line
    }

    private mutating func skipSpace() -> Bool {
        while at < line.count, Self.isSpace(line[at]) { at += 1 }
        return at < line.count
    }

    private mutating func word() -> [UInt8]? {
        var word: [UInt8] = []
        while at < line.count, !Self.isSpace(line[at]) {
            switch line[at] {
            case UInt8(ascii: "\""):
                guard doubleQuoted(into: &word) else { return nil }
                return word
            case UInt8(ascii: "'"):
                guard singleQuoted(into: &word) else { return nil }
                return word
            default:
                word.append(line[at])
                at += 1
            }
        }
        return word
    }

    private mutating func doubleQuoted(into word: inout [UInt8]) -> Bool {
        at += 1
        while at < line.count {
            switch line[at] {
            case UInt8(ascii: "\""):
                return closeQuote()
            case UInt8(ascii: "\\") where at + 1 < line.count:
                word.append(escape())
            default:
                word.append(line[at])
                at += 1
            }
        }
        return false
    }

    private mutating func singleQuoted(into word: inout [UInt8]) -> Bool {
        at += 1
        while at < line.count {
            if line[at] == UInt8(ascii: "'") { return closeQuote() }
            if line[at] == UInt8(ascii: "\\"), at + 1 < line.count, line[at + 1] == UInt8(ascii: "'") { at += 1 }
            word.append(line[at])
            at += 1
        }
        return false
    }

    private mutating func closeQuote() -> Bool {
        at += 1
        return at == line.count || Self.isSpace(line[at])
    }

    private mutating func escape() -> UInt8 {
        let letter = line[at + 1]
        if letter == UInt8(ascii: "x"), at + 3 < line.count,
            let high = Self.hexValue(line[at + 2]), let low = Self.hexValue(line[at + 3])
        {
            at += 4
            return high << 4 | low
        }
        at += 2
        switch letter {
        case UInt8(ascii: "n"): return 0x0a
        case UInt8(ascii: "r"): return 0x0d
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "a"): return 0x07
        default: return letter
        }
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init)
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0d).contains(byte)
    }
}
