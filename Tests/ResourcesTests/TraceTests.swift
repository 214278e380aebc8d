// Random commits, against a model without any cleverness: a list of everything that ever was.

import Bytes
import Foundation
import Resources
import Testing

/// All commits, looked through from the front each time.
private struct Model {
    struct Line {
        let revision: UInt64
        let name: String
        let version: UInt64
        let body: String?
    }

    var lines: [Line] = []
    var head: UInt64 = 0

    func last(_ name: String, at revision: UInt64 = .max) -> Line? {
        lines.last { $0.name == name && $0.revision <= revision }
    }

    func names(at revision: UInt64) -> [String] {
        Set(lines.map(\.name)).filter { last($0, at: revision)?.body != nil }.sorted()
    }
}

struct TraceTests {
    /// Where bodies are during a trace.
    enum Place: CaseIterable {
        case memory
        /// What stands no more is elsewhere.
        case pastElsewhere
        case onDemand
        /// The type goes from one store to the other, again and again.
        case moving
        /// Nobody takes the bodies, though their type asks for it.
        case full
    }

    @Test(arguments: Place.allCases, [1, 2, 3] as [UInt64])
    func theStoreDoesWhatTheModelDoes(place: Place, seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let shop = Shop(givesUp: place != .memory)
        shop.attic?.isFull = place == .full
        var model = Model()
        let isOnDemand = place == .onDemand || place == .full
        try define(shop, isOnDemand: isOnDemand)
        model.head = 1
        for number in 0..<400 {
            if place == .moving, number % 40 == 20 {
                try define(shop, isOnDemand: number % 80 == 20)
                model.head += 1
            }
            if place == .moving, number % 3 == 0 { shop.tidy() }
            let steps = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                (Shop.key("n\(Int.random(in: 0..<12, using: &random))"), action(&random))
            }
            var next = model
            let expected = steps.map { play($0.0.name.text, $0.1, &next) }
            if expected.contains(false) {
                #expect(code { () throws(StoreError) in try shop.commit(steps) } != nil)
            } else {
                try shop.commit(steps)
                if next.lines.count > model.lines.count { next.head += 1 }
                model = next
            }
            #expect(shop.store.head == model.head)
        }
        for revision in stride(from: UInt64(1), through: model.head, by: 7) {
            var query = Query(namespace: "default")
            query.revision = revision
            #expect(try shop.names(query) == model.names(at: revision))
            for name in model.names(at: revision) {
                #expect(try shop.body(name, at: revision) == model.last(name, at: revision)?.body)
            }
        }
        checkFeed(shop.store, model)
        checkReplay(of: shop)
    }

    private func define(_ shop: Shop, isOnDemand: Bool) throws {
        let store = isOnDemand ? "ondemand" : "memory"
        try shop.define(
            "routers", "{\"indexes\":{\"byValue\":[\"/v\"]},\"store\":\"\(store)\",\"cacheBytes\":40}")
    }

    /// Another store that is made from the records is the same, past included.
    private func checkReplay(of shop: Shop) {
        let store = Store(epoch: 7)
        for commit in shop.commits {
            Commit(commit.words).map(store.replay)
        }
        #expect(store.head == shop.store.head)
        let (here, there) = (told(by: shop.store), told(by: store))
        #expect(here == there)
    }

    private func told(by store: Store) -> [String] {
        var told: [String] = []
        store.feed.forEach(after: 0) { entry in
            let version = entry.resource.version(entry.number)
            told.append("\(entry.resource.key.text) \(version.map { "\($0)" } ?? "gone")")
            return true
        }
        return told
    }

    private func action(_ random: inout SeededRandom) -> Action {
        let body = bytes("{\"v\":\(Int.random(in: 0..<3, using: &random))}")
        return switch Int.random(in: 0..<4, using: &random) {
        case 0: .create(body)
        case 1: .delete()
        case 2: .update(body)
        default: .put(body)
        }
    }

    /// Carries a step out; false where it has to be refused.
    private func play(_ name: String, _ action: Action, _ model: inout Model) -> Bool {
        let live = model.last(name)?.body
        let body: String?
        switch action {
        case .create(let text, _):
            guard live == nil else { return false }
            body = String(decoding: text, as: UTF8.self)
        case .update(let text, _, _):
            guard live != nil else { return false }
            body = String(decoding: text, as: UTF8.self)
        case .put(let text, _, _):
            body = String(decoding: text, as: UTF8.self)
            if live == body { return true }
        default:
            guard live != nil else { return false }
            body = nil
        }
        let version = (model.last(name)?.version ?? 0) + 1
        model.lines.append(.init(revision: model.head + 1, name: name, version: version, body: body))
        return true
    }

    private func checkFeed(_ store: Store, _ model: Model) {
        for after in stride(from: UInt64(1), through: model.head, by: 31) {
            var told: [String] = []
            store.feed.forEach(after: after) { entry in
                guard entry.resource.key.type == "routers" else { return true }
                told.append("\(entry.revision) \(entry.resource.name.text) \(entry.number)")
                return true
            }
            let lines = model.lines.filter { $0.revision > after }
            #expect(told == lines.map { "\($0.revision) \($0.name) \($0.version)" })
        }
    }
}
