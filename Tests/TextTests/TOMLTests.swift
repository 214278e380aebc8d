// TOML 1.0: what it means, what is refused and where, and how it is written.

import JSON
import Testing
import Text

@Suite struct TOMLTests {
    @Test func aConfigurationIsRead() throws {
        let text = """
            # Dynamic configuration
            [http.routers.web]
              rule = "Host(`example.com`)"   # the rule
              entryPoints = ["web", 'websecure',]
              tls.certResolver = "acme"
              priority = 1_000

            [[http.services.api.loadBalancer.servers]]
              url = "http://10.0.0.1:80/"
            [[http.services.api.loadBalancer.servers]]
              url = "http://10.0.0.2:80/"
              more = { a.b = 1, c = [ { d = 1.50 } ] }

            [http]
              note = \"""
            two
            lines\"""
            """
        let json =
            #"{"http":{"routers":{"web":{"rule":"Host(`example.com`)","entryPoints":["web","websecure"],"#
            + #""tls":{"certResolver":"acme"},"priority":1000}},"services":{"api":{"loadBalancer":{"servers":["#
            + #"{"url":"http://10.0.0.1:80/"},{"url":"http://10.0.0.2:80/","more":{"a":{"b":1},"c":[{"d":1.50}]}}]}}},"#
            + #""note":"two\nlines"}}"#
        #expect(try read(.toml, text) == json)
    }

