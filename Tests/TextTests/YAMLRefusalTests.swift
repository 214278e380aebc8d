// YAML that is refused: where, and in which words.

import JSON
import Testing
import Text

@Suite struct YAMLRefusalTests {
    @Test(arguments: [
        (
            "a: b: c",
            "line 1, column 4: a second key on the line of a key: put the value in quotes, or on lines of its own"
        ),
        ("a: - b", "line 1, column 4: a list cannot begin on the line of its key: put its items on lines of their own"),
        ("a:\n\tb: 1", "line 2, column 1: a tab in the indentation: use spaces"),
        (
            "a: x\n  b: 1",
            "line 2, column 4: a ': ' where no key can stand: quote the value, or check the indentation"
        ),
        (
            "é: 1\na:\n   b: 1\n  c: 2",
            "line 4, column 3: this is indented deeper than the entry before it, and belongs to nothing: align the two"
        ),
        (
            "a: 1\n b: 2",
            "line 2, column 3: a ': ' where no key can stand: quote the value, or check the indentation"
        ),
        (
            " a: 1\nb: 2",
            "line 2, column 1: this is indented like nothing above it: give the lines of one collection one indentation"
        ),
        ("a: 1\nb", "line 2, column 1: a key with ': ' after it must stand here"),
        (
            "a: 1\n- b",
            "line 2, column 1: an item of a list where a key must stand: remove its '-', or indent it below its key"
        ),
        (
            "- a\nb: 1",
            "line 2, column 1: this is indented like nothing above it: give the lines of one collection one indentation"
        ),
        ("rule: `Host`", "line 1, column 7: a value cannot begin with '`': put it in quotes"),
        ("é: @a", "line 1, column 4: a value cannot begin with '@': put it in quotes"),
        (
            "a: \"b\" c",
            "line 1, column 8: the value has ended, and something follows on its line: quote the whole value"
        ),
        ("a: \"b\nc: 1", "line 1, column 4: this quote is never closed"),
        ("a: [1, {b: 2}\nc: 1", "line 2, column 1: ',' or ']' must stand here"),
        ("a: [1", "line 1, column 4: this bracket is never closed"),
        ("[a,,b]", "line 1, column 4: a value is missing before ',': write one, or remove what stands before"),
        ("[a\n---\n]", "line 2, column 1: the document ends within a list or mapping in brackets"),
        ("a: 1\nb: 2\na: 3", "line 3, column 1: the key 'a' stands a second time in its mapping: remove one of them"),
        ("{1: x, \"1\": y}", "line 1, column 8: the key '1' stands a second time in its mapping: remove one of them"),
        (
            "<<: {a: 1}\n<<: {b: 1}",
            "line 2, column 1: the key '<<' stands a second time in its mapping: remove one of them"
        ),
        ("<<: 1", "line 1, column 1: what '<<' merges must be a mapping or a list of mappings"),
        ("a: *b", "line 1, column 4: no anchor '&b' stands before this alias: set it, or put the alias in quotes"),
        ("a: &a [*a]", "line 1, column 8: no anchor '&a' stands before this alias: set it, or put the alias in quotes"),
        ("a: &b &c 1", "line 1, column 7: a second anchor of one value: remove one"),
        (
            "[a]: 1",
            "line 1, column 4: a ': ' where no key can stand: quote the value, or check the indentation"
        ),
        (
            "a: !!binary x",
            "line 1, column 4: the tags that are known are !!str, !!int, !!float, !!bool, !!null, !!map and !!seq"
        ),
        ("a: !!int x", "line 1, column 4: the value is not what its tag !!int says: change one of them"),
        ("a: .inf", "line 1, column 4: a number must be finite: if this is a text, put it in quotes"),
        ("a: 1\n---\nb: 1", "line 2, column 1: a second document begins here: only one is read, so send it by itself"),
        ("a: \"\\q\"", "line 1, column 5: a backslash that begins no escape: write it twice, or use single quotes"),
        ("a: \"\\ud800\"", "line 1, column 5: an escape of no character: write the number of one"),
        (
            "a: |x\n b",
            "line 1, column 5: after '|' or '>' only '+', '-' and a digit may stand: the text begins on the next line"
        ),
        ("%TAG ! x\n---\na", "line 1, column 1: the only directive that is known is %YAML: remove this one"),
        ("a: \u{1}", "line 1, column 4: byte 0x1 must not stand in a text: leave it out, or write it as an escape"),
        (": a", "line 1, column 1: a key is missing before ':': write one, or put the value in quotes"),
    ]) func places(text: String, refusal expected: String) {
        #expect(refusal(.yaml, text) == expected)
    }

    @Test func badUTF8IsRefused() {
        #expect(throws: TextError(line: 2, column: 2, "byte 0xff is not UTF-8: save the text in that encoding")) {
            try value(.yaml, Array("a\n".utf8) + [0x62, 0xff])
        }
    }

    @Test func aliasesOfAliasesAreBounded() {
        let laughs = (1...40).map {
            "l\($0): &l\($0) [\(Array(repeating: "*l\($0 - 1)", count: 10).joined(separator: ","))]"
        }
        let text = "l0: &l0 ha\n" + laughs.joined(separator: "\n")
        #expect(refusal(.yaml, text)?.hasSuffix("aliases make the document longer than 16 MiB: use fewer") == true)
        let merges = (1...40).map { "l\($0): &l\($0) {<<: [*l\($0 - 1), *l\($0 - 1)], k\($0): *l\($0 - 1)}" }
        let merging = "l0: &l0 {}\n" + merges.joined(separator: "\n")
        #expect(refusal(.yaml, merging)?.hasSuffix("aliases make the document longer than 16 MiB: use fewer") == true)
    }

    @Test func depthIsBoundedHoweverItComes() {
        let limits = JSONLimits(depth: 50)
        let deep = "collections stand deeper than 50 in one another: use fewer levels"
        #expect(refusal(.yaml, String(repeating: "[", count: 60), limits) == "line 1, column 51: \(deep)")
        #expect(refusal(.yaml, String(repeating: "- ", count: 60), limits) == "line 1, column 101: \(deep)")
        let lines = (0..<60).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(refusal(.yaml, lines, limits) == "line 51, column 51: \(deep)")
        let chain = (1...60).map { "- &a\($0) [*a\($0 - 1)]\n" }.joined()
        #expect(refusal(.yaml, "- &a0 []\n" + chain, limits) == "line 50, column 9: aliases make \(deep)")
        #expect(refusal(.yaml, String(repeating: "[", count: 50) + String(repeating: "]", count: 50), limits) == nil)
    }

    @Test func lengthIsBounded() {
        var limits = JSONLimits()
        limits.length = 4
        #expect(
            refusal(.yaml, "a: 12", limits) == "line 1, column 1: the document is longer than 4 bytes: send it in parts"
        )
        #expect(refusal(.yaml, "a: 1", limits) == nil)
    }
}
