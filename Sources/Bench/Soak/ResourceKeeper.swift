// Keeps the resources of a namespace and knows each by heart: bodies under a schema that refer to one another, changed,
// deleted, rolled back, and what must be refused.

internal import Bytes

final class ResourceKeeper: Actor {
    private struct App {
        var body: String
        var team: Int
        var version: Int
        /// The body of the version before, where that had one.
        var before: (body: String, team: Int)?
    }

    private static let teams = 8
    private static let apps = 120
    private static let notes = 40...160

    private let exchange: Exchange
    private let namespace: String
    private var random: SeededRandom
    private var apps: [Int: App] = [:]
    private var changes = 0
    /// What came last, so that numbers of commits only rise.
    private var lastRevision = 0

    init(_ server: Endpoint, _ number: Int, _ tally: Tally, seed: UInt64) throws(BenchError) {
        namespace = "soak\(number)"
        random = SeededRandom(seed: seed &+ UInt64(number) &* 104_729)
        exchange = try Exchange(server, "keeper of \(namespace)", tally)
        for team in 0..<Self.teams {
            exchange.ask(
                "RES.PUT", "soak.teams", namespace, "team\(team)", "{\"name\":\"team \(team)\"}", check: raised(to: nil)
            )
        }
        try exchange.send()
        try exchange.settle()
    }

    /// Declares what the keepers of all namespaces keep.
    static func defineTypes(on server: Endpoint) throws(BenchError) {
        try server.ask(
            "RES.TYPE", "DEFINE", "soak.teams", "{\"schema\":{\"type\":\"object\",\"required\":[\"name\"]}}")
        let weight = "{\"type\":\"integer\",\"minimum\":0,\"maximum\":100}"
        try server.ask(
            "RES.TYPE", "DEFINE", "soak.apps",
            """
            {"schema":{"type":"object","required":["team","weight"],"properties":{"weight":\(weight)}},
             "refs":[{"path":"/team","type":"soak.teams"}],"indexes":{"byTeam":["/team"]},"history":{"keep":5}}
            """)
        try server.ask("RES.TYPE", "DEFINE", "soak.leases", "{\"history\":{\"keep\":1}}")
    }

    func speak(_ requests: Int) throws(BenchError) {
        for _ in 0..<requests { askOne() }
        try exchange.send()
    }

    func listen() throws(BenchError) { try exchange.settle() }

    private func askOne() {
        let app = Int.random(in: 0..<Self.apps, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<25: put(app)
        case 25..<33: patch(app)
        case 33..<40: delete(app)
        case 40..<60: get(app)
        case 60..<65: rollBack(app)
        case 65..<70: putTwo(app, (app + 1) % Self.apps)
        case 70..<75: putInTransaction(app, (app + 1) % Self.apps)
        case 75..<80: find()
        case 80..<83: countAll()
        case 83..<86: lease()
        case 86..<90: readPast(app)
        default: beRefused(app)
        }
    }

    // MARK: What is kept

    private func name(_ app: Int) -> String { "app\(app)" }

    private func newBody() -> (text: String, team: Int) {
        changes += 1
        let team = Int.random(in: 0..<Self.teams, using: &random)
        let note = String(repeating: "n", count: Int.random(in: Self.notes, using: &random))
        return (
            "{\"team\":\"team\(team)\",\"weight\":\(changes % 100),\"change\":\(changes),\"note\":\"\(note)\"}", team
        )
    }

    /// Takes note of a new body and answers the version that it will have; nil where a name is used again, whose
    /// version is only known to be new.
    private func keep(_ app: Int, _ body: String, _ team: Int) -> Int? {
        let known = apps[app]
        let version = known.flatMap { $0.version > 0 ? $0.version + 1 : nil }
        apps[app] = App(body: body, team: team, version: version ?? 0, before: known.map { ($0.body, $0.team) })
        return version
    }

    /// A reply of `[version, revision]`, whose revision is later than all before.
    private func raised(to version: Int?, of app: Int? = nil) -> Exchange.Check {
        let change = app.flatMap { apps[$0]?.body }
        return { [self] reply, _ in
            guard let pair = reply.elements, pair.count == 2, let got = pair[0].number, let revision = pair[1].number
            else { return "\(reply) instead of version and revision" }
            return judge(got, revision, version, app, change)
        }
    }

    private func judge(_ got: Int, _ revision: Int, _ version: Int?, _ app: Int?, _ change: String?) -> String? {
        if let version, got != version { return "version \(got) instead of \(version)" }
        if revision < lastRevision { return "revision \(revision) after \(lastRevision)" }
        lastRevision = revision
        if let app, version == nil, apps[app]?.body == change, apps[app]?.version == 0 { apps[app]?.version = got }
        return nil
    }

    // MARK: Changes

    private func put(_ app: Int) {
        let (body, team) = newBody()
        let version = keep(app, body, team)
        exchange.ask("RES.PUT", "soak.apps", namespace, name(app), body, check: raised(to: version, of: app))
    }

    private func patch(_ app: Int) {
        guard let known = apps[app], known.body.contains("\"weight\":") else { return put(app) }
        changes += 1
        let weight = changes % 100
        let end = known.body.range(after: "\"weight\":", before: ",")
        let body = known.body.replacingCharacters(in: end, with: String(weight))
        guard body != known.body else { return put(app) }
        let version = keep(app, body, known.team)
        exchange.ask(
            "RES.PATCH", "soak.apps", namespace, name(app), "MERGE", "{\"weight\":\(weight)}",
            check: raised(to: version, of: app))
    }

