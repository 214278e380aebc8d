// Cuts a rule into tokens as Go cuts an expression: that is how Traefik reads it. A line that ends after a name, a
// string or a closing bracket ends what is written, so a rule that goes on must have its operator at the line's end.

struct RuleToken: Equatable {
    enum Kind: Equatable {
        case name(String)
        case string([UInt8])
        case and, or, not
        case open, close, comma, ellipsis
        /// The end of a line that ends what is written.
        case newline
        case end
        /// What Go knows and a rule has no use for.
        case foreign(String)
    }

    let kind: Kind
    let offset: Int

    /// As an error names it.
    var text: String {
        switch kind {
        case .name(let name): "'\(name)'"
        case .string: "a string"
        case .and: "'&&'"
        case .or: "'||'"
        case .not: "'!'"
        case .open: "'('"
        case .close: "')'"
        case .comma: "','"
        case .ellipsis: "'...'"
        case .newline: "the end of a line"
        case .end: "the end of the rule"
        case .foreign(let text): "'\(text)'"
        }
    }
}

struct RuleScanner {
    private let bytes: [UInt8]
    private var at = 0
    /// Whether a line that ends here ends what is written.
    private var endsLine = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func next() throws(RuleError) -> RuleToken {
        if let newline = try skipBlanks() { return newline }
        let start = at
        guard at < bytes.count else {
            // The end of the text ends its last line.
            let kind: RuleToken.Kind = endsLine ? .newline : .end
            endsLine = false
            return RuleToken(kind: kind, offset: start)
        }
        let kind = try token()
        switch kind {
        case .name, .string, .close: endsLine = true
        case .foreign(let text): endsLine = text == "}" || text == "]" || text.first?.isNumber == true
        default: endsLine = false
        }
        return RuleToken(kind: kind, offset: start)
    }

    // MARK: Blanks and comments

    private mutating func skipBlanks() throws(RuleError) -> RuleToken? {
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): at += 1
            case UInt8(ascii: "\n"):
                at += 1
                if endsLine { return newline(at: at - 1) }
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
                while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"):
                let start = at
                if try skipComment(), endsLine { return newline(at: start) }
            default: return nil
            }
        }
        return nil
    }

    private mutating func newline(at offset: Int) -> RuleToken {
        endsLine = false
        return RuleToken(kind: .newline, offset: offset)
    }

    /// Answers whether the comment holds the end of a line.
    private mutating func skipComment() throws(RuleError) -> Bool {
        let start = at
        var holdsNewline = false
        at += 2
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
                at += 2
                return holdsNewline
            }
            if bytes[at] == UInt8(ascii: "\n") { holdsNewline = true }
            at += 1
        }
        throw RuleError(at: start, "a comment that does not end: close it with */")
    }

    private func byte(_ ahead: Int) -> UInt8? { at + ahead < bytes.count ? bytes[at + ahead] : nil }

    // MARK: Tokens

    private mutating func token() throws(RuleError) -> RuleToken.Kind {
        switch bytes[at] {
        case UInt8(ascii: "`"): return .string(try rawString())
        case UInt8(ascii: "\""): return .string(try quotedString())
        case UInt8(ascii: "'"): throw RuleError(at: at, "a string stands between ` or \", not between '")
        case UInt8(ascii: "("): return sign(.open, 1)
        case UInt8(ascii: ")"): return sign(.close, 1)
        case UInt8(ascii: ","): return sign(.comma, 1)
        case UInt8(ascii: "!") where byte(1) != UInt8(ascii: "="): return sign(.not, 1)
        case UInt8(ascii: "&") where byte(1) == UInt8(ascii: "&"): return sign(.and, 2)
        case UInt8(ascii: "|") where byte(1) == UInt8(ascii: "|"): return sign(.or, 2)
        case UInt8(ascii: ".") where byte(1) == UInt8(ascii: ".") && byte(2) == UInt8(ascii: "."):
            return sign(.ellipsis, 3)
        case let byte where Self.isLetter(byte): return name()
        default: return foreign()
        }
    }

    private mutating func sign(_ kind: RuleToken.Kind, _ length: Int) -> RuleToken.Kind {
        at += length
        return kind
    }

    private mutating func name() -> RuleToken.Kind {
        let start = at
        while at < bytes.count, Self.isLetter(bytes[at]) || Self.isDigit(bytes[at]) { at += 1 }
        return .name(String(decoding: bytes[start..<at], as: UTF8.self))
    }

    private mutating func foreign() -> RuleToken.Kind {
        let start = at
        if Self.isDigit(bytes[at]) {
            while at < bytes.count, Self.isDigit(bytes[at]) { at += 1 }
        } else {
            at += 1
        }
        return .foreign(String(decoding: bytes[start..<at], as: UTF8.self))
    }

    /// A byte of a letter beyond ASCII counts: no matcher is named so, and the error should show the whole word.
    private static func isLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    // MARK: Strings

    /// Between backticks everything stands for itself, save carriage returns, which Go drops.
    private mutating func rawString() throws(RuleError) -> [UInt8] {
        let start = at
        guard let end = bytes[(at + 1)...].firstIndex(of: UInt8(ascii: "`")) else {
            throw RuleError(at: start, "a string that no ` ends: add one")
        }
        at = end + 1
        return bytes[start + 1..<end].filter { $0 != UInt8(ascii: "\r") }
    }

    private mutating func quotedString() throws(RuleError) -> [UInt8] {
        let start = at
        var content: [UInt8] = []
        at += 1
        while at < bytes.count, bytes[at] != UInt8(ascii: "\n") {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                at += 1
                return content
            case UInt8(ascii: "\\"): try readEscape(into: &content)
            case let byte:
                content.append(byte)
                at += 1
            }
        }
        throw RuleError(at: start, "a string that no \" ends on its line: add one")
    }

    private static let plainEscapes: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10,
        UInt8(ascii: "v"): 11, UInt8(ascii: "f"): 12, UInt8(ascii: "r"): 13,
        UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "\""): UInt8(ascii: "\""),
    ]

    private mutating func readEscape(into content: inout [UInt8]) throws(RuleError) {
        let start = at
        let mark = byte(1) ?? 0
        if let plain = Self.plainEscapes[mark] {
            content.append(plain)
            at += 2
            return
        }
        switch mark {
        case UInt8(ascii: "x"): content.append(UInt8(try number(2, digits: 2, radix: 16, start)))
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            let value = try number(1, digits: 3, radix: 8, start)
            guard value < 256 else { throw Self.badEscape(start) }
            content.append(UInt8(value))
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let value = try number(2, digits: mark == UInt8(ascii: "u") ? 4 : 8, radix: 16, start)
            guard let scalar = Unicode.Scalar(UInt32(value)) else { throw Self.badEscape(start) }
            content += Array(String(Character(scalar)).utf8)
        default: throw Self.badEscape(start)
        }
    }

    private mutating func number(
        _ skip: Int, digits: Int, radix: Int, _ start: Int
    ) throws(RuleError) -> Int {
        let end = at + skip + digits
        guard end <= bytes.count, bytes[at + skip..<end].allSatisfy({ Self.isDigit($0) || Self.isLetter($0) }),
            let value = Int(String(decoding: bytes[at + skip..<end], as: UTF8.self), radix: radix)
        else { throw Self.badEscape(start) }
        at = end
        return value
    }

    private static func badEscape(_ offset: Int) -> RuleError {
        RuleError(
            at: offset, "an escape that Go does not know; write \\\\ for a backslash, or put the string between `")
    }
}
