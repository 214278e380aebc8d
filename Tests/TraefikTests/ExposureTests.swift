// A router and its service, said in one breath.

import Bytes
import JSON
import Testing
import Traefik

@Suite struct ExposureTests {
    private static func objects(_ arguments: String) throws -> [String] {
        try Exposure(arguments.split(separator: " ").map(String.init)).objects(named: "web").map {
            "\($0.kind.rawValue) \($0.name.text) \($0.body.text)"
        }
    }

    @Test func `the least is a rule and a server`() throws {
        #expect(
            try Self.objects("RULE Host(`a`) URL http://10.0.0.1") == [
                #"http.services web {"loadBalancer":{"servers":[{"url":"http://10.0.0.1"}]}}"#,
                #"http.routers web {"service":"web","rule":"Host(`a`)"}"#,
            ])
    }

    @Test func `everything that can be said is kept`() throws {
        let objects = try Self.objects(
            "rule Host(`a`) url http://a weight 3" + " ENTRYPOINT web websecure MIDDLEWARE auth@file m TLS RESOLVER le"
                + " PRIORITY -5 HEALTHCHECK /ping STICKY sid url http://c")
        #expect(
            objects == [
                #"http.services web {"loadBalancer":{"sticky":{"cookie":{"name":"sid"}},"#
                    + #""servers":[{"url":"http://a","weight":3},"#
                    + #"{"url":"http://c"}],"healthCheck":{"path":"/ping"}}}"#,
                #"http.routers web {"entryPoints":["web","websecure"],"middlewares":["auth@file","m"],"service":"web","#
                    + #""rule":"Host(`a`)","priority":-5,"tls":{"certResolver":"le"}}"#,
            ])
    }

    @Test(arguments: [
        ("URL http://a", "RULE is missing"), ("RULE Host(`a`)", "URL is missing"), ("RULE", "RULE without"),
        ("RULE Host(`a`) URL http://a WEIGHT x", "WEIGHT is a whole number"),
        ("RESOLVER le", "RESOLVER belongs behind TLS"), ("RULE Host(`a`) URL http://a b", "'B' is no option"),
        ("RULE Host(`a`) URL a.b:80", "URL takes a server's address such as http://10.0.0.1:8080, not 'a.b:80'"),
        ("RULE Host(`a`) URL http://", "URL takes"), ("RULE Host(`a`) URL http://a WEIGHT -1", "WEIGHT is a whole"),
        ("RULE Host(`a`) WEIGHT 1", "WEIGHT belongs behind the URL"), ("RULE Host(`a`) FOO", "'FOO' is no option"),
    ])
    func `what is missing or misplaced is said`(arguments: String, text: String) {
        let words = arguments.split(separator: " ").map(String.init)
        do throws(Exposure.Fault) {
            _ = try Exposure(words)
            Issue.record("\(arguments) is taken")
        } catch {
            #expect(error.text.hasPrefix(text), "\(error.text)")
        }
    }

    @Test func `what it stands for is what Traefik takes`() throws {
        for object in try Exposure(["RULE", "Host(`a`)", "URL", "http://a", "TLS", "STICKY", "c"]).objects(named: "web")
        {
            #expect(Validator().objections(to: object.body, named: object.name, of: object.kind) == [])
        }
    }
}
