// Rules are judged as Traefik judged them.

import Bytes
import JSON
import Testing
import Traefik

@Suite struct RuleTests {
    private static func fault(_ rule: String, http: Bool = true, target: TraefikVersion = .newest) -> RuleError? {
        do throws(RuleError) {
            _ = try Rule(rule, RuleGrammar(http: http, target: target))
            return nil
        } catch {
            return error
        }
    }

    private static func takes(_ rule: String, _ request: Request, http: Bool = true) throws -> Bool {
        try Rule(rule, RuleGrammar(http: http)).expression.matches(request)
    }

    @Test(.enabled(if: factsFolder != nil, "MILEPOST_SHARED_DATA names no folder"))
    func `every example is judged as Traefik judged it, with the same priority`() throws {
        let examples = try #require(try facts("rules.json")["examples"]?.elements)
        #expect(examples.count == 193)
        for example in examples {
            let text = try #require(example["rule"]?.words)
            let grammar = RuleGrammar(http: example["kind"]?.words == "http")
            do throws(RuleError) {
                let rule = try Rule(text, grammar)
                #expect(example["ok"]?.bool == true, "'\(text)' is taken")
                #expect(rule.priority == example["priority"]?.number?.integer, "'\(text)'")
            } catch {
                #expect(example["ok"]?.bool == false, "'\(text)' is refused: \(error.text)")
            }
        }
    }

