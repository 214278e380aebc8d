// A server with resources and clients who watch them, for the tests.

import Bytes
import Commands
import Engine
import JSON
import Resources
import Testing
import TestSupport

final class ResourceRoom {
    let server = TestServer()
    let admin: TestClient
    var store: Store { server.engine.resources }

    struct Author: Actor {
        let author: ByteString = "admin"
        func mayRead(_ key: ResourceKey) -> Bool { true }
    }

    init() {
        admin = TestClient(of: server)
    }

    /// The address that `namespace:type:name` spells.
    static func key(_ text: String) -> ResourceKey {
        let parts = text.split(separator: ":").map { ByteString(String($0)) }
        return ResourceKey(namespace: parts[0], type: parts[1], name: parts[2])
    }

    /// One commit.
    func commit(_ steps: [(String, Action)]) {
        do throws(StoreError) {
            try server.engine.carryOut(steps.map { Step(Self.key($0.0), $0.1) }, by: Author())
        } catch {
            Issue.record("\(error)")
        }
    }

    func put(_ key: String, _ json: String = "{}") {
        commit([(key, .put(Array(json.utf8)))])
    }

    func delete(_ key: String) {
        commit([(key, .delete())])
    }

    func define(_ type: String, _ json: String) {
        do throws(StoreError) {
            let step = Step(Store.definitionKey(of: ByteString(type)), .put(Array(json.utf8)))
            try server.engine.carryOut([step], by: Author())
        } catch {
            Issue.record("\(error)")
        }
    }

    func client(_ lines: String...) -> TestClient {
        let client = TestClient(of: server)
        for line in lines { client.send(Request.words(of: line)!) }
        return client
    }

    /// A client of a user with these rules.
    func tenant(_ rules: String, _ lines: String...) -> TestClient {
        admin.type("ACL SETUSER tenant reset on nopass +@all \(rules)")
        let client = client("AUTH tenant x")
        for line in lines { client.send(Request.words(of: line)!) }
        return client
    }

    /// What the server does between turns.
    func turn() { server.settle() }
}

/// An event as a watcher reads it.
struct Heard: Equatable {
    let channel: String
    let event: JSONObject

    init?(_ reply: Reply) {
        guard let parts = reply.elements, parts.count >= 3, let kind = parts[0].text, kind.hasSuffix("message"),
            let channel = parts[parts.count - 2].text, let text = parts[parts.count - 1].text,
            let event = try? Array(text.utf8).withView({ try JSONValue(reading: $0) }).object
        else { return nil }
        self.channel = channel
        self.event = event
    }

    subscript(name: String) -> String? { event[JSONString(name)].map { String(decoding: $0.bytes, as: UTF8.self) } }

    var isProgress: Bool { channel == "res:progress" }
    var revision: UInt64 { UInt64(self["revision"] ?? "") ?? 0 }

    /// The event, the key, the version and the revision, and whether more follows.
    var brief: String {
        if isProgress { return "progress \(revision)" }
        let kind = self["event"]?.dropFirst().dropLast() ?? ""
        let more = self["more"] == "true" ? " +" : ""
        return "\(kind) \(channel.dropFirst(4)) \(self["version"] ?? "")@\(revision)\(more)"
    }
}

extension TestClient {
    /// The events that have come since the last look.
    func heard() -> [Heard] { messages().compactMap { Heard($0) } }

    var briefs: [String] { heard().map(\.brief) }

    /// The same without progress.
    var events: [String] { heard().filter { !$0.isProgress }.map(\.brief) }
}
