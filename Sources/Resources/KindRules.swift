// What is built into the server for a type: asked for beside the definition that the type may have, where paths and
// schemas cannot say it.

package import Bytes

package protocol KindRules: AnyObject {
    /// Why a body under this address won't do; nil where it will.
    func objection(to body: [UInt8], at key: ResourceKey) -> String?

    /// What a body refers to. It must all be there, and cannot go while the body stands.
    func references(in body: [UInt8], of key: ResourceKey) -> [KindReference]

    /// Names of the same spelling cannot stand side by side in a namespace.
    func spelling(of name: ByteString) -> [UInt8]
}

package struct KindReference: Equatable, Sendable {
    /// Where it stands in the body.
    package let path: String
    package let target: ResourceKey
    /// Whether what it leads to is of a kind that may refer back, which is refused.
    package let mayLeadBack: Bool

    package init(path: String, target: ResourceKey, mayLeadBack: Bool = false) {
        self.path = path
        self.target = target
        self.mayLeadBack = mayLeadBack
    }
}

extension [KindReference] {
    /// Each target once.
    var targets: [ResourceKey] {
        reduce(into: []) { targets, reference in
            if !targets.contains(reference.target) { targets.append(reference.target) }
        }
    }
}

extension Planner {
    /// Judges what stands at a place when the plan has been carried out.
    mutating func judgeOutcomeByRules(at place: Int) throws(StoreError) {
        let state = states[place]
        guard let rules = state.catalog?.rules, let body = state.live?.body else { return }
        let references = state.references ?? rules.references(in: body, of: state.key)
        for reference in references {
            try judge(reference.target) { "\(state.key.text) at \(reference.path)" }
        }
        note(references, at: place)
        if references.contains(where: \.mayLeadBack) { suspects.append(state.key) }
    }

    /// Every spelling of a name is claimed once, by what the plan touches or by what stands in the store.
    mutating func claimSpelling(of key: ResourceKey) throws(StoreError) {
        guard let catalog = store.catalog(key.type), let rules = catalog.rules else { return }
        let claim = Claim(
            type: key.type, namespace: key.namespace, place: Claim.spelling, value: rules.spelling(of: key.name))
        let standing = catalog.shelf(key.namespace)?.namesakes(of: key.name).first { knownPlace(of: $0) == nil }
        guard let other = claims.updateValue(key, forKey: claim) ?? standing else { return }
        throw StoreError(.invalid, "\(key.text): its name counts as the same as that of \(other.text); choose another")
    }
}