    private func delete(_ app: Int) {
        let wasThere = apps.removeValue(forKey: app) != nil
        exchange.ask("RES.DEL", "soak.apps", namespace, name(app), expecting: .number(wasThere ? 1 : 0))
    }

    private func rollBack(_ app: Int) {
        guard let known = apps[app], known.version > 1, let before = known.before else { return put(app) }
        _ = keep(app, before.body, before.team)
        exchange.ask(
            "RES.ROLLBACK", "soak.apps", namespace, name(app), "TO", String(known.version - 1),
            check: raised(to: known.version + 1, of: app))
    }

    private func putTwo(_ first: Int, _ second: Int) {
        let operations = [first, second].map { app in
            let (body, team) = newBody()
            _ = keep(app, body, team)
            return """
                {"op":"put","type":"soak.apps","namespace":"\(namespace)","name":"\(name(app))","resource":\(body)}
                """
        }
        let expected = [first, second].map { (app: $0, version: apps[$0]!.version, body: apps[$0]!.body) }
        exchange.ask("RES.TXN", "[\(operations.joined(separator: ","))]") { [self] reply, _ in
            guard let revision = reply["revision"]?.number, reply["changes"] == .number(2),
                let outcomes = reply["operations"]?.elements, outcomes.count == 2
            else { return "\(reply) instead of two changes" }
            for (outcome, app) in zip(outcomes, expected) {
                guard let got = outcome.elements?.first?.number else { return "\(reply)" }
                let version = app.version > 0 ? app.version : nil
                if let wrong = judge(got, revision, version, app.app, app.body) { return wrong }
            }
            return nil
        }
    }

    private func putInTransaction(_ first: Int, _ second: Int) {
        exchange.ask("MULTI", expecting: .line("OK"))
        let checks = [first, second].map { app in
            let (body, team) = newBody()
            let version = keep(app, body, team)
            exchange.ask(
                "RES.PUT", "soak.apps", namespace, name(app), body, expecting: .line("QUEUED"))
            return raised(to: version, of: app)
        }
        exchange.ask("EXEC") { (reply, span) throws(BenchError) in
            guard let replies = reply.elements, replies.count == 2 else { return "\(reply) instead of two replies" }
            if replies[0].elements?.last != replies[1].elements?.last { return "\(reply) is of two commits" }
            for (one, check) in zip(replies, checks) {
                if let wrong = try check(one, span) { return wrong }
            }
            return nil
        }
    }

    /// Something that goes by itself, as a commit.
    private func lease() {
        let name = "lease\(Int.random(in: 0..<50, using: &random))"
        changes += 1
        exchange.ask(
            "RES.PUT", "soak.leases", namespace, name, "{\"change\":\(changes)}", "TTL",
            String(Int.random(in: 1...5, using: &random)), check: raised(to: nil))
    }

    // MARK: Looks

    private func get(_ app: Int) {
        let right = apps[app].map { Reply.text($0.body) } ?? .null
        exchange.ask("RES.GET", "soak.apps", namespace, name(app), expecting: right)
    }

    private func find() {
        let team = Int.random(in: 0..<Self.teams, using: &random)
        let count = apps.values.count { $0.team == team }
        exchange.ask(
            "RES.FIND", "soak.apps", "byTeam", "1", "team\(team)", "NAMESPACE", namespace, "LIMIT", "1000"
        ) { reply, _ in
            let found = reply["items"]?.elements?.count
            return found == count ? nil : "\(found.map(String.init) ?? "\(reply)") instead of \(count)"
        }
    }

    private func countAll() {
        exchange.ask("RES.LIST", "soak.apps", namespace, "COUNT", expecting: .number(apps.count))
    }

    private func readPast(_ app: Int) {
        guard let known = apps[app], known.version > 1, let before = known.before else { return get(app) }
        exchange.ask(
            "RES.GET", "soak.apps", namespace, name(app), "VERSION", String(known.version - 1),
            expecting: .text(before.body))
    }

    // MARK: Refusals

    private func beRefused(_ app: Int) {
        let words = ["RES.PUT", "soak.apps", namespace, name(app)]
        switch changes % 4 {
        case 0:
            exchange.ask(
                words[0], words[1], words[2], words[3], "{\"team\":\"team0\",\"weight\":101}", refusedBy: "INVALID")
        case 1:
            exchange.ask(
                words[0], words[1], words[2], words[3], "{\"team\":\"none\",\"weight\":1}", refusedBy: "BADREF")
        case 2:
            guard let used = apps.values.first?.team else { return put(app) }
            exchange.ask("RES.DEL", "soak.teams", namespace, "team\(used)", refusedBy: "INUSE")
        default:
            guard apps[app] != nil else { return put(app) }
            exchange.ask(
                "RES.UPDATE", words[1], words[2], words[3], "{\"team\":\"team0\",\"weight\":1}", "IFVERSION",
                "999999999",
                refusedBy: "CONFLICT")
        }
        changes += 1
    }
}

extension String {
    /// What stands between two texts, the first of each.
    fileprivate func range(after start: String, before end: Character) -> Range<Index> {
        let from = firstRange(of: start)!.upperBound
        return from..<(self[from...].firstIndex(of: end) ?? endIndex)
    }

    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
