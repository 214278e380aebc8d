// Swift text with every comment and the inside of every literal turned into blanks, line for line, so that a rule
// about code does not trip over a word in a sentence. What is interpolated into a literal is code and stays.

struct CodeBlanker {
    private let bytes: [UInt8]
    private var position = 0
    private var output: [UInt8] = []

    static func code(of text: String) -> String {
        var blanker = CodeBlanker(bytes: Array(text.utf8))
        blanker.output.reserveCapacity(blanker.bytes.count)
        while blanker.position < blanker.bytes.count { blanker.passCode(untilParenthesisCloses: false) }
        return String(decoding: blanker.output, as: UTF8.self)
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether these bytes come next. Asked at every byte of the project, so the first one decides mostly.
    private func stands(_ first: Unicode.Scalar, _ second: Unicode.Scalar? = nil) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: first) else { return false }
        guard let second else { return true }
        return position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: second)
    }

    private mutating func keep(_ count: Int = 1) {
        let end = min(position + count, bytes.count)
        output += bytes[position..<end]
        position = end
    }

    private mutating func blank(_ count: Int = 1) {
        let end = min(position + count, bytes.count)
        for byte in bytes[position..<end] { output.append(byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " ")) }
        position = end
    }

    private mutating func passCode(untilParenthesisCloses: Bool) {
        var depth = 1
        while position < bytes.count {
            if stands("/", "/") {
                while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { blank() }
            } else if stands("/", "*") {
                passBlockComment()
            } else if stands("\"") || stands("#") {
                passLiteral()
            } else {
                if stands("(") { depth += 1 }
                if stands(")") { depth -= 1 }
                if untilParenthesisCloses, depth == 0 { return blank() }
                keep()
            }
        }
    }

    private mutating func passBlockComment() {
        var depth = 0
        repeat {
            if stands("/", "*") {
                depth += 1
                blank(2)
            } else if stands("*", "/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && position < bytes.count
    }

    /// A string literal, plain or raw, of one line or several; or a `#` that begins something else.
    private mutating func passLiteral() {
        var hashes = 0
        while position + hashes < bytes.count, bytes[position + hashes] == UInt8(ascii: "#") { hashes += 1 }
        guard position + hashes < bytes.count, bytes[position + hashes] == UInt8(ascii: "\"") else {
            return keep(hashes)
        }
        keep(hashes)
        let quote = repeated(UInt8(ascii: "\""), 3, at: position) ? 3 : 1
        keep(quote)
        while position < bytes.count {
            if closes(quote: quote, hashes: hashes) { return keep(quote + hashes) }
            if escapes(hashes: hashes) {
                blank(1 + hashes)
                if stands("(") {
                    blank()
                    passCode(untilParenthesisCloses: true)
                } else {
                    blank()
                }
            } else if quote == 1, bytes[position] == UInt8(ascii: "\n") {
                return // A literal of one line that does not end is a mistake that the compiler reports.
            } else {
                blank()
            }
        }
    }

    private func closes(quote: Int, hashes: Int) -> Bool {
        repeated(UInt8(ascii: "\""), quote, at: position) && repeated(UInt8(ascii: "#"), hashes, at: position + quote)
    }

    private func escapes(hashes: Int) -> Bool {
        bytes[position] == UInt8(ascii: "\\") && repeated(UInt8(ascii: "#"), hashes, at: position + 1)
    }

    private func repeated(_ byte: UInt8, _ count: Int, at start: Int) -> Bool {
        start + count <= bytes.count && (start..<start + count).allSatisfy { bytes[$0] == byte }
    }
}