    @Test(arguments: [
        ("1", "1"), ("+1", "1"), ("-0", "-0"), ("1_0.5_0", "10.50"), ("1e06", "1e06"), ("0xDEAD_beef", "3735928559"),
        ("0o17", "15"), ("0b101", "5"), ("9223372036854775807", "9223372036854775807"), ("true", "true"),
        (#""a\tb\u00e9\U0001f600\\""#, #""a\tbé😀\\""#), (#"'a\tb'"#, #""a\\tb""#), ("'''\na'b\n'''", #""a'b\n""#),
        ("\"\"\"a\\\n   \n  b\"\"\"", #""ab""#), ("\"\"\"\"a\"\"\"\"\"", #""\"a\"\"""#),
        ("1979-05-27", #""1979-05-27""#),
        ("1979-05-27T07:32:00.5-07:00", #""1979-05-27T07:32:00.5-07:00""#), ("07:32:00", #""07:32:00""#),
        ("1979-05-27 07:32:00Z # x", #""1979-05-27 07:32:00Z""#), ("[ # x\n 1,\n 2 ]", "[1,2]"), ("{}", "{}"),
    ]) func values(text: String, json: String) throws {
        #expect(try read(.toml, "a = \(text)\r\n") == "{\"a\":\(json)}")
    }

    @Test(arguments: [
        ("", "{}"), ("\u{feff}a.\"b c\".'d' = 1\na.e=2", #"{"a":{"b c":{"d":1},"e":2}}"#),
        ("1.2 = 3", #"{"1":{"2":3}}"#),
        ("[a.b.c]\n[a]\nx = 1\n[a.b]\ny = 2", #"{"a":{"b":{"c":{},"y":2},"x":1}}"#),
        ("[[a]]\nx = 1\n[a.b]\ny = 1\n[[a]]\n[a.b]", #"{"a":[{"x":1,"b":{"y":1}},{"b":{}}]}"#),
        ("[a]\nb.c = 1\n[a.b.d]", #"{"a":{"b":{"c":1,"d":{}}}}"#), ("\"\" = 1", #"{"":1}"#),
    ]) func tables(text: String, json: String) throws {
        #expect(try read(.toml, text) == json)
    }

    @Test(arguments: [
        ("a = 1\na = 2", "line 2, column 1: 'a' is defined before, and cannot be defined again or added to: join both"),
        ("[a]\n[a]", "line 2, column 2: 'a' is defined before, and cannot be defined again or added to: join both"),
        ("a.b = 1\n[a]", "line 2, column 2: 'a' is defined before, and cannot be defined again or added to: join both"),
        (
            "[a.b]\n[a]\nb.c = 1",
            "line 3, column 1: 'b' is defined before, and cannot be defined again or added to: join both"
        ),
        (
            "a = {}\n[a.b]",
            "line 2, column 2: 'a' is defined before, and cannot be defined again or added to: join both"
        ),
        (
            "a = []\n[[a]]",
            "line 2, column 3: 'a' is defined before, and cannot be defined again or added to: join both"
        ),
        ("[[a]]\n[a]", "line 2, column 2: 'a' is defined before, and cannot be defined again or added to: join both"),
        (
            "a = {b = 1, b.c = 2}",
            "line 1, column 13: 'b' is defined before, and cannot be defined again or added to: join both"
        ),
        (
            "a = 1 b = 2",
            "line 1, column 7: something follows where the line must end: a key with its value has a line of its own"
        ),
        ("a", "line 1, column 2: '=' must stand between a key and its value"),
        ("a =", "line 1, column 4: a value must stand here"),
        ("= 1", "line 1, column 1: a key must stand here: letters, digits, '-' and '_', or anything in quotes"),
        (
            "\"é\" = yes",
            "line 1, column 7: a value that is no number, no date, not true and not false: put a text in quotes"
        ),
        ("a = 01", "line 1, column 5: no number of 64 bits and no date: if this is a text, put it in quotes"),
        (
            "a = 9223372036854775808",
            "line 1, column 5: no number of 64 bits and no date: if this is a text, put it in quotes"
        ),
        ("a = 2023-02-29", "line 1, column 5: no number of 64 bits and no date: if this is a text, put it in quotes"),
        ("a = -inf", "line 1, column 5: a number must be finite: if this is a text, put it in quotes"),
        (
            "a = \"b\nc\"",
            "line 1, column 5: this quote is not closed on its line: close it, or use three for several lines"
        ),
        ("a = '''b", "line 1, column 5: these quotes are never closed"),
        ("a = [1", "line 1, column 5: this bracket is never closed"),
        ("a = [1 2]", "line 1, column 8: ',' or ']' must stand here"),
        ("a = {b = 1 c}", "line 1, column 12: ',' or '}' must stand here"),
        (
            "a = {b = 1,}",
            "line 1, column 12: a key must stand here: letters, digits, '-' and '_', or anything in quotes"
        ),
        ("a = {\nb = 1}", "line 1, column 6: a table in braces must end on its line, without a comma before its end"),
        ("[a", "line 1, column 3: ']' must stand at the end of the table's name"),
        ("[[a]", "line 1, column 4: ']]' must stand at the end of the table's name"),
        ("a = \"\\q\"", "line 1, column 6: a backslash that begins no escape: write it twice, or use single quotes"),
        ("a = \"\\ud83d\\ude00\"", "line 1, column 6: an escape of no character: write the number of one"),
        ("a = 1\rb = 2", "line 1, column 6: byte 0xd must not stand in a text: leave it out, or write it as an escape"),
    ]) func refusals(text: String, refusal expected: String) {
        #expect(refusal(.toml, text) == expected)
    }

    @Test func depthIsBoundedHoweverItComes() {
        let limits = JSONLimits(depth: 50)
        let deep = "tables and lists stand deeper than 50 in one another: use fewer levels"
        let path = (0..<60).map { _ in "a" }.joined(separator: ".")
        let lists = "a = " + String(repeating: "[", count: 60)
        let tables = "a = " + String(repeating: "{a=", count: 60)
        for text in ["[\(path)]", "[[\(path)]]", "\(path) = 1", lists, tables] {
            #expect(refusal(.toml, text, limits)?.hasSuffix(deep) == true)
        }
        let most = "a = " + String(repeating: "[", count: 49) + String(repeating: "]", count: 49)
        #expect(refusal(.toml, most, limits) == nil)
    }

    @Test func aConfigurationReadsWell() throws {
        let json =
            #"{"http":{"routers":{"my web":{"tls":{},"rule":"HostRegexp(`^\\d+$`)","entryPoints":["web"],"n":1.50}},"#
            + #""services":{"api":{"loadBalancer":{"servers":[{"url":"http://a/","on":true},{"url":"it's"}]}}},"#
            + #""mixed":[1,{"a":{}},"\n"]}}"#
        let text = #"""
            [http]
            mixed = [1, { a = {} }, "\n"]

            [http.routers."my web"]
            rule = 'HostRegexp(`^\d+$`)'
            entryPoints = ["web"]
            n = 1.50

            [http.routers."my web".tls]

            [[http.services.api.loadBalancer.servers]]
            url = "http://a/"
            on = true

            [[http.services.api.loadBalancer.servers]]
            url = "it's"

            """#
        #expect(try write(.toml, json) == text)
        #expect(try value(.toml, Array(text.utf8)) == JSONValue(reading: json))
    }

    @Test(arguments: [
        ("[]", "a TOML document is a table: array can be none; ask for JSON"),
        ("{\"a\":null}", "/a: TOML has no null: ask for JSON or YAML"),
        ("{\"a\":[{\"b\":[1,null]}]}", "/a/0/b/1: TOML has no null: ask for JSON or YAML"),
        ("{\"a\":{\"b\":9223372036854775808}}", "/a/b: TOML has no integer of more than 64 bits: ask for JSON or YAML"),
    ]) func whatTOMLLacks(json: String, reason: String) throws {
        #expect(throws: TextError(line: 0, column: 0, reason)) { try TextForm.toml.write(JSONValue(reading: json)) }
    }
}
