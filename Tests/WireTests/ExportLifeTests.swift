// Through whatever a server lives, crashes, other roots and other releases among it, the keys that Traefik reads are
// what the resources say: by the server's own look (TRAEFIK.STATUS CHECK), and by another one from outside.

import Bytes
import Foundation
import JSON
import TestSupport
import Testing
import Traefik

struct ExportLifeTests {
    @Test(arguments: Seeds.fixed(2)) func theKeysAreAlwaysWhatTheResourcesSay(seed: UInt64) throws {
        var life = try ExportLife(seed)
        for step in 0..<40 {
            let what = try life.step()
            try life.check("after \(what), step \(step) of seed \(seed)")
        }
        #expect(life.objectCount > 0)
    }

    @Test func whatANewRootCannotCarryIsLeftOutAndTold() throws {
        let folder = try Folder()
        let options = ["--dir", folder.path, "--appendonly", "yes"]
        var server = try ServerProcess(options)
        var wire = try server.connect()
        let router = "{\"rule\":\"Host(`a`)\",\"service\":\"x@file\"}"
        for (namespace, name) in [("team-a", "web"), ("team-a", "42"), ("team-a", "api"), ("default", "team-a-web")] {
            #expect(try !wire.call("RES.PUT", "http.routers", namespace, name, router).isError)
        }
        _ = try? wire.call("SHUTDOWN")
        _ = try server.program.status()
        server = try ServerProcess(options + ["--traefik-export", "team-a", "into", "traefik"])
        wire = try server.connect()
        _ = try wire.call("HELLO", "3")
        let status = try wire.call("TRAEFIK.STATUS", "CHECK").elements?[0]
        let leftOut = status?["left-out"]?.elements?.map { "\($0["name"]?.text ?? ""): \($0["reason"]?.text ?? "")" }
        #expect(
            leftOut == [
                "42: the name '42': a name of digits alone is taken for a place in a list: add a letter, or serve the "
                    + "namespace over HTTP alone",
                "web: traefik/http/routers/team-a-web is what default:http.routers:team-a-web is exported as",
            ])
        #expect(status?["equal"] == 1)
        #expect(try wire.call("EXISTS", "traefik/http/routers/team-a-api/rule") == 1)
        #expect(try wire.call("RES.DEL", "http.routers", "default", "team-a-web") == 1)
        #expect(try wire.call("EXISTS", "traefik/http/routers/team-a-web/rule") == 1)
        #expect(try wire.call("TRAEFIK.STATUS").elements?[0]["left-out"]?.elements?.count == 1)
    }
}

extension ExportLifeTests {
    @Test(arguments: ["yes", "no"]) func whatASnapshotBringsOfAnOldRootGoesAndPlainKeysStay(bases: String) throws {
        let folder = try Folder()
        var options = ["--dir", folder.path, "--appendonly", "yes", "--aof-use-rdb-preamble", bases]
        var server = try ServerProcess(options + ["--traefik-export", "default", "root", "old"])
        var wire = try server.connect()
        let router = "{\"rule\":\"Host(`a`)\",\"service\":\"x@file\"}"
        #expect(try !wire.call("RES.PUT", "http.routers", "default", "web", router).isError)
        #expect(try !wire.call("RES.PUT", "tls.certificates", "default", "c", "{\"certFile\":\"c\"}").isError)
        #expect(try wire.call("SET", "old/http/routers/plain/rule", "Host(`p`)") == .ok)
        // Under the root that comes, before anybody exports to it.
        #expect(try wire.call("SET", "new/http/routers/web/rule", "Host(`w`)") == .ok)
        _ = try wire.call("BGREWRITEAOF")
        try wait(for: "the log to be rewritten") {
            try wire.call("INFO", "persistence").text?.contains("aof_rewrite_in_progress:0") ?? false
        }
        server.program.signal(SIGTERM)
        _ = try server.program.status()
        options += ["--traefik-export", "default", "root", "new"]
        server = try ServerProcess(options)
        wire = try server.connect()
        #expect(try wire.call("KEYS", "old/*") == .texts("old/http/routers/plain/rule"))
        #expect(try wire.call("EXISTS", "new/tls/certificates/0/certFile") == 1)
        guard bases == "yes" else { return }
        // It stands in the way of the resource, which is said, and goes when its owner wants it; not by a restart.
        _ = try wire.call("BGREWRITEAOF")
        try wait(for: "the log to be rewritten") {
            try wire.call("INFO", "persistence").text?.contains("aof_rewrite_in_progress:0") ?? false
        }
        server.program.signal(SIGTERM)
        _ = try server.program.status()
        server = try ServerProcess(options)
        wire = try server.connect()
        #expect(try wire.call("GET", "new/http/routers/web/rule").text == "Host(`w`)")
        #expect(try wire.call("DEL", "new/http/routers/web/rule") == 1)
        try wait(for: "the router to be exported") {
            try wire.call("GET", "new/http/routers/web/rule").text == "Host(`a`)"
        }
    }
}

