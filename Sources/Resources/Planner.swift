// Thinks steps through against what is there and what earlier steps of the same plan have come to, without changing
// anything. References and what must be unique are judged on the outcome, so that the order of steps does not matter.

internal import Bytes
internal import JSON

/// Copied nowhere: all that it has thought out so far would be counted anew.
struct Planner: ~Copyable {
    let store: Store
    private let now: Int64
    private let actor: any Actor
    /// The resources that the plan touches, as it has left them so far.
    private(set) var states: [State] = []
    /// Where they stand, once they are many.
    private var places: [ResourceKey: Int] = [:]
    private static let few = 8
    private var changes: [Change] = []
    var claims: [Claim: ResourceKey] = [:]
    /// What is changed and refers to something that might refer to it.
    var suspects: [ResourceKey] = []

    struct State {
        let key: ResourceKey
        /// nil where there never was anything of its type.
        let catalog: Catalog?
        /// What stands in the store now.
        let resource: Resource?
        let before: Version?
        var current: Version?
        /// The step that changed it last, and the place of its change.
        var step = 0
        var change = 0
        /// What its body refers to by the rules of its kind, where that is known.
        var references: [KindReference]?

        var live: Version? { current?.exists == true ? current : nil }
        var isChanged: Bool { before?.number != current?.number }

        /// Whether nothing of it is left to be judged when all steps have been taken: it stays, without an end, and
        /// nothing in its body is looked for.
        var isPlain: Bool {
            guard key.isInKeyspace, catalog?.readsNothing ?? true else { return false }
            guard let current else { return true }
            return current.exists && current.end == nil || !isChanged
        }
    }

    init(_ store: Store, _ now: Int64, _ actor: any Actor) {
        self.store = store
        self.now = now
        self.actor = actor
    }

    mutating func plan(_ steps: [Step]) throws(StoreError) -> Plan {
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(steps.count)
        if steps.count > Self.few {
            states.reserveCapacity(steps.count)
            changes.reserveCapacity(steps.count)
            places.reserveCapacity(steps.count)
        }
        for index in steps.indices {
            outcomes.append(
                try Self.naming(index, of: steps) { () throws(StoreError) in try take(steps.span[index], index) })
        }
        for place in states.indices where !states[place].isPlain {
            try Self.naming(states[place].step, of: steps) { () throws(StoreError) in
                if states[place].isChanged { try judgeOutcome(at: place) }
                try claimValues(of: states[place])
            }
        }
        try refuseCircles(steps)
        if store.hasQuotas { try judgeQuotas(steps) }
        return Plan(changes: changes, outcomes: outcomes)
    }

    /// Where there are several steps, an error names the one that it belongs to.
    @inline(__always)
    static func naming<Result>(
        _ index: Int, of steps: [Step], _ body: () throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        do throws(StoreError) { return try body() } catch {
            var error = error
            if steps.count > 1 { error.operation = index }
            throw error
        }
    }

    // MARK: Steps

    private mutating func take(_ step: Step, _ index: Int) throws(StoreError) -> Outcome {
        let place = try place(of: step.key)
        let live = states[place].live
        switch step.action {
        case .create(let text, let lifetime):
            if let live { throw .exists(step.key, at: live.number) }
            return try write(text, lifetime, at: place, index, step.examination, isClean: step.hasCleanBody)
        case .update(let text, let version, let lifetime):
            _ = try demand(live, version, step.key)
            return try write(text, lifetime, at: place, index, step.examination, isClean: step.hasCleanBody)
        case .put(let text, let condition, let lifetime):
            try check(condition, live, step.key)
            return try write(
                text, lifetime, at: place, index, step.examination, isClean: step.hasCleanBody, unlessSame: true)
        case .patch(let patch, let version):
            let body = try demand(live, version, step.key).body ?? []
            return try write(try patched(body, patch), .kept, at: place, index, unlessSame: true)
        case .delete(let version):
            _ = try demand(live, version, step.key)
            return change(place, .deleted, nil, nil, index)
        case .expire:
            guard live != nil else { return standing(place) }
            return change(place, .expired, nil, nil, index)
        case .setEnd(let end):
            let live = try demand(live, nil, step.key)
            guard live.end != end else { return standing(place) }
            return change(place, .updated, live.body, end, index)
        case .rollback(let number, let version):
            if let version { _ = try demand(live, version, step.key) }
            return try write(try oldBody(step.key, number), .usual, at: place, index)
        case .check(let version):
            if version == 0, live == nil { return standing(place) }
            _ = try demand(live, version, step.key)
            return standing(place)
        }
    }

    private func demand(
        _ live: Version?, _ version: UInt64?, _ key: ResourceKey
    ) throws(StoreError) -> Version {
        guard let live else { throw .notFound(key) }
        if let version, version != live.number { throw .conflict(key, current: live.number, wanted: version) }
        return live
    }

