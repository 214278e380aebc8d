// Every recorded case, as keys that somebody imports: taken and refused as Traefik took and refused it, and what was
// taken goes out again as the same.

import Bytes
import Foundation
import JSON
import Testing
import TestSupport
import Traefik

private let cases = ProcessInfo.processInfo.environment["MILEPOST_SHARED_DATA"].map {
    URL(fileURLWithPath: $0).appendingPathComponent("traefik/cases.jsonl")
}

@Suite(.enabled(if: cases != nil, "MILEPOST_SHARED_DATA names no folder"))
struct TraefikCaseTests {
    /// What Traefik takes and loses something of, and the contract refuses.
    private static let refused: Set = [
        "list-scalar-only-comma", "list-scalar-trailing-comma", "map-header-slash-name", "name-case-collision-kinds",
        "svc-two-kinds", "router-name-with-at", "svc-weighted-hidden-headers", "tcp-server-port-undocumented",
        "transport-peerCertSANs", "value-number-where-string",
    ]

    private struct Case {
        let name: String
        let keys: JSONValue
        let isTaken: Bool

        init(_ line: Substring) throws {
            let value = try JSONValue(reading: String(line))
            name = try #require(value["name"]?.string?.text)
            keys = try #require(value["kv"])
            isTaken = value["error"] == nil
        }

        var pairs: [TreePair] {
            keys.object?.members.map { TreePair($0.name.text, $0.value.string?.text ?? "") } ?? []
        }

        /// As it is exported, less what tells the revision.
        func routing() throws -> Routing {
            var routing = try TreeReader().routing(pairs)
            routing[.httpMiddlewares, InertMiddleware.resourceName] = nil
            return routing
        }
    }

    private static func all() throws -> [Case] {
        try String(contentsOf: #require(cases), encoding: .utf8).split(separator: "\n").map { try Case($0) }
    }

    @Test func everyCaseIsTakenOrRefusedAsTraefikDid() throws {
        var taken = 0
        for one in try Self.all() {
            let client = TestClient()
            let reply = client.send("TRAEFIK.IMPORT", "default", "KV", one.keys.text)
            guard !reply.isError else {
                // A fragment without the services that it names is refused for that, as any document is.
                let isFragment = reply.rendered.hasPrefix("(error) BADREF")
                #expect(
                    !one.isTaken || isFragment || Self.refused.contains(one.name), "\(one.name): \(reply.rendered)")
                continue
            }
            #expect(one.isTaken && !Self.refused.contains(one.name), "\(one.name) is taken")
            taken += 1
            let text = try #require(client.send("TRAEFIK.EXPORT", "KV").text)
            let exported = try #require(JSONValue(reading: text).object).members.map {
                TreePair($0.name.text, $0.value.string?.text ?? "")
            }
            // What Traefik loses is lost: what is left is written alike.
            let writer = TreeWriter()
            #expect(
                try writer.pairs(of: TreeReader().routing(exported)) == writer.pairs(of: one.routing()), "\(one.name)")
        }
        #expect(taken > 100)
    }
}
