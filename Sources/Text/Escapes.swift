// What stands behind a backslash, in YAML and in TOML.

struct Escapes {
    /// What single letters stand for.
    private let letters: [UInt8: UnicodeScalar]
    /// How many hexadecimal digits follow which letter.
    private let hexadecimal: [UInt8: Int]
    /// YAML is a superset of JSON, where characters beyond 16 bits are two escapes; TOML forbids those.
    private let joinsSurrogates: Bool

    static let yaml = Escapes(
        letters: [
            "0": "\0", "a": "\u{7}", "b": "\u{8}", "t": "\t", "\t": "\t", "n": "\n", "v": "\u{b}", "f": "\u{c}",
            "r": "\r", "e": "\u{1b}", " ": " ", "\"": "\"", "/": "/", "\\": "\\", "N": "\u{85}", "_": "\u{a0}",
            "L": "\u{2028}", "P": "\u{2029}",
        ], hexadecimal: ["x": 2, "u": 4, "U": 8], joinsSurrogates: true)

    static let toml = Escapes(
        letters: ["b": "\u{8}", "t": "\t", "n": "\n", "f": "\u{c}", "r": "\r", "\"": "\"", "\\": "\\"],
        hexadecimal: ["u": 4, "U": 8], joinsSurrogates: false)

    private init(letters: [UnicodeScalar: UnicodeScalar], hexadecimal: [UnicodeScalar: Int], joinsSurrogates: Bool) {
        self.letters = Dictionary(uniqueKeysWithValues: letters.map { (UInt8(ascii: $0.key), $0.value) })
        self.hexadecimal = Dictionary(uniqueKeysWithValues: hexadecimal.map { (UInt8(ascii: $0.key), $0.value) })
        self.joinsSurrogates = joinsSurrogates
    }

    /// Appends what the escape at `at` stands for and goes to its end.
    func read(_ text: SourceText, _ at: inout Int, into content: inout [UInt8]) throws(TextError) {
        let start = at
        let letter = text.byte(at + 1)
        at += 2
        if let scalar = letters[letter] {
            content.append(scalar)
            return
        }
        guard let count = hexadecimal[letter] else {
            throw text.fault("a backslash that begins no escape: write it twice, or use single quotes", at: start)
        }
        var code = try number(text, &at, count)
        if joinsSurrogates, code & 0xffff_fc00 == 0xd800, text.starts(with: "\\u", at: at) {
            at += 2
            let low = try number(text, &at, 4)
            code = low & 0xfc00 == 0xdc00 ? 0x10000 + (code & 0x3ff) << 10 + low & 0x3ff : code
        }
        guard let scalar = UnicodeScalar(code) else {
            throw text.fault("an escape of no character: write the number of one", at: start)
        }
        content.append(scalar)
    }

    private func number(_ text: SourceText, _ at: inout Int, _ count: Int) throws(TextError) -> UInt32 {
        var number: UInt32 = 0
        for _ in 0..<count {
            guard let digit = digitValue(text.byte(at)) else {
                throw text.fault("\(count) hexadecimal digits must stand in this escape", at: at)
            }
            number = number << 4 | digit
            at += 1
        }
        return number
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ scalar: UnicodeScalar) {
        append(contentsOf: UTF8.encode(scalar).map { [UInt8]($0) } ?? [])
    }
}
