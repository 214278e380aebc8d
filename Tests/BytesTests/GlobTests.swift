// Patterns against the plainest possible matcher, and the cases that are easily got wrong.

import Bytes
import Testing
import TestSupport

/// Matches by trying everything: a pattern is taken apart first, then each star tries every length.
private struct NaiveGlob {
    private enum Element {
        case any
        case star
        case oneOf(Set<UInt8>)
    }

    private var elements: [Element] = []
    private let ignoresCase: Bool

    init(_ pattern: [UInt8], ignoringCase: Bool) {
        ignoresCase = ignoringCase
        var rest = pattern[...]
        while let byte = rest.popFirst() {
            switch Character(UnicodeScalar(byte)) {
            case "*": elements.append(.star)
            case "?": elements.append(.any)
            case "[": elements.append(.oneOf(Self.members(&rest, ignoringCase)))
            case "\\": elements.append(.oneOf(folded([rest.popFirst() ?? byte])))
            default: elements.append(.oneOf(folded([byte])))
            }
        }
    }

    private func folded(_ bytes: Set<UInt8>) -> Set<UInt8> {
        ignoresCase ? Self.bothCases(bytes) : bytes
    }

    private static func bothCases(_ bytes: Set<UInt8>) -> Set<UInt8> {
        Set((0...255).filter { byte in bytes.contains { lowercase($0) == lowercase(byte) } })
    }

    /// The bytes that a class takes; `rest` begins behind its bracket and ends behind its closing one.
    private static func members(_ rest: inout ArraySlice<UInt8>, _ ignoresCase: Bool) -> Set<UInt8> {
        var members: Set<UInt8> = []
        let isNegated = rest.first == UInt8(ascii: "^")
        if isNegated { rest.removeFirst() }
        while let byte = rest.popFirst(), byte != UInt8(ascii: "]") {
            if byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() {
                members.formUnion(ignoresCase ? bothCases([escaped]) : [escaped])
            } else if rest.count >= 2, rest.first == UInt8(ascii: "-") {
                rest.removeFirst()
                let other = rest.removeFirst()
                members.formUnion(range(byte, other, ignoresCase))
            } else {
                members.formUnion(ignoresCase ? bothCases([byte]) : [byte])
            }
        }
        return isNegated ? Set(0...255).subtracting(members) : members
    }

    private static func range(_ one: UInt8, _ other: UInt8, _ ignoresCase: Bool) -> Set<UInt8> {
        guard ignoresCase else { return Set(min(one, other)...max(one, other)) }
        let range = min(lowercase(one), lowercase(other))...max(lowercase(one), lowercase(other))
        return Set((0...255).filter { range.contains(lowercase($0)) })
    }

    func matches(_ text: [UInt8]) -> Bool {
        matches(elements[...], text[...])
    }

    private func matches(_ elements: ArraySlice<Element>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let element = elements.first else { return text.isEmpty }
        let others = elements.dropFirst()
        switch element {
        case .star: return (0...text.count).contains { matches(others, text.dropFirst($0)) }
        case .any: return !text.isEmpty && matches(others, text.dropFirst())
        case .oneOf(let members): return text.first.map(members.contains) == true && matches(others, text.dropFirst())
        }
    }
}

struct GlobTests {
    @Test(arguments: Seeds.fixed(4)) func randomPatternsMatchWhatTheNaiveModelMatches(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var matched = 0
        for _ in 0..<3_000 {
            let pattern = Self.word("aaabB***??[[]]^-\\", upTo: 7, &random)
            let text = Self.word("aaabB]^-", upTo: 4, &random)
            let ignoringCase = Bool.random(using: &random)
            let expected = NaiveGlob(pattern, ignoringCase: ignoringCase).matches(text)
            let given = pattern.withView { pattern in text.withView { Glob.matches(pattern, $0, ignoringCase) } }
            if expected { matched += 1 }
            if given != expected {
                Issue.record("'\(Self.text(pattern))' on '\(Self.text(text))', ignoring case: \(ignoringCase)")
            }
        }
        #expect(matched > 150, "the patterns of this test match too seldom to prove anything")
    }

    private static func word(_ letters: String, upTo longest: Int, _ random: inout SeededRandom) -> [UInt8] {
        let letters = Array(letters.utf8)
        return (0..<Int.random(in: 0...longest, using: &random)).map { _ in letters.randomElement(using: &random)! }
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("*", ""), ("*", "anything"), ("", ""), ("h?llo", "hello"), ("h*llo", "hllo"), ("h*llo", "heeeello"),
        ("h[ae]llo", "hallo"), ("h[^e]llo", "hallo"), ("h[a-b]llo", "hbllo"), ("h[b-a]llo", "hallo"),
        ("a\\*b", "a*b"), ("[\\]]", "]"), ("[a", "a"), ("\\", "\\"), ("**a**", "a"), ("[^]x", "ax"), ("[-]", "-"),
        ("??", "\u{e9}"), ("*a*b*c*", "xxaxxbxxcxx"),
    ])
    func takes(_ pattern: String, _ text: String) {
        #expect(Glob(pattern).matches(text))
    }

    @Test(arguments: [
        ("", "a"), ("a", ""), ("h?llo", "hllo"), ("h[^e]llo", "hello"), ("a\\*b", "axb"), ("[]", "]"), ("[", "["),
        ("?", "\u{e9}"), ("*a", "ab"), ("A", "a"), ("a*b*c", "acb"),
    ])
    func refuses(_ pattern: String, _ text: String) {
        #expect(!Glob(pattern).matches(text))
    }

    @Test func caseCanBeIgnored() {
        #expect(Glob("PrOtO-*[A-C]", ignoringCase: true).matches("proto-max-b"))
        #expect(!Glob("proto", ignoringCase: false).matches("PROTO"))
    }

    @Test func aHostilePatternTakesTimeInProportionToItsSize() {
        // By trying every star in turn this would take longer than the universe has existed.
        let pattern = String(repeating: "a*", count: 1_000) + "b"
        let text = String(repeating: "a", count: 5_000)
        #expect(!Glob(pattern).matches(text))
        #expect(Glob(pattern).matches(text + "b"))
    }

    @Test func theLiteralPrefixBeginsEveryMatch() {
        #expect(Glob("user:*").literalPrefix == Array("user:".utf8))
        #expect(Glob("a?c").literalPrefix == Array("a".utf8))
        #expect(Glob("a[bc]").literalPrefix == Array("a".utf8))
        #expect(Glob("a\\*").literalPrefix == Array("a".utf8))
        #expect(Glob("plain").literalPrefix == Array("plain".utf8))
    }

    @Test func aPatternWithoutSpecialBytesIsItsOnlyMatch() {
        #expect(Glob("plain").literal == Array("plain".utf8))
        for pattern in ["*", "a?", "[a]", "\\a"] { #expect(Glob(pattern).literal == nil) }
    }
}
