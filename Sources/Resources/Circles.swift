// References of kinds that are built in may not lead back to where they began: whoever follows them would never come to
// an end. It is judged on the outcome of a plan, and only what the plan changes is followed.

internal import Bytes

extension Planner {
    /// Refuses a plan after which something that it changes refers to itself in a circle.
    func refuseCircles(_ steps: [Step]) throws(StoreError) {
        var search = CircleSearch<ResourceKey>()
        for suspect in suspects {
            guard let circle = search.circle(from: suspect, following: { followed(from: $0) }) else { continue }
            let step = knownPlace(of: suspect).map { states[$0].step } ?? 0
            let refusal = refusal(of: circle, by: suspect)
            try Self.naming(step, of: steps) { () throws(StoreError) in throw refusal }
        }
    }

    private func followed(from key: ResourceKey) -> [ResourceKey] {
        references(of: key).filter(\.mayLeadBack).map(\.target)
    }

    private func references(of key: ResourceKey) -> [KindReference] {
        if let place = knownPlace(of: key), let known = states[place].references { return known }
        guard let body = live(key)?.body else { return [] }
        return store.catalog(key.type)?.rules?.references(in: body, of: key) ?? []
    }

    private func refusal(of circle: [ResourceKey], by suspect: ResourceKey) -> StoreError {
        let start = circle.firstIndex(of: suspect) ?? 0
        let circle = Array(circle[start...] + circle[..<start])
        let next = circle[1 % circle.count]
        let path = references(of: circle[0]).first { $0.target == next }?.path ?? ""
        return .circle(circle.filter { mayName($0) }, at: path)
    }
}

extension StoreError {
    fileprivate static func circle(_ keys: [ResourceKey], at path: String) -> StoreError {
        let names = keys.map(\.text)
        return StoreError(
            .badReference, "\(names.first ?? "") at \(path): it refers to itself in a circle, \(names.wayRound)")
    }
}
