// What a manager of Traefik's configuration asks of its store, operation by operation: components that are made, read,
// listed, changed and deleted, what they refer to, services that are made of several, and the configuration as a whole.

import Bytes
import JSON
import Testing
import TestSupport

struct TraefikManagerTests {
    private let client = TestClient()

    private static let kinds = ["http.middlewares", "http.services", "http.routers"]
    private static let bodies = [
        "http.middlewares": (#"{"compress":{}}"#, #"{"stripPrefix":{"prefixes":["/a"]}}"#),
        "http.services": (
            #"{"loadBalancer":{"servers":[{"url":"http://10.0.0.1"}]}}"#,
            #"{"loadBalancer":{"servers":[{"url":"http://10.0.0.2"}]}}"#
        ),
        "http.routers": (#"{"rule":"Host(`a`)","service":"s@file"}"#, #"{"rule":"Host(`b`)","service":"s@file"}"#),
    ]

    @discardableResult
    private func put(_ kind: String, _ name: String, _ body: String) -> String {
        client.type("RES.PUT \(kind) default \(name) '\(body)'")
    }

    /// A router with a service and a middleware.
    private func makeWeb() {
        #expect(put("http.middlewares", "zip", #"{"compress":{}}"#).hasPrefix("1) (integer) 1"))
        #expect(
            put("http.services", "web", #"{"loadBalancer":{"servers":[{"url":"http://10.0.0.1"}]}}"#)
                .hasPrefix("1) (integer) 1"))
        #expect(
            put("http.routers", "web", #"{"rule":"Host(`a`)","service":"web","middlewares":["zip"]}"#)
                .hasPrefix("1) (integer) 1"))
    }

    @discardableResult
    private func expose(_ more: String = "") -> String {
        client.type("TRAEFIK.EXPOSE default shop RULE 'Host(`shop.example`)' URL http://10.0.0.1:80 \(more)")
    }

    // MARK: One component

    @Test(arguments: kinds) func aComponentIsMadeReadListedChangedAndDeleted(kind: String) throws {
        let (first, second) = try #require(Self.bodies[kind])
        #expect(client.type("RES.CREATE \(kind) default one '\(first)'") == "1) (integer) 1\n2) (integer) 1")
        #expect(client.send("RES.GET", kind, "default", "one") == .text(first))
        #expect(client.type("RES.LIST \(kind) default COUNT") == "(integer) 1")
        #expect(client.type("RES.UPDATE \(kind) default one '\(second)'") == "1) (integer) 2\n2) (integer) 2")
        #expect(client.send("RES.GET", kind, "default", "one") == .text(second))
        #expect(client.type("RES.DEL \(kind) default one") == "(integer) 1")
        #expect(client.send("RES.GET", kind, "default", "one") == .null)
    }

    @Test(arguments: kinds) func whatIsNotThereAndWhatIsThereAlreadyAreRefusedApart(kind: String) throws {
        let (body, _) = try #require(Self.bodies[kind])
        #expect(client.type("RES.UPDATE \(kind) default one '\(body)'").hasPrefix("(error) NOTFOUND"))
        client.type("RES.CREATE \(kind) default one '\(body)'")
        #expect(client.type("RES.CREATE \(kind) default one '\(body)'").hasPrefix("(error) EXISTS"))
    }

    @Test(arguments: kinds) func whatTraefikWouldNotTakeIsRefusedWithItsPlace(kind: String) {
        #expect(put(kind, "one", #"{"bogus":1}"#).hasPrefix("(error) INVALID default:\(kind):one: /bogus: "))
    }

    @Test func ofTwoWhoMakeOrChangeTheSameOneIsTold() {
        let other = TestClient(of: client.server)
        let (body, next) = (#"{"compress":{}}"#, #"{"stripPrefix":{"prefixes":["/a"]}}"#)
        #expect(!client.type("RES.CREATE http.middlewares default one '\(body)'").hasPrefix("(error)"))
        #expect(other.type("RES.CREATE http.middlewares default one '\(next)'").hasPrefix("(error) EXISTS"))
        #expect(!client.type("RES.UPDATE http.middlewares default one '\(next)' IFVERSION 1").hasPrefix("(error)"))
        #expect(
            other.type("RES.UPDATE http.middlewares default one '\(body)' IFVERSION 1").hasPrefix("(error) CONFLICT"))
        #expect(other.send("RES.GET", "http.middlewares", "default", "one") == .text(next))
    }

    // MARK: References

    @Test func whatIsReferredToMustBeThere() {
        #expect(
            put("http.routers", "web", #"{"rule":"Host(`a`)","service":"web"}"#)
                == "(error) BADREF default:http.routers:web at /service: default:http.services:web does not exist; "
                + "make it first, or both in one RES.TXN")
        #expect(
            put("http.routers", "web", #"{"rule":"Host(`a`)","service":"s@file","middlewares":["zip"]}"#)
                == "(error) BADREF default:http.routers:web at /middlewares/0: default:http.middlewares:zip does not "
                + "exist; make it first, or both in one RES.TXN")
    }

    @Test(arguments: [("http.services", "web"), ("http.middlewares", "zip")])
    func whatIsInUseStays(kind: String, name: String) {
        makeWeb()
        let refusal =
            "(error) INUSE default:\(kind):\(name): default:http.routers:web refers to it, so it can't "
            + "go; change or delete that first"
        #expect(client.type("RES.DEL \(kind) default \(name)") == refusal)
        client.type("RES.DEL http.routers default web")
        #expect(client.type("RES.DEL \(kind) default \(name)") == "(integer) 1")
    }

    @Test func itCanBeAskedWhatDependsOnWhat() {
        makeWeb()
        #expect(client.type("RES.REFS http.services default web").contains("\"http.routers\""))
    }

    // MARK: Services of several components

    @Test func aCompositeServiceIsMadeInOneCommit() {
        #expect(expose() == "1) \"revision\"\n2) (integer) 1\n3) \"changes\"\n4) (integer) 3")
        for kind in ["http.routers", "http.services", "traefik.exposures"] {
            #expect(client.type("RES.EXISTS \(kind) default shop") == "(integer) 1", "\(kind)")
        }
    }

    @Test func aCompositeServiceThatCannotBeWholeIsNotMadeAtAll() {
        #expect(expose("MIDDLEWARE zip").hasPrefix("(error) BADREF"))
        #expect(client.type("RES.LIST http.services default COUNT") == "(integer) 0")
    }

    @Test func aCompositeServiceIsChangedAsAWhole() {
        #expect(expose("TLS RESOLVER le HEALTHCHECK /ping STICKY srv ENTRYPOINT web PRIORITY 7").contains("3"))
        #expect(expose() == "1) \"revision\"\n2) (integer) 2\n3) \"changes\"\n4) (integer) 3")
        #expect(
            client.send("RES.GET", "http.routers", "default", "shop")
                == .text(#"{"service":"shop","rule":"Host(`shop.example`)"}"#))
        #expect(
            client.send("RES.GET", "http.services", "default", "shop")
                == .text(#"{"loadBalancer":{"servers":[{"url":"http://10.0.0.1:80"}]}}"#))
        #expect(expose().hasSuffix("4) (integer) 0"), "nothing changes that is as it should be")
    }

    @Test func aCompositeServiceGoesAsAWholeAndLeavesTheRest() {
        put("http.middlewares", "zip", #"{"compress":{}}"#)
        #expect(expose("MIDDLEWARE zip").hasPrefix("1) \"revision\""))
        #expect(client.type("TRAEFIK.UNEXPOSE default shop").hasSuffix("4) (integer) 3"))
        #expect(client.type("TRAEFIK.EXPORT JSON") == #""{\"http\":{\"middlewares\":{\"zip\":{\"compress\":{}}}}}""#)
    }

    @Test func aCompositeServiceThatSomethingElseUsesStays() {
        expose()
        put("http.routers", "other", #"{"rule":"Host(`b`)","service":"shop"}"#)
        #expect(
            client.type("TRAEFIK.UNEXPOSE default shop")
                == "(error) INUSE default:http.services:shop: default:http.routers:other refers to it, so it can't "
                + "go; change or delete that first")
        #expect(client.type("RES.EXISTS http.routers default shop") == "(integer) 1")
    }

    @Test func aCompositeServiceTakesNothingFromOthers() {
        makeWeb()
        #expect(
            client.type("TRAEFIK.EXPOSE default web RULE Path(`/`) URL http://b")
                == "(error) EXISTS default:http.services:web is there, and TRAEFIK.EXPOSE has not made it; "
                    + "choose another name, or delete it first")
        #expect(client.type("TRAEFIK.UNEXPOSE default web").hasPrefix("(error) NOTFOUND"))
        #expect(client.type("RES.EXISTS http.routers default web") == "(integer) 1")
    }

    @Test func whatIsLeftOfACompositeServiceCanGo() {
        expose()
        client.type("RES.DEL http.routers default shop")
        #expect(client.type("TRAEFIK.UNEXPOSE default shop").hasSuffix("4) (integer) 2"))
    }

    @Test func theRecordTellsWhatWasAskedFor() {
        #expect(expose("WEIGHT 3 ENTRYPOINT web websecure TLS RESOLVER le").hasPrefix("1) \"revision\""))
        #expect(
            client.send("RES.GET", "traefik.exposures", "default", "shop")
                == .text(
                    #"{"rule":"Host(`shop.example`)","servers":[{"url":"http://10.0.0.1:80","weight":3}],"#
                        + #""entryPoints":["web","websecure"],"tls":{"certResolver":"le"}}"#))
    }

    // MARK: The whole

    @Test func theDynamicConfigurationHoldsAllRoutersServicesAndMiddlewares() throws {
        makeWeb()
        let text = try #require(client.send("TRAEFIK.EXPORT", "JSON").text)
        let whole = try JSONValue(
            reading: """
                {"http":{"routers":{"web":{"rule":"Host(`a`)","service":"web","middlewares":["zip"]}},
                "services":{"web":{"loadBalancer":{"servers":[{"url":"http://10.0.0.1"}]}}},
                "middlewares":{"zip":{"compress":{}}}}}
                """)
        #expect(try JSONValue(reading: text) == whole)
    }
}
