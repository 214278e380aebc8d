// Words of a line, as Redis splits them.

import Bytes
import RESP
import Testing
import TestSupport

struct InlineSplitterTests {
    private func split(_ line: String) -> [String]? {
        Request.words(of: line)?.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        ("", []), ("  \t ", []), ("a", ["a"]), (" a  b\tc ", ["a", "b", "c"]),
        ("\"a b\" c", ["a b", "c"]), ("'a b' c", ["a b", "c"]), ("\"\"", [""]), ("'' a ''", ["", "a", ""]),
        ("a\"b c\"", ["ab c"]), ("a'b c'", ["ab c"]),
        ("\"\\n\\r\\t\\b\\a\\\\\\\"\"", ["\n\r\t\u{8}\u{7}\\\""]), ("\"\\q\"", ["q"]),
        ("\"\\x41\\x4A\\x4a\"", ["AJJ"]), ("\"\\x4\"", ["x4"]), ("\"\\xg1\"", ["xg1"]),
        ("'it\\'s'", ["it's"]), ("'\\n'", ["\\n"]), ("\\n", ["\\n"]), ("'\"'", ["\""]), ("\"'\"", ["'"]),
        ("\u{b}a\u{c}", ["a"]), ("gr\u{fc}n", ["gr\u{fc}n"]),
    ] as [(String, [String])])
    func aLineIsTheseWords(_ line: String, _ words: [String]) {
        #expect(split(line) == words)
    }

    @Test(arguments: ["\"", "'", "\"a", "'a", "a\"", "\"a\"b", "'a'b", "\"a\"'b'", "\"a\\\"", "'a\\'", "\"\\x4"])
    func aQuoteMustCloseAtTheEndOfItsWord(_ line: String) {
        #expect(split(line) == nil)
    }

    @Test func aZeroByteEndsTheLine() {
        #expect(split("get k\0 more") == ["get", "k"])
        #expect(split("get \0more") == ["get"])
        #expect(split("\0") == [])
        #expect(split("\"a\0\"") == nil)
    }

    @Test(arguments: Seeds.fixed(3)) func anyBytesCanBeWrittenBetweenDoubleQuotes(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let words = (0..<Int.random(in: 0..<4, using: &random)).map { _ in
                (0..<Int.random(in: 0..<8, using: &random)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            }
            let line = words.map { Reply.bulk($0).rendered }.joined(separator: " ")
            #expect(Request.words(of: line) == words)
        }
    }

    @Test(arguments: Seeds.fixed(3)) func noLineIsTooStrange(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let letters = Array("ab \"'\\x4\t\0\u{1}".utf8)
        var refused = 0
        for _ in 0..<3_000 {
            let line = (0..<Int.random(in: 0..<12, using: &random)).map { _ in letters.randomElement(using: &random)! }
            guard let words = line.withView({ InlineSplitter.split($0) }) else {
                refused += 1
                #expect(line.contains(UInt8(ascii: "\"")) || line.contains(UInt8(ascii: "'")))
                continue
            }
            #expect(words.joined().count <= line.count)
        }
        #expect(refused > 300)
    }
}
