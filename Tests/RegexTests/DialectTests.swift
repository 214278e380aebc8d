// Where JSON Schema's patterns are spelt otherwise than RE2's, and what is said of a text that ought to be one.

import Regex
import Testing

struct DialectTests {
    @Test(
        arguments: [
            (#"^\t\cC\cc\u0041\x42\0$"#, ["\t\u{3}\u{3}AB\0"], ["\t\\cC"]),
            (#"^\ud83d\udc32*$"#, ["", "🐲🐲"], ["🐉"]),
            (#"^\u{1F432}$"#, ["🐲"], ["u"]),
            (#"^\d\D\w\W$"#, ["1٣aé"], ["٣aaé"]),
            (#"^\s$"#, ["\u{A0}", "\u{FEFF}", "\u{2029}", "\u{B}"], ["\u{1}", "\u{2013}"]),
            ("^.$", ["é"], ["\r", "\u{2028}", "\n"]),
            ("^[^]$", ["\n", "a"], [""]), ("[]", [], ["", "a"]), (#"^[\b]$"#, ["\u{8}"], ["b"]),
            (#"^\p{Letter}cole$"#, ["école"], ["1cole"]), (#"^\p{digit}+$"#, ["৪২"], ["a"]),
            (#"^\p{Script=Greek}\p{sc=Latin}\p{gc=Lu}\p{General_Category=Lowercase_Letter}$"#, ["αaÉé"], ["aaÉé"]),
            (#"^(?<jahr>\d{4})\/x$"#, ["2026/x"], ["2026x"]), ("^a{02}$", ["aa"], ["a{02}"]),
            (#"^[\w\-.]+\/\"\@$"#, [#"a-./"@"#], ["a"]), (#"^abc$"#, ["abc"], ["abc\n"]),
            (#"(?i)^\Qa.\E[[:digit:]](?P<n>b)\z"#, ["A.7B"], ["ax7b"]), ("^{a}]$", ["{a}]"], ["a"]),
        ] as [(String, [String], [String])])
    func readsPatternsOfSchemas(_ source: String, _ takes: [String], _ refuses: [String]) throws {
        let pattern = try Pattern(source, .schema)
        for text in takes { #expect(pattern.matches(text), "\(text.debugDescription)") }
        for text in refuses { #expect(!pattern.matches(text), "\(text.debugDescription)") }
    }

    @Test(arguments: [
        ("(?=a)", "look-around is not supported, at offset 0: `(?=`"),
        ("(?<!a)", "look-around is not supported, at offset 0: `(?<!`"),
        (#"(a)\1"#, #"backreferences are not supported, at offset 3: `\1`"#),
        (#"(?<n>a)\k<n>"#, #"backreferences are not supported, at offset 7: `\k<n>`"#),
        (#"\cé"#, #"invalid escape sequence, at offset 0: `\cé`"#),
        (#"\u12"#, #"invalid escape sequence, at offset 0: `\u12`"#),
        (#"\p{Nope=Lu}"#, #"there is no class Nope=Lu, at offset 0: `\p{Nope=Lu}`"#),
    ])
    func refusesInPatternsOfSchemas(_ source: String, _ text: String) {
        let error = #expect(throws: PatternError.self) { try Pattern(source, .schema) }
        #expect(error?.description == text)
    }

    @Test(arguments: [
        "", "([abc])+\\s+$", "(?<name>x)", #"(?<n>a)\k<n>"#, "(?<=a+)b", "(?!a)(?<!b)", "[]", "[^]", #"\cA"#,
        #"\p{Lu}[\b\-]"#, #"(a)\1"#, "(?i:a)", #"\/\^"#,
    ])
    func knowsRegularExpressionsOfECMA(_ text: String) {
        #expect(Pattern.fault(in: text, .ecmaCheck) == nil)
    }

    @Test(arguments: [
        "^(abc]", #"\a"#, "(?P<name>x)", "(?P<n>a)(?P=n)", "(?#comment)a", "(?i)abc", "(?ims)abc", #"\Q.\E"#, #"\A"#,
        #"\z"#, #"\_"#, #"\-"#, #"[\d-z]"#, "a**", "a{2,1}", #"\pL"#, "[b-a]",
    ])
    func knowsWhatIsNoRegularExpressionOfECMA(_ text: String) {
        #expect(Pattern.fault(in: text, .ecmaCheck) != nil)
    }
}