/// A server that is written to at random, restarted, emptied and configured anew.
private struct ExportLife {
    private static let kinds: [ObjectKind] = [.httpRouters, .httpServices, .httpMiddlewares, .tlsCertificates]
    private static let namespaces = ["default", "team-a", "team-b"]
    private static let names = ["web", "api", "Deep.Name", "42"]
    /// Where namespaces go: the root, and whether under their own names.
    private typealias Layout = [String: (root: String, isPrefixed: Bool)]
    private static let layouts: [Layout] = [
        ["default": ("traefik", false)],
        ["default": ("traefik", false), "team-a": ("traefik", true), "team-b": ("traefik", true)],
        ["default": ("traefik", false), "team-a": ("team-a-traefik", false), "team-b": ("team-a-traefik", true)],
        ["default": ("traefik", false), "team-b": ("team-b", false)],
    ]

    private var random: SeededRandom
    private let folder: Folder
    private let keeping: [String]
    private var layout = layouts[0]
    private var aimsAtOld = false
    private var server: ServerProcess
    private var wire: Wire
    private(set) var objectCount = 0

    init(_ seed: UInt64) throws {
        random = SeededRandom(seed: seed)
        folder = try Folder()
        keeping = ["--appendonly", Bool.random(using: &random) ? "yes" : "no", "--enable-debug-command", "yes"]
        server = try ServerProcess(["--dir", folder.path] + keeping)
        wire = try server.connect()
    }

    private mutating func pick<Element>(_ choices: [Element]) -> Element { choices.randomElement(using: &random)! }

    private func call(_ words: String...) throws -> Reply { try call(words) }

    private func call(_ words: [String]) throws -> Reply {
        try wire.send(Wire.request(words.map { Array($0.utf8) }))
        return try wire.reply()
    }

    // MARK: Living

