// YAML as it is written: for people, with quotes where a text would otherwise be taken for something else.

import JSON
import Testing
import Text

@Suite struct YAMLWriterTests {
    @Test func aConfigurationReadsWell() throws {
        let json =
            #"{"http":{"routers":{"web":{"rule":"Host(`example.com`) && PathPrefix(`/api`)","#
            + #""entryPoints":["web"],"tls":{},"priority":42,"observability":{"tracing":false}}},"#
            + #""services":{"api":{"loadBalancer":{"servers":[{"url":"http://10.0.0.1:80/","weight":2},"#
            + #"{"url":"http://10.0.0.2:80/"}]}}},"middlewares":{}},"tls":{"certificates":[{"certFile":"#
            + #""-----BEGIN-----\nMIIB\n-----END-----\n"}],"none":null,"lists":[[1,2],[],[{"a":[]}]]}}"#
        let text = """
            http:
              routers:
                web:
                  rule: Host(`example.com`) && PathPrefix(`/api`)
                  entryPoints:
                    - web
                  tls: {}
                  priority: 42
                  observability:
                    tracing: false
              services:
                api:
                  loadBalancer:
                    servers:
                      - url: http://10.0.0.1:80/
                        weight: 2
                      - url: http://10.0.0.2:80/
              middlewares: {}
            tls:
              certificates:
                - certFile: |
                    -----BEGIN-----
                    MIIB
                    -----END-----
              none: null
              lists:
                - - 1
                  - 2
                - []
                - - a: []

            """
        #expect(try write(.yaml, json) == text)
        #expect(try read(.yaml, text) == json)
    }

    @Test(arguments: [
        ("a", "a"), ("Host(`a`)", "Host(`a`)"), ("http://a:80/#x", "http://a:80/#x"), ("10s", "10s"),
        ("10.0.0.1/8", "10.0.0.1/8"),
        ("a@file", "a@file"), ("a, b", "a, b"), ("nobody", "nobody"), ("1.2.3", "1.2.3"), ("é", "é"), ("it's", "it's"),
        ("a\"b", "a\"b"),
        ("", "\"\""), ("yes", "\"yes\""), ("NO", "\"NO\""), ("null", "\"null\""), ("1.0", "\"1.0\""),
        ("0x1", "\"0x1\""),
        ("1:20", "\"1:20\""), ("2001-01-01", "\"2001-01-01\""), ("<<", "\"<<\""), ("a: b", "\"a: b\""),
        ("a:", "\"a:\""),
        ("a #b", "\"a #b\""), (" a", "\" a\""), ("- a", "\"- a\""), ("`a`", "\"`a`\""), ("\"a\"", "'\"a\"'"),
        ("\"it's\"", "'\"it''s\"'"), ("a\tb", "\"a\\tb\""), ("\u{85}", "\"\\x85\""), ("\u{2028}", "\"\\u2028\""),
        ("\na", "\"\\na\""), ("a\nb", "|-\n  a\n  b"), ("a\n\n b\n", "|\n  a\n\n   b"), ("a\n\n", "|+\n  a\n"),
    ]) func strings(content: String, spelling: String) throws {
        let text = String(decoding: try TextForm.yaml.write(.string(JSONString(content))), as: UTF8.self)
        #expect(text == spelling + "\n")
        #expect(try value(.yaml, Array(text.utf8)).string?.text == content)
    }

    @Test func longKeysAreMarked() throws {
        let key = String(repeating: "k", count: 1001)
        #expect(try write(.yaml, "{\"\(key)\":[1]}") == "? \(key)\n:\n  - 1\n")
    }
}
