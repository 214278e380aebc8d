// How a text may be written so that every reader of YAML, of 1.1 and of 1.2, sees the same text again.

internal import JSON

enum YAMLStyle {
    // MARK: Without quotes

    static func isPlain(_ content: [UInt8]) -> Bool {
        guard let first = content.first, let last = content.last, first != UInt8(ascii: "-"),
            first != UInt8(ascii: "?"), first != UInt8(ascii: ":"), !YAMLSchema.isIndicator(first),
            !isBlank(first), !isBlank(last), last != UInt8(ascii: ":"), isOneLine(content)
        else { return false }
        for (byte, next) in zip(content, content.dropFirst()) {
            if byte == UInt8(ascii: ":"), isBlank(next) { return false }
            if isBlank(byte), next == UInt8(ascii: "#") { return false }
        }
        return !isWord(content) && !looksLikeNumber(content)
    }

    private static func isOneLine(_ content: [UInt8]) -> Bool {
        isPrintable(content) && !content.contains(UInt8(ascii: "\n")) && !content.contains(UInt8(ascii: "\t"))
    }

    /// The words of YAML 1.1 that mean no text, and those of 1.2 among them.
    private static let words: Set = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<", ".inf", "+.inf", ".nan",
    ]

    private static func isWord(_ content: [UInt8]) -> Bool {
        content.count <= 5 && words.contains(String(decoding: content, as: UTF8.self).lowercased())
    }

    /// Numbers of both versions, numbers to base sixty, dates, and what only begins as a number with a base.
    private static func looksLikeNumber(_ content: [UInt8]) -> Bool {
        guard isDigit(content[0]) || [UInt8(ascii: "+"), UInt8(ascii: ".")].contains(content[0]) else { return false }
        if content.starts(with: "...".utf8) { return true }
        if case .string = YAMLSchema.value(of: content) {
            let letter = content.count > 1 ? content[1] | 0x20 : 0
            if content[0] == UInt8(ascii: "0"),
                [UInt8(ascii: "x"), UInt8(ascii: "o"), UInt8(ascii: "b")].contains(letter)
            {
                return true
            }
            let marks = content.filter { !isDigit($0) && $0 != UInt8(ascii: "_") }
            if marks.contains(UInt8(ascii: ":")), marks.allSatisfy({ Set(":.+".utf8).contains($0) }) { return true }
            return content.count > 4 && content[4] == UInt8(ascii: "-") && content[..<4].allSatisfy(isDigit)
        }
        return true
    }

    // MARK: In lines and in quotes

    /// Whether a text of several lines stands well as a block: its first line begins with no blank, for that would be
    /// taken for indentation.
    static func isBlock(_ content: [UInt8]) -> Bool {
        guard let first = content.first, !isBlankOrEnd(first) else { return false }
        return content.contains(UInt8(ascii: "\n")) && isPrintable(content)
    }

    /// Single quotes spare the backslashes of a text that has quotes or backslashes and needs no escape.
    static func isSingleQuoted(_ content: [UInt8]) -> Bool {
        (content.contains(UInt8(ascii: "\"")) || content.contains(UInt8(ascii: "\\"))) && isOneLine(content)
    }

    /// Whether nothing in a text must be escaped, line ends and tabs apart.
    private static func isPrintable(_ content: [UInt8]) -> Bool {
        if content.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return true }
        return String(decoding: content, as: UTF8.self).unicodeScalars.allSatisfy {
            $0 == "\n" || $0 == "\t" || isPrintable($0)
        }
    }

    /// What YAML calls printable, less what YAML 1.1 takes for the end of a line.
    static func isPrintable(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7e, 0xa0...0x2027, 0x202a...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd, 0x10000...0x10ffff: true
        default: false
        }
    }
}