    mutating func step() throws -> String {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<8: return try change()
        case 8, 9:
            _ = try call("MULTI")
            for _ in 0..<4 { _ = try change() }
            let end = pick(["EXEC", "EXEC", "DISCARD"])
            _ = try call(end)
            return "a transaction with \(end)"
        case 10:
            let key = "traefik/http/routers/plain\(Int.random(in: 0..<3, using: &random))/rule"
            _ = try call(pick([["SET", key, "Host(`p`)"], ["DEL", key]]))
            return "a plain key"
        case 11: return try command(pick([["FLUSHALL"], ["FLUSHDB"], ["SWAPDB", "0", "1"]]))
        case 12, 13: return try command(pick([["SAVE"], ["DEBUG", "RELOAD"], ["BGREWRITEAOF"]]))
        case 14: return try command(["CONFIG", "SET", "traefik-inert", pick(["yes", "no"])])
        case 15:
            aimsAtOld = Bool.random(using: &random)
            return try command(["CONFIG", "SET", "traefik-version", aimsAtOld ? "3.0" : "newest"])
        case 16, 17:
            try restart(in: layout)
            return "a restart"
        default:
            let other = pick(Self.layouts)
            try restart(in: other)
            try checkFormerRoots()
            return "a restart with other roots"
        }
    }

    private func command(_ words: [String]) throws -> String {
        let reply = try call(words)
        return "\(words.joined(separator: " ")) (\(reply.failure ?? "done"))"
    }

    private mutating func change() throws -> String {
        let (kind, namespace, name) = (pick(Self.kinds), pick(Self.namespaces), pick(Self.names))
        guard Int.random(in: 0..<4, using: &random) > 0 else {
            return try command(["DEL", "\(namespace):\(kind.rawValue):\(name)"])
        }
        return try command(["RES.PUT", kind.rawValue, namespace, name, body(of: kind)])
    }

    private mutating func body(of kind: ObjectKind) -> String {
        let number = Int.random(in: 0..<100, using: &random)
        switch kind {
        case .httpRouters:
            let points = (0...number / 8).map { "\"e\($0)\"" }.joined(separator: ",")
            return "{\"rule\":\"Host(`h\(number)`)\",\"service\":\"x@file\",\"entryPoints\":[\(points)]}"
        case .httpServices:
            // A field that came with 3.4.
            let strategy = number < 30 ? ",\"strategy\":\"p2c\"" : ""
            return "{\"loadBalancer\":{\"servers\":[{\"url\":\"http://h\(number)\"}]\(strategy)}}"
        case .httpMiddlewares: return "{\"addPrefix\":{\"prefix\":\"/p\(number)\"}}"
        default: return "{\"certFile\":\"c\(number)\",\"keyFile\":\"k\"}"
        }
    }

    private mutating func restart(in other: Layout) throws {
        server.program.signal(SIGKILL)
        _ = try server.program.status()
        layout = other
        aimsAtOld = false
        var options = ["--dir", folder.path] + keeping
        for (namespace, place) in other.sorted(by: { $0.key < $1.key }) {
            options += ["--traefik-export", namespace, place.isPrefixed ? "into" : "root", place.root]
        }
        server = try ServerProcess(options)
        wire = try server.connect()
    }

    /// Whatever a snapshot has brought of the roots that were, nothing of it is left.
    private func checkFormerRoots() throws {
        let roots = Set(layout.values.map(\.root))
        for root in ["traefik", "team-a-traefik", "team-b"] where !roots.contains(root) {
            #expect(try call("KEYS", root + "/*") == .array([]), "under \(root)")
        }
    }

    // MARK: Looking

    private typealias Object = (kind: ObjectKind, name: String, body: JSONValue)

    mutating func check(_ moment: String) throws {
        _ = try call("HELLO", "3")
        let roots = try call("TRAEFIK.STATUS", "CHECK").elements ?? []
        #expect(Set(roots.compactMap { $0["root"]?.text }) == Set(layout.values.map(\.root)), "\(moment)")
        for status in roots {
            let root = try #require(status["root"]?.text)
            #expect(status["equal"] == 1, "\(root) \(moment)")
            let (exported, leftOut) = try expected(under: root)
            let told = status["left-out"]?.elements?.map { "\($0["namespace"]?.text ?? ""):\($0["name"]?.text ?? "")" }
            #expect(told?.sorted() == leftOut.sorted(), "\(root) \(moment)")
            let found = try found(under: root).map(described).sorted()
            #expect(found == exported.map(described).sorted(), "\(root) \(moment)")
            objectCount += found.count
        }
    }

    private func described(_ object: Object) -> String {
        "\(object.kind) \(object.name) \(Shown.carried(object.body, object.kind).text)"
    }

    /// What a Traefik at the root reads, less what is no resource.
    private func found(under root: String) throws -> [Object] {
        let keys = try call("KEYS", root + "/*").elements?.compactMap(\.text).sorted() ?? []
        let values = keys.isEmpty ? [] : try call(["MGET"] + keys).elements ?? []
        let pairs = zip(keys, values).map { TreePair("traefik" + $0.dropFirst(root.count), $1.text ?? "") }
        return PlainReader.objects(pairs).compactMap { object in
            guard object.name != "milepost", !object.name.hasPrefix("plain") else { return nil }
            return (object.kind, object.kind.isList ? "" : object.name, object.body)
        }
    }

    /// What the resources say, and who of them can't be exported.
    private func expected(under root: String) throws -> (exported: [Object], leftOut: [String]) {
        var exported: [Object] = []
        var leftOut: [String] = []
        for (namespace, place) in layout where place.root == root {
            for kind in Self.kinds {
                let items = try call("RES.LIST", kind.rawValue, namespace)["items"]?.elements ?? []
                for item in items.compactMap(\.elements) {
                    let (name, text) = (item[1].text ?? "", item[2].text ?? "")
                    if (name == "42" && !kind.isList) || (aimsAtOld && text.contains("strategy")) {
                        leftOut.append("\(namespace):\(name)")
                    } else {
                        let shown = kind.isList ? "" : place.isPrefixed ? "\(namespace)-\(name)" : name
                        exported.append((kind, shown, try JSONValue(reading: text)))
                    }
                }
            }
        }
        return (exported, leftOut)
    }
}
