// Every recorded case is judged as Traefik's own provider judged it.

import Bytes
import Foundation
import JSON
import Testing
import TestSupport
import Traefik

private func pairs(_ document: JSONValue) throws -> [TreePair] {
    try #require(document.object).members.map { TreePair($0.name.text, $0.value.words ?? "") }
}

/// What Traefik shows, less its own kinds, which are left out here.
private func withoutModels(_ decoded: JSONValue) -> JSONValue {
    guard case .object(var sections) = decoded else { return decoded }
    for member in sections.members {
        guard case .object(var parts) = member.value else { continue }
        parts.remove("models")
        sections[member.name] = parts.isEmpty ? nil : .object(parts)
    }
    return .object(sections)
}

@Suite(.enabled(if: factsFolder != nil, "MILEPOST_SHARED_DATA names no folder"))
struct CaseTests {
    @Test func `every case decodes as Traefik decoded it, or is rejected as it was`() throws {
        let cases = try factLines("cases.jsonl").map { json($0) }
        #expect(cases.count == 233)
        for example in cases {
            let name = try #require(example["name"]?.words)
            let given = try pairs(#require(example["kv"]))
            do {
                let routing = try TreeReader().routing(given)
                let decoded = try #require(example["decoded"], "\(name) is taken")
                #expect(
                    Shown.routing(routing) == withoutModels(decoded),
                    "\(name): \(Shown.routing(routing).text)")
            } catch let error as TreeError {
                #expect(example["error"] != nil, "\(name) is rejected: \(error.text)")
            }
        }
    }

    @Test func `the fixture of Traefik's own tests comes out as Traefik shows it`() throws {
        let pairs = try factLines("simple.kv").map { line in
            let halves = line.split(separator: "\t")
            return TreePair(String(halves[0]), String(halves[1]))
        }
        #expect(pairs.count == 35)
        let routing = try TreeReader().routing(pairs)
        #expect(Shown.routing(routing) == (try facts("simple.json")))
        // Written again, it is the same, save for the numbers of places, which Traefik does not look at.
        #expect(Set(TreeWriter().pairs(of: routing)) == Set(pairs))
    }

    /// Traefik takes these, and loses or mistakes something of each, or no version that can be aimed at has it.
    static let refused: Set = [
        "list-scalar-only-comma", "list-scalar-trailing-comma", "map-header-slash-name", "milepost-middleware-only",
        "name-case-collision-kinds", "router-name-with-at", "svc-two-kinds", "svc-weighted-hidden-headers",
        "tcp-server-port-undocumented", "transport-peerCertSANs", "value-number-where-string",
    ]

    @Test func `what is taken and written again comes to the same, and what is not taken is known`() throws {
        var refused: Set<String> = []
        for example in try factLines("cases.jsonl").map({ json($0) }) where example["error"] == nil {
            let name = try #require(example["name"]?.words)
            let routing = try TreeReader().routing(pairs(#require(example["kv"])))
            var objections: [Objection] = []
            routing.forEach { objections += Validator().objections(to: $2, named: $1, of: $0) }
            guard objections.isEmpty else {
                refused.insert(name)
                continue
            }
            let again = try TreeReader().routing(TreeWriter().pairs(of: routing))
            #expect(Shown.routing(again) == Shown.routing(routing), "\(name)")
        }
        #expect(refused == Self.refused)
    }
}