    private func check(_ condition: Condition, _ live: Version?, _ key: ResourceKey) throws(StoreError) {
        switch condition {
        case .always: return
        case .ifAbsent:
            if let live { throw .exists(key, at: live.number) }
        case .ifVersion(let version):
            guard live?.number == version else { throw .conflict(key, current: live?.number, wanted: version) }
        }
    }

    private func oldBody(_ key: ResourceKey, _ number: UInt64) throws(StoreError) -> [UInt8] {
        guard let resource = store.resource(key) else { throw .notFound(key) }
        guard let version = resource.version(number) else {
            guard number >= 1, number < resource.versions[0].number else {
                throw StoreError(.notFound, "\(key.text) has no version \(number); RES.HISTORY lists those it has")
            }
            throw .compacted(oldest: resource.versions[0].revision)
        }
        guard let body = version.body else {
            throw StoreError(
                .notFound, "version \(number) of \(key.text) is its deletion; RES.HISTORY lists those with a body")
        }
        return body
    }

    private func patched(_ body: [UInt8], _ patch: Patch) throws(StoreError) -> [UInt8] {
        let document = try JSONValue(asking: body)
        switch patch {
        case .merge(let text): return document.merged(with: try JSONValue(asking: text)).bytes
        case .operations(let text):
            let value = try JSONValue(asking: text)
            do throws(JSONPatchError) { return try document.patched(with: try JSONPatch(value)).bytes } catch {
                throw StoreError(.invalid, "the patch: \(error.text)")
            }
        }
    }

    // MARK: Changes

    private mutating func write(
        _ text: [UInt8], _ lifetime: Lifetime, at place: Int, _ index: Int, _ examination: Examination? = nil,
        isClean: Bool = false, unlessSame: Bool = false
    ) throws(StoreError) -> Outcome {
        let (catalog, live) = (states[place].catalog, states[place].live)
        let known = examination.flatMap { $0.holds(in: store) ? $0 : nil }
        let body: [UInt8]
        if let known {
            body = known.body
        } else {
            do throws(StoreError) { body = try store.read(text, isClean: isClean, of: catalog) } catch {
                throw StoreError(error.code, "\(states[place].key.text): \(error.text)")
            }
        }
        let end = try end(lifetime, live, catalog?.terms.lifetime)
        if unlessSame, let live, live.says(body), live.end == end { return standing(place) }
        if known == nil, catalog?.judgesBodies ?? true { try judge(body, states[place].key, catalog) }
        let outcome = change(place, live == nil ? .created : .updated, body, end, index)
        if let known { states[place].references = known.references }
        return outcome
    }

    private func judge(_ body: [UInt8], _ key: ResourceKey, _ catalog: Catalog?) throws(StoreError) {
        guard key.isInKeyspace else { return try judgeOwn(body, key) }
        try catalog?.judge(body, key)
    }

    private func end(
        _ lifetime: Lifetime, _ live: Version?, _ usual: Int64?
    ) throws(StoreError) -> Int64? {
        let length: Int64?
        switch lifetime {
        case .kept where live != nil: return live?.end
        case .usual, .kept: length = usual
        case .milliseconds(let wanted): length = wanted
        case .until(let end): return end
        }
        guard let length else { return nil }
        let (end, overflows) = now.addingReportingOverflow(length)
        guard length > 0, !overflows else {
            throw StoreError(
                .invalid, "a time to live of \(length) ms: give a number above zero that ends before time does")
        }
        return end
    }

    private mutating func change(
        _ place: Int, _ event: Event, _ body: [UInt8]?, _ end: Int64?, _ index: Int
    ) -> Outcome {
        let number = (states[place].current?.number ?? states[place].catalog?.highestForgotten ?? 0) + 1
        let revision = store.next
        let version = Version(
            number: number, revision: revision, time: now, author: actor.author, event: event, body: body, end: end)
        states[place].current = version
        states[place].step = index
        states[place].change = changes.count
        states[place].references = nil
        changes.append(Change(states[place].key, version, of: states[place].resource))
        return Outcome(version: number, revision: revision, isChange: true)
    }

    private func standing(_ place: Int) -> Outcome {
        let current = states[place].current
        return Outcome(version: current?.number ?? 0, revision: current?.revision ?? 0, isChange: false)
    }

    private mutating func place(of key: ResourceKey) throws(StoreError) -> Int {
        if let place = claimPlace(for: key) { return place }
        let shelf = store.shelf(of: key)
        let resource = shelf?.resource(key.name)
        let version = resource?.current
        // What is there has been looked at before.
        if version == nil { try key.checkWithin() }
        let catalog = shelf?.catalog ?? store.catalog(key.type)
        states.append(State(key: key, catalog: catalog, resource: resource, before: version, current: version))
        if states.count == Self.few + 1 { notePlaces() }
        return states.count - 1
    }

