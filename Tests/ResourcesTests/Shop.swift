// A store with an actor and short words for steps, for the tests.

import Bytes
import JSON
import Resources

struct Someone: Actor {
    var author: ByteString = "alice"
    var namespaces: Set<ByteString>?

    func mayRead(_ key: ResourceKey) -> Bool { namespaces?.contains(key.namespace) ?? true }
}

final class Shop {
    let store: Store
    /// Where bodies go that memory gives up, if it does.
    let attic: Attic?
    var now: Int64 = 1_000_000
    var actor = Someone()
    var commits: [Commit] = []

    /// - Parameter givesUp: whether memory gives up bodies as soon as it may.
    init(givesUp: Bool = false) {
        let bodies = Bodies()
        store = Store(epoch: 7, bodies: bodies)
        attic = givesUp ? Attic() : nil
        bodies.depot = attic
    }

    /// Puts every body where it belongs.
    func tidy() {
        let walk = BodyWalk(store)
        while !walk.hasEnded {
            walk.walkOn { _, _ in }
            store.bodies.writeAll()
        }
        store.bodies.writeAll()
    }

    static func key(_ name: String, type: String = "routers", in namespace: String = "default") -> ResourceKey {
        ResourceKey(namespace: ByteString(namespace), type: ByteString(type), name: ByteString(name))
    }

    /// One commit of several steps.
    @discardableResult
    func commit(_ steps: [(ResourceKey, Action)]) throws(StoreError) -> [Outcome] {
        now += 1
        let plan = try store.plan(steps.map { Step($0.0, $0.1) }, at: now, by: actor)
        store.apply(plan.changes, at: now)
        if let commit = store.seal() { commits.append(commit) }
        store.bodies.writeAll()
        return plan.outcomes
    }

    @discardableResult
    func put(_ name: String, _ json: String, type: String = "routers", in namespace: String = "default")
        throws(StoreError) -> Outcome
    {
        try commit([(Self.key(name, type: type, in: namespace), .put(Array(json.utf8)))])[0]
    }

    @discardableResult
    func delete(_ name: String, type: String = "routers") throws(StoreError) -> Outcome {
        try commit([(Self.key(name, type: type), .delete())])[0]
    }

    func define(_ type: String, _ json: String) throws(StoreError) {
        try commit([(Store.definitionKey(of: ByteString(type)), .put(Array(json.utf8)))])
    }

    func body(_ name: String, type: String = "routers", at revision: Revision? = nil) throws -> String? {
        guard let resource = store.resource(Self.key(name, type: type)) else { return nil }
        let version = try revision.map { try resource.version(at: $0) } ?? resource.current
        return version?.body.map { String(decoding: $0, as: UTF8.self) }
    }

    func names(_ query: Query, type: String = "routers") throws -> [String] {
        try store.page(of: ByteString(type), query).items.map(\.resource.name.text)
    }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func view<Result>(_ text: String, _ body: (ByteView) throws -> Result) rethrows -> Result {
    try Array(text.utf8).withView(body)
}
