// Traefik's kinds of object as resource types: what each asks of its bodies, and what they refer to.

package import Bytes
internal import JSON
package import Resources

package struct BuiltInTypes {
    private let validator: (_ namespace: ByteString) -> Validator

    /// `validator` tells for each namespace which version is aimed at and how it is carried.
    package init(_ validator: @escaping (_ namespace: ByteString) -> Validator = { _ in Validator() }) {
        self.validator = validator
    }

    /// Makes the types known to a store that has none of their resources yet.
    package func install(in store: Store) {
        for kind in ObjectKind.allCases { store.govern(kind.type, by: Rules(kind: kind, validator: validator)) }
        store.govern(Exposure.type, by: ExposureRules())
    }

    package func rules(of kind: ObjectKind) -> any KindRules { Rules(kind: kind, validator: validator) }

    private final class Rules: KindRules {
        let kind: ObjectKind
        let validator: (_ namespace: ByteString) -> Validator

        init(kind: ObjectKind, validator: @escaping (_ namespace: ByteString) -> Validator) {
            self.kind = kind
            self.validator = validator
        }

        func objection(to body: [UInt8], at key: ResourceKey) -> String? {
            let document = body.withView { JSONValue(JSONView($0)) }
            let objections = validator(key.namespace).objections(to: document, named: key.name, of: kind)
            return objections.isEmpty ? nil : objections.map(\.text).joined(separator: "; ")
        }

        func references(in body: [UInt8], of key: ResourceKey) -> [KindReference] {
            guard ReferenceTable.ways[kind] != nil else { return [] }
            let document = body.withView { JSONValue(JSONView($0)) }
            return ReferenceTable.references(in: document, of: kind).compactMap { reference in
                guard let name = reference.localName, !reference.isBuiltIn else { return nil }
                return KindReference(
                    path: reference.path.text,
                    target: ResourceKey(namespace: key.namespace, type: reference.kind.type, name: name),
                    mayLeadBack: ReferenceTable.mayLeadBack(from: kind, to: reference.kind))
            }
        }

        /// Certificates are a list to Traefik, so their names may be any.
        func spelling(of name: ByteString) -> [UInt8] {
            kind.isList ? name.bytes : Array(Folding.folded(name.text).utf8)
        }
    }
}

/// What keeps an exposure is made by the command alone; the objects that it stands for are held to their own rules.
private final class ExposureRules: KindRules {
    func objection(to body: [UInt8], at key: ResourceKey) -> String? {
        let isObject = body.withView { JSONValue(JSONView($0)).object != nil }
        return isObject ? nil : "an object belongs here: let TRAEFIK.EXPOSE write it"
    }

    func references(in body: [UInt8], of key: ResourceKey) -> [KindReference] { [] }

    func spelling(of name: ByteString) -> [UInt8] { Array(Folding.folded(name.text).utf8) }
}
