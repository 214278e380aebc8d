// Formats at their edges, and where they are not asserted.

import JSON
import Schema
import Testing

struct FormatTests {
    @Test(arguments: [
        (
            "date", ["2024-02-29", "2000-02-29"],
            ["2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "24-01-01", "2024-1-01"]
        ),
        (
            "time", ["00:00:00Z", "23:59:60Z", "23:59:59.999-23:59"],
            ["24:00:00Z", "12:00:00", "12:00:00.Z", "12:00:60Z"]
        ),
        ("date-time", ["2024-02-29t12:00:00z"], ["2024-02-29 12:00:00Z", "2024-02-29", "2024-02-29T12:00:00Zx"]),
        ("uuid", ["2EB8AA08-aa98-11ea-b4aa-73b441d16380"], ["2eb8aa08aa9811eab4aa73b441d16380", "", "2eb8-"]),
        ("ipv4", ["0.0.0.0", "255.255.255.255"], ["256.1.1.1", "1.1.1", "01.1.1.1", "1.1.1.1.1", "1.1.1.1 "]),
        (
            "ipv6", ["::", "1::", "::1.2.3.4", "1:2:3:4:5:6:7::"],
            [":", ":::", "1:2:3:4:5:6:7:8::", "1.2.3.4", "::1.2.3.4:1"]
        ),
        ("hostname", ["a", "a.b-c.d", "xn--bcher-kva.example"], ["", "a..b", "a.", "-a", "a_b", "xn--", "ü"]),
        ("email", ["a@b", #""a b"@c"#, "a@[IPv6:::1]"], ["a", "@b", "a@", "a b@c", #""a""b"@c"#, "a@[::1]"]),
        (
            "uri", ["a:", "a://b:1/c?d#e", "mailto:a@b", "http://[::1]:80"],
            ["a", "a:b c", "1:a", "a:%4", "http://[::1", "a:b#c#d"]
        ),
        ("regex", ["a|b", "(?=a)", #"\d+"#], ["(", "a**", #"\a"#]),
    ])
    func takesWhatIsOfTheFormat(_ format: String, _ good: [String], _ bad: [String]) throws {
        let asserted = try schema(#"{"format": "\#(format)"}"#, assertsFormats: true)
        let annotated = try schema(#"{"format": "\#(format)"}"#)
        for text in good { #expect(asserted.allows(.string(JSONString(text))), "\(text)") }
        for text in bad {
            #expect(!asserted.allows(.string(JSONString(text))), "\(text)")
            #expect(annotated.allows(.string(JSONString(text))), "\(text)")
        }
        #expect(asserted.allows(1))
        #expect(asserted.allows(.null))
    }

    @Test func aFormatThatIsNotKnownAsksNothing() throws {
        #expect(try schema(#"{"format": "colour"}"#, assertsFormats: true).allows("x"))
    }

    @Test(arguments: ["date-time", "time", "uri", "hostname", "email", "ipv6", "uuid", "regex"])
    func noTextIsTooOdd(_ format: String) throws {
        let asserted = try schema(#"{"format": "\#(format)"}"#, assertsFormats: true)
        let odd = [
            "", "-", "xn--99999999999999", "a@", "[", "]", "::", "http://[", "%", "é", "\u{0}", "(?<", "2024-02-30T",
        ]
        for text in odd {
            for other in odd {
                let value = JSONValue.string(JSONString(text + other))
                #expect(asserted.allows(value) == asserted.violations(in: value).isEmpty)
            }
        }
    }
}
