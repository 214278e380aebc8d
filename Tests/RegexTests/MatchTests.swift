// What each sign of a pattern takes, and what it does not.

import Bytes
import Regex
import Testing

struct MatchTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let pattern: String
        let takes: [String]
        let refuses: [String]

        init(_ pattern: String, _ takes: [String], not refuses: [String]) {
            self.pattern = pattern
            self.takes = takes
            self.refuses = refuses
        }

        var testDescription: String { pattern }
    }

    private static let cases = [
        Case("", ["", "a"], not: []),
        Case("abc", ["abc", "xabcx"], not: ["ab", "acb", ""]),
        Case("^abc", ["abc", "abcd"], not: ["xabc", "\nabc"]),
        Case("abc$", ["abc", "xabc"], not: ["abcx", "abc\n"]),
        Case("^abc$", ["abc"], not: ["abcx", "xabc", "abc\n"]),
        Case("^$", [""], not: ["a", "\n"]),
        Case("^é€😀$", ["é€😀"], not: ["é€", "e€😀"]),
        Case("a|b|", ["", "c"], not: []),
        Case("^(?:a|bc|)$", ["a", "bc", ""], not: ["b", "abc"]),
        Case("^a*$", ["", "aaa"], not: ["ab"]),
        Case("^a+?$", ["a", "aa"], not: ["", "b"]),
        Case("^(ab)?c$", ["abc", "c"], not: ["abab", "ac"]),
        Case("^a{2}$", ["aa"], not: ["a", "aaa"]),
        Case("^a{2,}$", ["aa", "aaaa"], not: ["a"]),
        Case("^a{0,2}$", ["", "a", "aa"], not: ["aaa"]),
        Case("^(a|bb){2,3}$", ["abb", "bbbb", "aaa"], not: ["a", "aaaa", "abbb"]),
        Case("^x{0}$", [""], not: ["x"]),
        Case("^a{,2}$", ["a{,2}"], not: ["a", "aa"]),
        Case("^a{01}$", ["a{01}"], not: ["a"]),
        Case("^{}$", ["{}"], not: [""]),
        Case("^.$", ["a", "é", "😀", "\r"], not: ["", "\n", "ab"]),
        Case("(?s)^.$", ["\n"], not: [""]),
        Case("^[a-c_]+$", ["abc_"], not: ["d", "A", "-"]),
        Case("^[^a-c]$", ["d", "\n", "é"], not: ["a", ""]),
        Case("^[]a]$", ["]", "a"], not: ["[", "]a"]),
        Case("^[^]a]$", ["b"], not: ["]", "a"]),
        Case("^[a-]$", ["a", "-"], not: ["b"]),
        Case("^[-a]$", ["a", "-"], not: ["b"]),
        Case(#"^[\d-z]$"#, ["5", "-", "z"], not: ["y"]),
        Case(#"^[\]\\]$"#, ["]", "\\"], not: ["a"]),
        Case("^[α-ω]$", ["β"], not: ["a", "Ω"]),
        Case(#"^\d\D\s\S\w\W$"#, ["1a b_-"], not: ["aa b_-", "٣a b_-", "1a\u{0B}b_-"]),
        Case("^[[:alpha:][:digit:]]+$", ["aZ9"], not: ["_", ":"]),
        Case("^[[:^space:]]$", ["a"], not: [" ", "\u{0B}"]),
        Case("^[[:word:]]$", ["_"], not: ["-"]),
        Case("^[[:a]$", ["[", ":", "a"], not: ["b"]),
        Case(#"^\x41\x{1F600}\101\0\a\f\n\r\t\v$"#, ["A😀A\0\u{7}\u{C}\n\r\t\u{B}"], not: ["A"]),
        Case(#"^\.\*\_\-\/$"#, [".*_-/"], not: ["a*_-/"]),
        Case(#"^\Qa.b*\E+$"#, ["a.b*", "a.b**"], not: ["axb*", "a.b*a.b*"]),
        Case(#"^\Qa.b"#, ["a.b"], not: ["axb"]),
        Case(#"\Aab\z"#, ["ab"], not: ["ab\n", "xab"]),
        Case(#"\bab\b"#, ["ab", "x ab-", "é ab"], not: ["xab", "ab_", "ab9"]),
        Case(#"^a\Bb"#, ["ab"], not: ["a b"]),
        Case(#"\B"#, ["", "ab", "--"], not: ["a"]),
        Case("(?m)^ab$", ["x\nab\ny", "ab"], not: ["x\nabc\ny"]),
        Case(#"(?m)^ab\z"#, ["x\nab"], not: ["ab\n"]),
        Case("(?i)^straße$", ["STRAßE", "Straẞe"], not: ["STRASSE"]),
        Case("(?i)^ks$", ["KS", "\u{212A}\u{17F}"], not: ["k"]),
        Case("(?i)^[k-s]$", ["K", "\u{212A}", "\u{17F}"], not: ["j", "T"]),
        Case("(?i)^[^k]$", ["j"], not: ["K", "\u{212A}", "k"]),
        Case("^a(?i)b(?-i)c$", ["aBc", "abc"], not: ["ABc", "aBC"]),
        Case("^a(?i:b)c$", ["aBc"], not: ["aBC"]),
        Case("^(?:(?i)a)b$", ["Ab"], not: ["AB"]),
        Case("(?im-s)^a.$", ["b\nAx"], not: ["A\n"]),
        Case(#"^\p{Lu}\pL\PN\p{^Nd}$"#, ["Éaxx"], not: ["éaxx", "Éa1x", "Éax1"]),
        Case(#"^\p{Greek}+\P{Cyrillic}$"#, ["αβx"], not: ["αβж", "ab"]),
        Case(#"^\p{Letter}\p{digit}$"#, ["é٣"], not: ["33"]),
        Case(#"^[^\p{L}]$"#, ["1"], not: ["a"]),
        Case(#"(?i)^\p{Lu}$"#, ["a", "A"], not: ["1"]),
        Case(#"^\p{Han}\p{Any}$"#, ["漢a"], not: ["aa"]),
    ]

    @Test(arguments: cases)
    func takesThisAndNotThat(_ one: Case) throws {
        let pattern = try Pattern(one.pattern)
        for text in one.takes + one.takes {
            #expect(pattern.matches(text), "\(text)")
            #expect(pattern.firstMatch(in: text) != nil, "\(text)")
        }
        for text in one.refuses + one.refuses {
            #expect(!pattern.matches(text), "\(text)")
            #expect(pattern.firstMatch(in: text) == nil, "\(text)")
        }
    }

    // MARK: Where

    @Test(
        arguments: [
            ("a+", "baaac", [1..<4]), ("a+?", "baaac", [1..<2]), ("(?U)a+", "baaac", [1..<2]),
            ("(?U)a+?", "baaac", [1..<4]),
            ("(a|ab)(c|bcd)", "xabcd", [1..<5, 1..<2, 2..<5]), ("(ab|a)(c|bcd)", "xabcd", [1..<4, 1..<3, 3..<4]),
            ("(a)|(b)", "b", [0..<1, nil, 0..<1]), ("(a*)+", "b", [0..<0, 0..<0]), ("(a*)*", "b", [0..<0, 0..<0]),
            ("(a|b)*", "abc", [0..<2, 1..<2]), ("(|a)*", "aa", [0..<0, 0..<0]), ("(|a)+", "aa", [0..<0, 0..<0]),
            (#"\bé"#, "aé", [1..<3]), (#"\bé"#, "-é", nil),
            ("é(.)", "xé😀", [1..<7, 3..<7]), ("^", "abc", [0..<0]),
            ("$", "abc", [3..<3]),
            ("(?:(a)|b)*", "ab", [0..<2, 0..<1]), ("x*", "axx", [0..<0]), ("a{2,3}?", "aaaa", [0..<2]),
        ] as [(String, String, [Range<Int>?]?)])
    func prefersTheFirstWayOfTheLeftmostMatch(_ pattern: String, _ text: String, _ bounds: [Range<Int>?]?) throws {
        #expect(try Pattern(pattern).firstMatch(in: text)?.groups == bounds)
    }

    @Test func groupsHaveNames() throws {
        let pattern = try Pattern("(?P<year>[0-9]{4})-(?<month>[0-9]{2})(-[0-9]+)?")
        #expect(pattern.groupNames == [nil, "year", "month", nil])
        let match = try #require(pattern.firstMatch(in: "on 2026-11"))
        #expect(match.range == 3..<10)
        #expect(match["year"] == 3..<7)
        #expect(match["month"] == 8..<10)
        #expect(match["day"] == nil)
        #expect(match.groups[3] == nil)
    }

    @Test func twoGroupsMayHaveOneName() throws {
        let match = try #require(Pattern("(?P<n>a)(?P<n>b)").firstMatch(in: "ab"))
        #expect(match["n"] == 0..<1)
    }

    // MARK: Bytes

    @Test func badBytesAreReplacementCharacters() throws {
        let one = try Pattern("^.$")
        let texts: [[UInt8]] = [[0xFF], [0x80], [0xC3], [0xE2], [0xF0], [0xEF, 0xBF, 0xBD]]
        for text in texts { #expect(text.withView { one.matches($0) }, "\(text)") }
        let named = try Pattern(#"^a\x{FFFD}b$"#)
        #expect([0x61, 0xC0, 0x62].withView { named.matches($0) })
        #expect(try [0x61, 0xC0, 0x62].withView { try Pattern("^a[^b]b$").matches($0) })
        #expect(![0x61, 0xC0, 0xC0, 0x62].withView { named.matches($0) })
    }

    @Test(
        arguments: [
            ([0xE2, 0x82, 0x41], 3), ([0xE2, 0x82], 2), ([0xE2, 0x82, 0xAC], 1), ([0xC0, 0x80], 2),
            ([0xED, 0xA0, 0x80], 3),
            ([0xF4, 0x90, 0x80, 0x80], 4), ([0xF4, 0x8F, 0xBF, 0xBF], 1), ([0xE0, 0x80, 0x80], 3),
            ([0xF0, 0x9F, 0x98], 3),
            ([0xF0, 0x9F, 0x98, 0x80], 1), ([0xC3, 0xC3, 0xA9], 2),
        ] as [([UInt8], Int)])
    func aBadByteIsOneCharacter(_ text: [UInt8], _ characters: Int) throws {
        let pattern = try Pattern("^(?s:.){\(characters)}$")
        let match = text.withView { pattern.firstMatch(in: $0) }
        #expect(match?.range == 0..<text.count)
    }

    @Test func aPatternThatEndsWithATextIsComparedFromItsEnd() throws {
        let pattern = try Pattern("é$")
        #expect([0xE2, 0xC3, 0xA9].withView { pattern.matches($0) })
        #expect(![0xA9].withView { pattern.matches($0) })
        #expect(![UInt8]().withView { pattern.matches($0) })
    }
}
