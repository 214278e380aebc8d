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

extension Planner {
    func judge(_ body: [UInt8], _ key: ResourceKey, by rules: any KindRules) throws(StoreError) {
        guard let objection = rules.objection(to: body, at: key) else { return }
        throw StoreError(.invalid, "\(key.text): \(objection)")
    }

    /// Judges what stands under a key when the plan has been carried out.
    mutating func judgeOutcomeByRules(_ body: [UInt8], of key: ResourceKey) throws(StoreError) {
        guard let rules = store.catalog(key.type)?.rules else { return }
        let references = rules.references(in: body, of: key)
        for reference in references {
            try judge(reference.target) { "\(key.text) at \(reference.path)" }
        }
        if references.contains(where: \.mayLeadBack) { suspects.append(key) }
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
