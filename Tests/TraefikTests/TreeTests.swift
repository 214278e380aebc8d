// What is exported comes to what it was made from, by a reading that knows nothing of how it was written.

import Bytes
import JSON
import TestSupport
import Testing
import Traefik

@Suite struct TreeTests {
    @Test(arguments: 0..<24)
    func `an export decodes to exactly what it was made from`(seed: UInt64) throws {
        var objects = RandomObjects(random: SeededRandom(seed: seed))
        let routing = objects.routing()
        var wanted: [PlainReader.Object] = []
        routing.forEach { kind, name, body in
            #expect(Validator().objections(to: body, named: name, of: kind) == [], "\(kind) \(body.text)")
            wanted.append(PlainReader.Object(kind: kind, name: name.text, body: body))
        }
        let pairs = TreeWriter().pairs(of: routing)
        #expect(Set(pairs.map(\.key)).count == pairs.count)
        #expect(pairs.allSatisfy { !$0.value.isEmpty })
        let found = PlainReader.objects(pairs)
        for kind in ObjectKind.allCases {
            let (mine, theirs) = (wanted.filter { $0.kind == kind }, found.filter { $0.kind == kind })
            if !kind.isList { #expect(mine.map(\.name) == theirs.map(\.name)) }
            #expect(
                mine.map { Shown.carried($0.body, kind) } == theirs.map { Shown.carried($0.body, kind) },
                "seed \(seed), \(kind)")
        }
        // The room's own reader comes to the same.
        let again = try TreeReader().routing(pairs)
        for kind in ObjectKind.allCases where !kind.isList {
            #expect(
                again[kind].mapValues { Shown.carried($0, kind) } == routing[kind].mapValues { Shown.carried($0, kind) }
            )
        }
    }

    private static func lines(_ kind: ObjectKind, _ body: String, named name: String = "x") -> [String] {
        TreeWriter().pairs(of: json(body), named: ByteString(name), of: kind).map { pair in
            String(
                decoding: pair.key.dropFirst("traefik/".utf8.count) + [UInt8(ascii: " ")] + pair.value, as: UTF8.self)
        }
    }

    @Test func `places have as many digits as the last one`() {
        let names = (0...10).map { "\"m\($0)\"" }.joined(separator: ",")
        let lines = Self.lines(.httpRouters, "{\"middlewares\":[\(names)]}")
        #expect(lines.first == "http/routers/x/middlewares/00 m0")
        #expect(lines.last == "http/routers/x/middlewares/10 m10")
        #expect(Self.lines(.httpRouters, #"{"middlewares":["a"]}"#) == ["http/routers/x/middlewares/0 a"])
    }

    @Test func `what is empty is written where Traefik can read it`() {
        #expect(Self.lines(.httpRouters, "{}") == ["http/routers/x true"])
        #expect(Self.lines(.httpRouters, #"{"tls":{}}"#) == ["http/routers/x/tls true"])
        #expect(Self.lines(.httpMiddlewares, #"{"compress":{}}"#) == ["http/middlewares/x/compress true"])
        #expect(Self.lines(.httpMiddlewares, #"{"retry":{}}"#) == ["http/middlewares/x/retry/attempts 0"])
        #expect(
            Self.lines(.httpServices, #"{"loadBalancer":{}}"#) == ["http/services/x/loadBalancer/passHostHeader true"])
        let rewrites = Self.lines(.httpMiddlewares, #"{"errors":{"statusRewrites":{"418":404,"500-503":502}}}"#)
        #expect(rewrites.first == "http/middlewares/x/errors/statusRewrites/418-418 404")
    }

    /// An empty object that is written by one value of it is, with its defaults, the empty object.
    @Test func `the value that stands for an empty object changes nothing`() throws {
        var count = 0
        for kind in ObjectKind.allCases {
            for field in Facts.current.fields(of: kind).all where field.isForPeople {
                guard case .object = field.type else { continue }
                let body = JSONValue.object(JSONObject([JSONMember(JSONString(field.name), json("{}"))]))
                guard Validator().objections(to: body, named: "x", of: kind).isEmpty, !kind.isList else { continue }
                let found = PlainReader.objects(TreeWriter().pairs(of: body, named: "x", of: kind))[0].body
                let isMarked = field.flags.contains(.mayBeEmpty)
                #expect(
                    Shown.carried(isMarked ? body : found, kind) == Shown.carried(body, kind), "\(kind) \(field.name)")
                count += 1
            }
        }
        #expect(count > 20)
    }

    @Test func `a namespace that shares a root bears its name before its own, and default keeps its`() {
        var routing = Routing()
        routing[.httpRouters, "web"] = json(
            #"{"service":"s","middlewares":["m","n@file","o@redis"],"tls":{"options":"default"}}"#)
        routing[.tlsOptions, "default"] = json("{}")
        routing[.tlsOptions, "modern"] = json("{}")
        let renamed = NamespacePrefix("team-a").applied(to: routing)
        #expect(
            renamed[.httpRouters, "team-a-web"]
                == json(
                    #"{"service":"team-a-s","middlewares":["team-a-m","n@file","team-a-o"],"#
                        + #""tls":{"options":"default"}}"#
                ))
        #expect(renamed.names(of: .tlsOptions) == ["default", "team-a-modern"])
        #expect(NamespacePrefix(nil).applied(to: routing) == routing)
    }

    @Test func `the revision is told by a middleware that Traefik takes and a key that it drops`() throws {
        let pairs = TreeWriter().revision(17)
        #expect(
            pairs.map { String(decoding: $0.key, as: UTF8.self) } == [
                "traefik/http/middlewares/milepost/headers/customResponseHeaders/X-Config-Revision",
                "traefik/_milepost/revision",
            ])
        let routing = try TreeReader().routing(pairs)
        #expect(routing.count == 1)
        #expect(InertMiddleware.isOurs("milepost", try #require(routing[.httpMiddlewares, "milepost"])))
        #expect(!InertMiddleware.isOurs("milepost", json(#"{"headers":{"customResponseHeaders":{"A":"3"}}}"#)))
    }

    @Test func `roots that one Traefik would take for its own overlap`() throws {
        let team = try #require(TreeRoot("traefik-team-a"))
        #expect(team.overlaps(.usual) && TreeRoot.usual.overlaps(team))
        #expect(try !#require(TreeRoot("team-a-traefik")).overlaps(.usual))
        for name in ["", "a/b", "a*", "a b"] { #expect(TreeRoot(name) == nil) }
    }

    @Test func `a certificate is named by what it is, however it was written`() {
        let name = CertificateName.name(of: json(#"{"certFile":"a","keyFile":"b"}"#))
        #expect(name.text.hasPrefix("cert-") && name.count == 17)
        #expect(CertificateName.name(of: json(#"{"keyFile":"b","certFile":"a"}"#)) == name)
        #expect(CertificateName.name(of: json(#"{"keyFile":"b","certFile":"c"}"#)) != name)
    }
}
