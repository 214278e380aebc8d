// What is refused, in Go's words, and where.

import Regex
import Testing

struct ErrorTests {
    @Test(arguments: [
        ("(", "missing closing ): `(`", 0), ("a)b", "unexpected ): `a)b`", 0), ("a(b", "missing closing ): `a(b`", 0),
        ("x[", "missing closing ]: `[`", 1), ("x[a-", "missing closing ]: `[a-`", 1),
        ("é[^", "missing closing ]: `[^`", 2), ("[]", "missing closing ]: `[]`", 0),
        ("*", "missing argument to repetition operator: `*`", 0),
        ("a|*", "missing argument to repetition operator: `*`", 2),
        ("(+)", "missing argument to repetition operator: `+`", 1),
        ("a**", "invalid nested repetition operator: `**`", 1),
        ("a*+", "invalid nested repetition operator: `*+`", 1),
        ("a??{2}", "invalid nested repetition operator: `??{2}`", 1),
        ("a{2}{3}", "invalid nested repetition operator: `{2}{3}`", 1),
        ("a{2,1}", "invalid repeat count: `{2,1}`", 1), ("a{1001}", "invalid repeat count: `{1001}`", 1),
        ("a{1,99999999999999999999}", "invalid repeat count: `{1,99999999999999999999}`", 1),
        ("((a{100}){10}){10}", "invalid repeat count: `{10}`", 14),
        ("[z-a]", "invalid character class range: `z-a`", 1),
        ("[[:what:]]", "invalid character class range: `[:what:]`", 1),
        (#"\pX"#, #"invalid character class range: `\pX`"#, 0),
        (#"a\p{Klingon}"#, #"invalid character class range: `\p{Klingon}`"#, 1),
        (#"\p{L"#, #"invalid character class range: `\p{L`"#, 0),
        (#"[a-\d]"#, #"invalid escape sequence: `\d`"#, 3),
        (#"a\"#, "trailing backslash at end of expression: ``", 2),
        (#"\1"#, #"invalid escape sequence: `\1`"#, 0), (#"(a)\1"#, #"invalid escape sequence: `\1`"#, 3),
        (#"\8"#, #"invalid escape sequence: `\8`"#, 0), (#"\y"#, #"invalid escape sequence: `\y`"#, 0),
        (#"\C"#, #"invalid escape sequence: `\C`"#, 0), (#"\Z"#, #"invalid escape sequence: `\Z`"#, 0),
        (#"\G"#, #"invalid escape sequence: `\G`"#, 0), (#"\u0041"#, #"invalid escape sequence: `\u`"#, 0),
        (#"\é"#, #"invalid escape sequence: `\é`"#, 0), (#"\x4"#, #"invalid escape sequence: `\x4`"#, 0),
        (#"\x{110000}"#, #"invalid escape sequence: `\x{110000`"#, 0),
        (#"\x{}"#, #"invalid escape sequence: `\x{}`"#, 0),
        (#"\x{4g}"#, #"invalid escape sequence: `\x{4g`"#, 0), (#"\x{41"#, #"invalid escape sequence: `\x{41`"#, 0),
        ("^/(?!x)", "invalid or unsupported Perl syntax: `(?!`", 2),
        ("(?=x)", "invalid or unsupported Perl syntax: `(?=`", 0),
        ("(?<=x)", "invalid named capture: `(?<=x)`", 0),
        ("a(?<!x>y)", "invalid named capture: `(?<!x>`", 1),
        ("(?>x)", "invalid or unsupported Perl syntax: `(?>`", 0),
        ("(?#x)", "invalid or unsupported Perl syntax: `(?#`", 0),
        ("(?i-)", "invalid or unsupported Perl syntax: `(?i-)`", 0),
        ("(?i-i-i)", "invalid or unsupported Perl syntax: `(?i-i-`", 0),
        ("(?P=n)", "invalid or unsupported Perl syntax: `(?P`", 0),
        ("(?i", "invalid or unsupported Perl syntax: `(?i`", 0),
        ("(?P<n>a", "missing closing ): `(?P<n>a`", 0), ("(?P<n", "invalid named capture: `(?P<n`", 0),
        ("(?P<>a)", "invalid named capture: `(?P<>`", 0), ("(?<x-y>a)", "invalid named capture: `(?<x-y>`", 0),
        ("(?<", "invalid or unsupported Perl syntax: `(?<`", 0),
        ("(?P<", "invalid or unsupported Perl syntax: `(?P`", 0),
    ])
    func refusesAndSaysWhyAsGoDoes(_ pattern: String, _ text: String, _ offset: Int) {
        let error = #expect(throws: PatternError.self) { try Pattern(pattern) }
        #expect(error?.plainText == "error parsing regexp: \(text)")
        #expect(error?.offset == offset)
    }

    @Test(arguments: [
        ("a(?!b)", "look-around is not supported, at offset 1: `(?!`"),
        (#"(a)\1"#, #"backreferences are not supported, at offset 3: `\1`"#),
        ("a{2000}", "a count may be at most 1000, at offset 1: `{2000}`"),
        (#"\p{Klingon}"#, #"there is no class Klingon, at offset 0: `\p{Klingon}`"#),
        ("a)", "unexpected ), at offset 0: `a)`"),
        (#"\"#, "trailing backslash at end of expression, at offset 1"),
    ])
    func refusesInWordsThatHelp(_ pattern: String, _ text: String) {
        let error = #expect(throws: PatternError.self) { try Pattern(pattern) }
        #expect(error?.description == text)
    }

    // MARK: Limits

    @Test func aPatternHasAGreatestLength() throws {
        let most = PatternLimits.mostBytes
        #expect(throws: Never.self) { try Pattern(String(repeating: "a", count: most / 2)) }
        let error = #expect(throws: PatternError.self) { try Pattern(String(repeating: "a", count: most + 1)) }
        #expect(error?.code == .tooLarge)
    }

    @Test func groupsHaveAGreatestDepth() {
        func nested(_ depth: Int) -> String {
            String(repeating: "(?:", count: depth) + "a" + String(repeating: ")*", count: depth)
        }
        #expect(throws: Never.self) { try Pattern(nested(PatternLimits.mostNesting)).matches("aaa") }
        let error = #expect(throws: PatternError.self) { try Pattern(nested(PatternLimits.mostNesting + 1)) }
        #expect(error?.code == .tooDeep)
        #expect(error?.offset == PatternLimits.mostNesting * 3)
    }

    @Test func aProgramHasAGreatestSize() throws {
        let tenth = String(repeating: "a", count: PatternLimits.mostInstructions / 1000)
        #expect(throws: Never.self) { try Pattern("(?:\(tenth)){999}") }
        let error = #expect(throws: PatternError.self) { try Pattern("(?:\(tenth)a){1000}") }
        #expect(error?.code == .tooLarge)
    }

    @Test func groupsHaveAGreatestNumber() {
        let most = PatternLimits.mostGroups
        #expect(throws: Never.self) { try Pattern(String(repeating: "(a)", count: most)) }
        let error = #expect(throws: PatternError.self) { try Pattern(String(repeating: "(a)", count: most + 1)) }
        #expect(error?.code == .tooLarge)
    }

    @Test func charactersThatAreToldApartHaveAGreatestNumber() {
        var text = String.UnicodeScalarView()
        for value in 0x4E00..<0x4E00 + 3000 as Range<UInt32> { text.append(Unicode.Scalar(value)!) }
        let error = #expect(throws: PatternError.self) { try Pattern(String(text)) }
        #expect(error?.code == .tooLarge)
    }

    @Test func everyCutOffPatternIsTakenOrRefused() {
        let whole = #"^(?P<n>a|[^\d[:alpha:]\p{Greek}-z]{2,3}?)(?i-s:\x{41}\Q.\E\b)+|\pL$"#
        for length in 0...whole.count {
            for dialect in [Dialect.re2, .schema, .ecmaCheck] {
                _ = Pattern.fault(in: String(whole.prefix(length)), dialect)
                _ = Pattern.fault(in: String(whole.dropFirst(length)), dialect)
            }
        }
        #expect(Pattern.fault(in: whole, .re2) == nil)
    }
}
