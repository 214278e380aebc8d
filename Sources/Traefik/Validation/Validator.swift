// Holds an object to what Traefik takes: its fields and their types, its rule, the version that is aimed at, and what
// the tree of keys can carry.

package import Bytes
package import JSON

package struct Validator: Sendable {
    package let target: TraefikVersion
    /// Whether objects are to be carried by the tree of keys; HTTP carries everything.
    package let isForTree: Bool

    package init(target: TraefikVersion = .newest, isForTree: Bool = true) {
        self.target = target
        self.isForTree = isForTree
    }

    /// Everything that is wrong with an object.
    package func objections(to body: JSONValue, named name: ByteString, of kind: ObjectKind) -> [Objection] {
        var objections = Objections()
        if !kind.isList { judgeName(name.text, kind, &objections) }
        let fields = Facts.current.fields(of: kind)
        judge(object: body, fields, at: .root, &objections)
        guard let object = body.object else { return objections.all }
        if kind.isList, isForTree, object.isEmpty { objections.add(.root, TreeForm.emptyObject) }
        judgeAlternatives(object, fields, kind, &objections)
        if kind == .httpRouters || kind == .tcpRouters { judgeRule(body, kind, &objections) }
        return objections.all
    }

    private func judgeName(_ name: String, _ kind: ObjectKind, _ objections: inout Objections) {
        if let objection = TreeForm.objection(toName: name), isForTree || name.contains("@") {
            objections.add(.root, "the name '\(name)': \(objection)")
        }
        if kind == .httpMiddlewares, Folding.folded(name) == InertMiddleware.name {
            objections.add(
                .root, "the middleware '\(InertMiddleware.name)' is the one that tells the revision: write another name"
            )
        }
    }

    private func judgeAlternatives(
        _ object: JSONObject, _ fields: FieldSet, _ kind: ObjectKind, _ objections: inout Objections
    ) {
        let present = fields.alternatives.filter { object[JSONString($0.name)] != nil }.map(\.name)
        guard present.count > 1 else { return }
        let what = kind.isService ? "service" : "middleware"
        let kinds = present.joined(separator: " and ")
        objections.add(.root, "a \(what) is of one kind, and here are \(kinds): make a \(what) of each")
    }

    private func judgeRule(_ body: JSONValue, _ kind: ObjectKind, _ objections: inout Objections) {
        guard let text = body.text("rule") else { return }
        let syntax: RuleGrammar.Syntax = body.text("ruleSyntax") == "v2" ? .old : .current
        do throws(RuleError) {
            _ = try Rule(text, RuleGrammar(http: kind == .httpRouters, syntax, target: target))
        } catch {
            objections.add(JSONPointer.root.appending("rule"), error.text)
        }
    }

    // MARK: Objects

    private func judge(
        object value: JSONValue, _ fields: FieldSet, at path: JSONPointer, _ objections: inout Objections
    ) {
        guard let object = value.object else {
            objections.add(path, value.kind.isNoObject)
            return
        }
        for member in object.members {
            let name = member.name.text
            let inner = path.appending(member.name)
            guard let field = fields[name], field.isForPeople else {
                objections.add(inner, unknown(name, fields))
                continue
            }
            guard field.isKnown(to: target) else {
                objections.add(
                    inner,
                    "came with Traefik \(field.since?.description ?? ""), and the target is \(target): leave it out, "
                        + "or set traefik-version to what is used")
                continue
            }
            judge(member.value, as: field, at: inner, &objections)
        }
    }

    private func unknown(_ name: String, _ fields: FieldSet) -> String {
        guard let field = fields[ignoringCase: name], !field.isForPeople else {
            return "no such field: " + fields.advice(on: name, target: target)
        }
        return "this field is Traefik's own: leave it out"
    }

    private func judge(
        _ value: JSONValue, as field: Field, at path: JSONPointer, _ objections: inout Objections
    ) {
        switch field.type {
        case .object(let fields):
            judge(object: value, fields, at: path, &objections)
            if isForTree, value.object?.isEmpty == true, TreeForm.empty(field, fields) == nil {
                objections.add(path, TreeForm.emptyObject)
            }
        case .list(let element): judge(list: value, of: element, at: path, &objections)
        case .map(let element):
            judge(map: value, of: element, at: path, isStatus: TreeForm.isStatusMap(field), &objections)
        case .any: judge(any: value, at: path, &objections)
        case .string, .bool, .integer, .duration:
            judge(scalar: value, field.type, at: path, &objections)
            guard isForTree, let text = value.string?.text, let objection = TreeForm.objection(toText: text) else {
                return
            }
            objections.add(path, objection)
        }
    }

    // MARK: Scalars

    private func judge(
        scalar value: JSONValue, _ type: FieldType, at path: JSONPointer, _ objections: inout Objections
    ) {
        let fits =
            switch type {
            case .string: value.kind == .string
            case .bool: value.kind == .bool
            case .integer(let range): value.number?.integer.map(range.contains) ?? false
            case .duration: Self.isDuration(value)
            case .list, .map, .object, .any: true
            }
        if !fits { objections.add(path, Self.misfit(value, type)) }
    }

    private static func misfit(_ value: JSONValue, _ type: FieldType) -> String {
        let misfit = "\(type.name) belongs here, not \(value.kind.article)"
        switch (type, value) {
        case (.integer(let range), .number(let number)) where number.isInteger:
            return "the number must be from \(range.lowerBound) to \(range.upperBound)"
        case (.string, .bool), (.string, .number): return misfit + ": put it in quotes"
        case (.bool, .string(let string)) where GoText.bool(string.text) != nil,
            (.integer, .string(let string)) where GoText.integer(string.text) != nil:
            return misfit + ": leave out its quotes"
        default: return misfit
        }
    }

    private static func isDuration(_ value: JSONValue) -> Bool {
        guard let text = value.kind == .string || value.number?.isInteger == true ? ScalarText.text(value) : nil else {
            return false
        }
        return GoText.duration(text) != nil
    }

    // MARK: Lists and maps

    private func judge(
        list value: JSONValue, of type: FieldType, at path: JSONPointer, _ objections: inout Objections
    ) {
        guard let elements = value.elements else {
            objections.add(path, value.kind.isNoList)
            return
        }
        if isForTree, elements.isEmpty { objections.add(path, TreeForm.emptyList) }
        for (index, element) in elements.enumerated() {
            let inner = path.appending(index)
            if case .object(let fields) = type {
                judge(object: element, fields, at: inner, &objections)
                if isForTree, element.object?.isEmpty == true { objections.add(inner, TreeForm.emptyObject) }
                continue
            }
            judge(scalar: element, type, at: inner, &objections)
            guard isForTree, let text = element.string?.text, let objection = TreeForm.objection(toElement: text) else {
                continue
            }
            objections.add(inner, objection)
        }
    }

    private func judge(
        map value: JSONValue, of type: FieldType, at path: JSONPointer, isStatus: Bool, _ objections: inout Objections
    ) {
        guard let object = value.object else {
            objections.add(path, value.kind.isNoObject)
            return
        }
        if isForTree { judgeKeys(object, at: path, isStatus: isStatus, &objections) }
        for member in object.members {
            let inner = path.appending(member.name)
            if case .map(.any) = type {
                judge(settings: member.value, at: inner, &objections)
            } else if case .any = type {
                judge(any: member.value, at: inner, &objections)
            } else {
                judge(scalar: member.value, type, at: inner, &objections)
                guard isForTree, let text = member.value.string?.text,
                    let objection = TreeForm.objection(toText: text)
                else { continue }
                objections.add(inner, objection)
            }
        }
    }

    func judgeKeys(
        _ object: JSONObject, at path: JSONPointer, isStatus: Bool, _ objections: inout Objections
    ) {
        if object.isEmpty { objections.add(path, TreeForm.emptyObject) }
        var spellings: [String: String] = [:]
        for member in object.members {
            let key = member.name.text
            if let objection = TreeForm.objection(toKey: key, isStatus: isStatus) {
                objections.add(path.appending(member.name), objection)
            }
            let spelling = Folding.folded(isStatus ? TreeForm.statusKey(key) : key)
            if let other = spellings.updateValue(key, forKey: spelling) {
                objections.add(
                    path.appending(member.name),
                    "the tree of keys takes '\(key)' and '\(other)' for the same: leave one out, or "
                        + TreeForm.onlyHTTP)
            }
        }
    }
}
