// YAML as people write it, for Traefik and else, beside what it means.

import JSON
import Testing
import Text

@Suite struct YAMLReaderTests {
    @Test func aConfigurationIsRead() throws {
        let text = """
            # Dynamic configuration
            http:
              routers:
                web:
                  rule: Host(`example.com`) && PathPrefix(`/api`)   # the rule
                  entryPoints: [web, "websecure"]
                  middlewares:
                  - auth
                  - compress@file
                  tls: {}
                  priority: 42
              services:
                api:
                  loadBalancer:
                    servers:
                      - url: http://10.0.0.1:80/
                        weight: 2
                      - {url: "http://10.0.0.2:80/", preservePath: true}
                    healthCheck:
                      path:
                      interval: 10s
            """
        let json =
            #"{"http":{"routers":{"web":{"rule":"Host(`example.com`) && PathPrefix(`/api`)","#
            + #""entryPoints":["web","websecure"],"middlewares":["auth","compress@file"],"tls":{},"priority":42}},"#
            + #""services":{"api":{"loadBalancer":{"servers":[{"url":"http://10.0.0.1:80/","weight":2},"#
            + #"{"url":"http://10.0.0.2:80/","preservePath":true}],"healthCheck":{"path":null,"interval":"10s"}}}}}}"#
        #expect(try read(.yaml, text) == json)
    }

