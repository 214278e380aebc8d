// Splits a line into words as every Redis configuration file is split.
//
// Blanks separate words. Inside "double quotes" \n \r \t \b \a are control characters, \xHH is a byte, and a
// backslash before anything else stands for that. Inside 'single quotes' only \' is special. Quotes may begin
// inside a word; what closes them must be followed by a blank or the end of the line.

package struct WordSplitter: ~Copyable {
    package enum Failure: Error { case unbalancedQuotes, notText }

    private let line: [UInt8]
    private var position = 0

    private init(_ line: [UInt8]) { self.line = line }

    package static func words(of line: [UInt8]) throws(Failure) -> [String] {
        var splitter = WordSplitter(line)
        var words: [String] = []
        while let bytes = try splitter.next() {
            guard let word = String(validating: bytes, as: UTF8.self) else { throw .notText }
            words.append(word)
        }
        return words
    }

    package static func words(of line: String) throws(Failure) -> [String] { try words(of: Array(line.utf8)) }

    private mutating func next() throws(Failure) -> [UInt8]? {
        while let byte = peek(), byte.isBlank { position += 1 }
        guard peek() != nil else { return nil }
        var word: [UInt8] = []
        while let byte = peek(), !byte.isBlank {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return word + (try doubleQuoted())
            case UInt8(ascii: "'"): return word + (try singleQuoted())
            default: word.append(byte)
            }
        }
        return word
    }

    private mutating func doubleQuoted() throws(Failure) -> [UInt8] {
        var content: [UInt8] = []
        while let byte = take() {
            switch byte {
            case UInt8(ascii: "\""): return try closed(content)
            case UInt8(ascii: "\\"): content.append(try escaped())
            default: content.append(byte)
            }
        }
        throw .unbalancedQuotes
    }

    private mutating func singleQuoted() throws(Failure) -> [UInt8] {
        let quote = UInt8(ascii: "'")
        var content: [UInt8] = []
        while let byte = take() {
            if byte == quote { return try closed(content) }
            let isEscaped = byte == UInt8(ascii: "\\") && peek() == quote
            content.append(isEscaped ? take() ?? quote : byte)
        }
        throw .unbalancedQuotes
    }

    private func closed(_ content: [UInt8]) throws(Failure) -> [UInt8] {
        if let next = peek(), !next.isBlank { throw .unbalancedQuotes }
        return content
    }

    private mutating func escaped() throws(Failure) -> UInt8 {
        guard let byte = take() else { throw .unbalancedQuotes }
        switch byte {
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "a"): return 0x07
        case UInt8(ascii: "x"): return takeHexByte() ?? byte
        default: return byte
        }
    }

    private mutating func takeHexByte() -> UInt8? {
        guard let high = peek()?.hexDigit, let low = peek(1)?.hexDigit else { return nil }
        position += 2
        return high << 4 | low
    }

    private func peek(_ distance: Int = 0) -> UInt8? {
        position + distance < line.count ? line[position + distance] : nil
    }

    private mutating func take() -> UInt8? {
        guard let byte = peek() else { return nil }
        position += 1
        return byte
    }
}

extension WordSplitter {
    /// The word as a configuration file must write it.
    package static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.utf8.allSatisfy { !$0.isBlank && $0 != 0x22 && $0 != 0x27 }
        if isPlain { return word }
        return "\"" + word.flatMap { character -> String in
            switch character {
            case "\\", "\"": "\\\(character)"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            case "\r\n": "\\r\\n"
            default: String(character)
            }
        } + "\""
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

    fileprivate var hexDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
