// Values that are to be unique: each is claimed by one resource alone, of those that a plan touches and of all others.

internal import Bytes
internal import JSON

extension Planner {
    /// A value of a path that is to be unique.
    struct Claim: Hashable {
        /// The place that stands for the name.
        static let spelling = -1
        let type: ByteString
        let namespace: ByteString
        let place: Int
        let value: [UInt8]
    }

    /// Every value that is to be unique is claimed once, by what the plan touches or by what stands in the store.
    mutating func claimValues(of state: State) throws(StoreError) {
        guard let catalog = state.catalog, !catalog.readsNothing, let body = state.live?.body else { return }
        try claimSpelling(of: state.key)
        for (place, path) in catalog.definition.unique.enumerated() {
            for value in IndexKeys.values(of: body, at: path) {
                let claim = Claim(
                    type: state.key.type, namespace: state.key.namespace, place: place, value: value)
                guard let other = claims.updateValue(state.key, forKey: claim) ?? holder(of: claim) else { continue }
                throw .notUnique(state.key, path.text, other)
            }
        }
    }

    /// Who has a value that the plan does not touch.
    private func holder(of claim: Claim) -> ResourceKey? {
        guard let shelf = store.catalog(claim.type)?.shelf(claim.namespace), claim.place < shelf.holders.count else {
            return nil
        }
        var found: ResourceKey?
        shelf.holders[claim.place].forEach(prefix: claim.value) { entry in
            let other = entry.resource.key
            if knownPlace(of: other) == nil { found = other }
            return found == nil
        }
        return found
    }
}