    @Test(arguments: [
        ("", "null"), ("# nothing", "null"), ("---\n...\n", "null"), ("a", #""a""#), ("\u{feff}a: 1", #"{"a":1}"#),
        ("%YAML 1.2\n---\na: 1\n...\n# end\n", #"{"a":1}"#), ("a: 1\r\nb: 2\r\n", #"{"a":1,"b":2}"#),
        ("--- text\n", #""text""#), ("a: 1\n\n\n# end", #"{"a":1}"#), ("  a: 1\n  b: 2", #"{"a":1,"b":2}"#),
        ("a:\t1", #"{"a":1}"#), ("{\"a\": [1, 2.50, null]}", #"{"a":[1,2.50,null]}"#),
    ]) func documents(text: String, json: String) throws {
        #expect(try read(.yaml, text) == json)
    }

    @Test(arguments: [
        ("- a\n- - b\n  - c\n-\n  - d", #"["a",["b","c"],["d"]]"#), ("-\n-", "[null,null]"),
        ("a:\n- 1\n- 2\nb: 3", #"{"a":[1,2],"b":3}"#), ("- a: 1\n  b: 2\n- c: 3", #"[{"a":1,"b":2},{"c":3}]"#),
        ("a:\nb:", #"{"a":null,"b":null}"#), ("a:\n  b:\n    c: 1\n  d: 2", #"{"a":{"b":{"c":1},"d":2}}"#),
        ("? a\n: 1\n? b\n? c\n: - x\n  - y", #"{"a":1,"b":null,"c":["x","y"]}"#),
        ("418: teapot\ntrue: x\n1.5: y\n~: z", #"{"418":"teapot","true":"x","1.5":"y","~":"z"}"#),
        ("\"a: b\": 1\n'c''d' : 2", #"{"a: b":1,"c'd":2}"#), ("a b: c d", #"{"a b":"c d"}"#),
        ("a::b: c", #"{"a::b":"c"}"#), ("-a: -b", #"{"-a":"-b"}"#), ("a: http://b#c", ##"{"a":"http://b#c"}"##),
    ]) func blocks(text: String, json: String) throws {
        #expect(try read(.yaml, text) == json)
    }

    @Test(arguments: [
        ("[]", "[]"), ("{}", "{}"), ("[a, b,]", #"["a","b"]"#), ("[[], {}, [{}]]", "[[],{},[{}]]"),
        ("{a: 1, b: [c, d], e}", #"{"a":1,"b":["c","d"],"e":null}"#), ("{\"a\":1,'b':2}", #"{"a":1,"b":2}"#),
        ("[a: 1, b]", #"[{"a":1},"b"]"#), ("{a: , b:}", #"{"a":null,"b":null}"#), ("{a:1}", #"{"a:1":null}"#),
        ("a: [1,\n  # two\n  2\n]\nb: 3", #"{"a":[1,2],"b":3}"#),
        ("{url: http://a:80/, b: 1}", #"{"url":"http://a:80/","b":1}"#),
        ("[a\n b, 'c\n d']", #"["a b","c d"]"#), ("[!!str 1, &a 2, *a]", #"["1",2,2]"#),
    ]) func flows(text: String, json: String) throws {
        #expect(try read(.yaml, text) == json)
    }

    @Test(arguments: [
        (#""a\n\t\"\\\/\x41\u00e9\U0001f600\ud83d\ude00\e""#, "a\n\t\"\\/Aé😀😀\u{1b}"), ("'it''s \\n'", "it's \\n"),
        ("\"a\n  b\n\n  c\\\n   d\\ \"", "a b\ncd "), ("' a  b \n c'", " a  b c"), ("a\n b\n\n c", "a b\nc"),
        ("|\n a\n  b\n\n c\n", "a\n b\n\nc\n"), ("|-\n a\n\n", "a"), ("|+\n a\n\n", "a\n\n"), ("|\n a", "a"),
        (">\n a\n b\n\n c\n   d\n e\n", "a b\nc\n  d\ne\n"), (">-\n a\n b\n", "a b"), ("|2-\n   a\n  b", " a\nb"),
        ("|-1\n  a", " a"), ("| # comment\n a\n", "a\n"), ("|\n\n\n a\n", "\n\na\n"), ("|\n", ""), ("|+\n\n", "\n"),
        ("\"\"", ""), ("''", ""), ("! 1", "1"), ("!!str 1", "1"), ("!!str", ""), ("a\t# b", "a"), ("a#b", "a#b"),
    ]) func strings(text: String, content: String) throws {
        #expect(try value(.yaml, Array(text.utf8)).string?.text == content)
    }

    @Test(arguments: [
        ("1", "1"), ("-0", "-0"), ("1.50", "1.50"), ("1E+5", "1E+5"),
        ("12345678901234567890123", "12345678901234567890123"),
        ("+1", "1"), ("0x1F", "31"), ("-0x1f", "-31"), ("0o17", "15"), ("017", "15"), ("0b101", "5"), ("1_000", "1000"),
        ("08", "8"), (".5", "0.5"), ("-.5e3", "-0.5e3"), ("1.", "1"), ("0xffffffffffffffff", "18446744073709551615"),
        ("true", "true"), ("False", "false"), ("NULL", "null"), ("~", "null"), ("!!int '5'", "5"), ("!!float 1", "1"),
        ("yes", #""yes""#), ("tRue", #""tRue""#), ("1.2.3", #""1.2.3""#), ("10s", #""10s""#), ("0x", #""0x""#),
        ("2001-01-01", #""2001-01-01""#), ("1:20", #""1:20""#), ("-", "[null]"), ("0xg", #""0xg""#), ("_1", #""_1""#),
        ("0x10000000000000000", #""0x10000000000000000""#), ("1e", #""1e""#), ("+", #""+""#), ("'1'", #""1""#),
    ]) func scalars(text: String, json: String) throws {
        #expect(try read(.yaml, text) == json)
    }

    @Test(arguments: [
        ("a: &x 1\nb: *x", #"{"a":1,"b":1}"#), ("a: &x\n  b: 1\nc: *x", #"{"a":{"b":1},"c":{"b":1}}"#),
        ("- &x [1]\n- &x 2\n- *x", "[[1],2,2]"), ("&k a: 1\nb: *k", #"{"a":1,"b":"a"}"#),
        ("a: &x t\n*x : 2", #"{"a":"t","t":2}"#), ("a: &x\nb: *x", #"{"a":null,"b":null}"#),
        ("b: &b {x: 1, y: 2}\nc:\n  <<: *b\n  y: 3", #"{"b":{"x":1,"y":2},"c":{"y":3,"x":1}}"#),
        ("- &a {x: 1}\n- &b {x: 2, y: 2}\n- {<<: [*a, *b], z: 3}", #"[{"x":1},{"x":2,"y":2},{"z":3,"x":1,"y":2}]"#),
        ("\"<<\": 1", #"{"<<":1}"#), ("<<: {a: 1}", #"{"a":1}"#),
    ]) func aliases(text: String, json: String) throws {
        #expect(try read(.yaml, text) == json)
    }
}
