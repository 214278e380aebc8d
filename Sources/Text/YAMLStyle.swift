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

    /// What one version or the other takes for a number or a date, or has taken once.
    private static func looksLikeNumber(_ content: [UInt8]) -> Bool {
        let first = content[0]
        guard isDigit(first) || first == UInt8(ascii: "+") || first == UInt8(ascii: ".") else { return false }
        guard case .string = YAMLSchema.value(of: content) else { return true }
        return hasBase(content) || isInBaseSixty(content) || beginsAsDate(content) || content.starts(with: "...".utf8)
    }

    private static func hasBase(_ content: [UInt8]) -> Bool {
        content[0] == UInt8(ascii: "0") && content.count > 1 && "xob".utf8.contains(content[1] | 0x20)
    }

    private static func isInBaseSixty(_ content: [UInt8]) -> Bool {
        content.contains(UInt8(ascii: ":")) && content.allSatisfy { isDigit($0) || "_:.+".utf8.contains($0) }
    }

    private static func beginsAsDate(_ content: [UInt8]) -> Bool {
        content.count > 4 && content[..<4].allSatisfy(isDigit) && content[4] == UInt8(ascii: "-")
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