    @Test(.enabled(if: factsFolder != nil, "MILEPOST_SHARED_DATA names no folder"))
    func `every spelling of every matcher is known, and no other`() throws {
        let rules = try facts("rules.json")
        for kind in ["http", "tcp"] {
            for matcher in try #require(rules[kind]?["matchers"]?.elements) {
                let least = try #require(matcher["minArgs"]?.number?.integer)
                for spelling in try #require(matcher["accepts"]?.elements).compactMap({ $0.words }) {
                    let argument = spelling.lowercased() == "clientip" ? "`::1`" : "`/a`"
                    let sample = kind == "tcp" && spelling.lowercased() == "hostsni" ? "`a`" : argument
                    let rule = "\(spelling)(\(Array(repeating: sample, count: least).joined(separator: ",")))"
                    #expect(Self.fault(rule, http: kind == "http") == nil, "\(rule)")
                }
            }
        }
    }

    @Test(arguments: [
        ("Host(`a`) && ", 13, "the end of the rule"), ("Host(`a`) & Host(`b`)", 10, "'&'"),
        ("pathPrefix(`/x`)", 0, "write PathPrefix"), ("Headers(`a`, `b`)", 0, "since Traefik 3 it is Header"),
        ("Host(`a`) || Path(`x`)", 13, "a path begins with '/'"), ("Host('a')", 5, "between ` or \""),
        ("Host(\"a\\d\")", 7, "escape"), ("Host(`a`)\n&& Path(`/`)", 10, "'&&'"), ("(Host(`a`)", 10, "')' is missing"),
        ("Host(`a`, `b`)", 0, "takes one argument, here are 2: write Host(`…`) || Host(`…`)"),
        ("Host(`a", 5, "no ` ends"),
        ("Path(`/`) && HostRegexp(`(`)", 13, "HostRegexp: in its pattern: missing closing )"),
        ("Host(`é`)", 0, "ASCII"),
        ("ClientIP(`1.2.3`)", 0, "neither an address nor a range"),
        ("Host(`a`) /* b", 10, "a comment that does not end: close it with */"),
    ])
    func `an error says where and why`(rule: String, offset: Int, reason: String) throws {
        let fault = try #require(Self.fault(rule))
        #expect(fault.offset == offset, "\(fault.text)")
        #expect(fault.text.hasPrefix("at byte \(offset): ") && fault.text.contains(reason), "\(fault.text)")
    }

    @Test func `brackets deeper than anybody writes are refused, and not followed`() {
        let deep = String(repeating: "(", count: 100_000) + "Host(`a`)" + String(repeating: ")", count: 100_000)
        #expect(Self.fault(deep)?.reason.contains("levels") == true)
        #expect(Self.fault(String(repeating: "!", count: 100_000) + "Host(`a`)") != nil)
        #expect(
            Self.fault(String(repeating: "(", count: 100) + "Host(`a`)" + String(repeating: ")", count: 100)) == nil)
    }

    @Test func `hosts are compared without port, capitals and a final dot`() throws {
        for host in ["a.example", "A.Example:80", "a.example."] {
            #expect(try Self.takes("Host(`A.example`)", Request(host: host)))
            #expect(try Self.takes("Host(`a.example.`)", Request(host: host)))
        }
        #expect(try !Self.takes("Host(`a.example`)", Request(host: "b.example")))
        #expect(try Self.takes("Host(`*.example`)", Request(host: "b.example")))
        #expect(try !Self.takes("Host(`*.example`)", Request(host: "c.b.example")))
        #expect(try !Self.takes("Host(`*.example`)", Request(host: "example")))
        #expect(try Self.takes("Host(`*`)", Request(host: "whatever")))
        #expect(try Self.takes("HostRegexp(`^a\\.`)", Request(host: "A.example")))
        #expect(try Self.takes("Host(`::1`)", Request(host: "[::1]:443")))
    }

    @Test func `wildcards are literal before Traefik 3_7, and refused in TCP`() throws {
        let old = try #require(TraefikVersion(target: "3.6"))
        let rule = try Rule("Host(`*.example`)", RuleGrammar(http: true, target: old))
        #expect(!rule.expression.matches(Request(host: "b.example")))
        #expect(Self.fault("HostSNI(`*.example`)", http: false, target: old) != nil)
        #expect(Self.fault("HostSNI(`*`)", http: false, target: old) == nil)
    }

    @Test func `paths are compared as they travel, less needless encoding`() throws {
        #expect(try Self.takes("Path(`/a b`)", Request(host: "h", target: "/a%20b?c=d")))
        #expect(try Self.takes("Path(`/a%2Fb`)", Request(host: "h", target: "/a%2fb")))
        #expect(try !Self.takes("Path(`/a/b`)", Request(host: "h", target: "/a%2fb")))
        #expect(try Self.takes("PathPrefix(`/api`)", Request(host: "h", target: "/apix")))
        #expect(try !Self.takes("Path(`/api`)", Request(host: "h", target: "/api/")))
        #expect(try Self.takes("PathRegexp(`^/v[0-9]+$`)", Request(host: "h", target: "/v12")))
    }

    @Test func `queries, headers, methods and addresses`() throws {
        let request = Request(
            method: "POST", host: "h", target: "/?a=1&a=2&b&c=%20&bad=%zz&d=x+y",
            headers: [("X-A", "1"), ("x-a", "2")],
            clientIP: Address("10.1.2.3"))
        let taken = [
            "Query(`a`, `2`)", "Query(`b`)", "QueryRegexp(`a`, `^[0-9]$`)", "Query(`c`, ` `)", "Query(`d`, `x y`)",
            "Header(`x-a`, `2`)", "HeaderRegexp(`X-A`, `^1`)", "Method(`post`)", "ClientIP(`10.0.0.0/8`)",
            "ClientIP(`10.1.2.3`)", "ClientIP(`::ffff:10.0.0.0/104`)", "!(Method(`GET`) || Path(`/x`))",
            "Method(`GET`) && Path(`/x`) || Path(`/`)",
        ]
        for rule in taken { #expect(try Self.takes(rule, request), "\(rule)") }
        let left = [
            "Query(`a`)", "Query(`bad`)", "Query(`a`, `3`)", "Header(`X-B`, `1`)", "Header(`X-A`, `1 `)",
            "Method(`GET`)", "ClientIP(`::/0`)", "ClientIP(`10.2.0.0/16`)",
        ]
        for rule in left { #expect(try !Self.takes(rule, request), "\(rule)") }
    }

    @Test func `TCP rules look at the server's name`() throws {
        let connection = Request(host: "Db.example", clientIP: Address("fe80::1"), isTLS: true, protocols: ["h2"])
        for rule in ["HostSNI(`db.example`)", "HostSNI(`*`)", "ALPN(`h2`) && ClientIP(`fe80::/10`)"] {
            #expect(try Self.takes(rule, connection, http: false), "\(rule)")
        }
        #expect(try !Self.takes("ALPN(`http/1.1`)", connection, http: false))
    }

    @Test func `rules of Traefik 2 are held to their form alone`() throws {
        let grammar = RuleGrammar(http: true, .old)
        #expect(try Rule("Host(`a`, `b`) && HeadersRegexp(`X`, `y`) && HostHeader(`c`)", grammar).isOld)
        #expect(throws: RuleError.self) { try Rule("Hoost(`a`)", grammar) }
        #expect(throws: RuleError.self) { try Rule("Host(`a`) &&", grammar) }
    }
}