    /// Where a key stands that was touched before; else it is noted as the one that comes next.
    private mutating func claimPlace(for key: ResourceKey) -> Int? {
        guard states.count > Self.few else { return knownPlace(of: key) }
        guard let place = places.updateValue(states.count, forKey: key) else { return nil }
        places[key] = place
        return place
    }

    /// Few are looked for one after another, many by their hash.
    func knownPlace(of key: ResourceKey) -> Int? {
        states.count > Self.few ? places[key] : states.firstIndex { $0.key == key }
    }

    mutating func note(_ references: [KindReference], at place: Int) {
        states[place].references = references
        guard states[place].catalog?.definition.references.isEmpty ?? false else { return }
        changes[states[place].change].targets = references.targets
    }

    private mutating func notePlaces() {
        for place in states.indices { places[states[place].key] = place }
    }

    /// What will stand under a key when the plan has been carried out.
    func live(_ key: ResourceKey) -> Version? {
        if let place = knownPlace(of: key) { return states[place].live }
        guard let current = store.resource(key)?.current, current.exists else { return nil }
        return current
    }
}

// MARK: - The outcome

extension Planner {
    private mutating func judgeOutcome(at place: Int) throws(StoreError) {
        let state = states[place]
        guard state.key.isInKeyspace else { return try judgeEndOfType(state) }
        guard let version = state.live else { return try refuseIfReferred(state.key, "it can't go") }
        if let catalog = state.catalog, !catalog.readsNothing {
            try IndexKeys.judgeCount(of: version.body ?? [], state.key, catalog.definition)
            try judgeReferences(of: state.key, version, catalog.definition)
            try judgeOutcomeByRules(at: place)
        }
        if version.end != nil { try refuseIfReferred(state.key, "it can't have a time to live") }
    }

    private func judgeEndOfType(_ state: State) throws(StoreError) {
        let count = store.catalog(state.key.name)?.liveCount ?? 0
        guard state.key.type == Store.typeCatalog, state.live == nil, count > 0 else { return }
        throw StoreError(
            .inUse, "\(state.key.text) has resources, \(count) in number: delete them before its definition")
    }

    private func refuseIfReferred(_ key: ResourceKey, _ consequence: String) throws(StoreError) {
        let referrers = store.referrers(of: key).filter { isReferring($0, to: key) }
        guard let first = referrers.first else { return }
        let named =
            referrers.first(where: actor.mayRead).map { "\($0.text) refers to it" } ?? "referenced from elsewhere"
        let isMore = actor.mayRead(first) && referrers.count > 1
        throw StoreError(
            .inUse,
            "\(key.text): \(named)\(isMore ? ", and others do" : ""), so \(consequence); change or delete that first")
    }

    /// Whether a resource still refers to another when the plan has been carried out.
    private func isReferring(_ source: ResourceKey, to target: ResourceKey) -> Bool {
        guard knownPlace(of: source) != nil else { return true }
        guard let body = live(source)?.body, let catalog = store.catalog(source.type) else { return false }
        return References.targets(in: body, of: source, catalog).contains(target)
    }

    func judgeReferences(
        of key: ResourceKey, _ version: Version, _ definition: Definition
    ) throws(StoreError) {
        for reference in definition.references {
            let body = version.body ?? []
            for (index, name) in References.names(in: body, at: reference.path).enumerated() {
                let place = { "\(key.text) at \(References.place(index, in: body, at: reference.path))" }
                guard let name else {
                    throw StoreError(
                        .badReference, "\(place()): the name of a resource of \(reference.type.text) is a string")
                }
                guard let target = References.target(name, of: key, reference) else {
                    let text = String(decoding: name, as: UTF8.self)
                    throw StoreError(.badReference, "\(place()): '\(text)' is no name of a resource")
                }
                try judge(target, place)
            }
        }
    }

    func judge(_ target: ResourceKey, _ place: () -> String) throws(StoreError) {
        // Who may not read it must not learn whether it is there.
        guard actor.mayRead(target) else {
            throw StoreError(
                .forbidden,
                "\(place()): you may not read \(target.text), so you can't refer to it; who may is for ACL SETUSER "
                    + "to say")
        }
        guard let version = live(target) else {
            throw StoreError(
                .badReference, "\(place()): \(target.text) does not exist; make it first, or both in one RES.TXN")
        }
        if version.end != nil {
            throw StoreError(
                .badReference,
                "\(place()): \(target.text) has a time to live, so nothing may refer to it; PERSIST takes it away")
        }
    }

    func mayName(_ key: ResourceKey) -> Bool { actor.mayRead(key) }
}
