// What a plugin is told: anything, as far as the tree of keys can carry it. There all values are texts, and a list of
// them is one text with commas, which plugins read as what they need.

internal import JSON

extension Validator {
    func judge(any value: JSONValue, at path: JSONPointer, _ objections: inout Objections) {
        guard isForTree else { return }
        switch value {
        case .null: objections.add(path, "null has no form in the tree of keys: leave it out")
        case .bool, .number: return
        case .string(let string):
            if let objection = TreeForm.objection(toText: string.text) { objections.add(path, objection) }
        case .array(let elements): judge(elements, at: path, &objections)
        case .object(let object):
            judgePluginKeys(object, at: path, &objections)
            for member in object.members { judge(any: member.value, at: path.appending(member.name), &objections) }
        }
    }

    /// What Traefik mistakes in the settings of a plugin.
    func judge(settings value: JSONValue, at path: JSONPointer, _ objections: inout Objections) {
        guard let settings = value.object else {
            objections.add(path, value.kind.isNoObject)
            return
        }
        judge(any: value, at: path, &objections)
        guard isForTree else { return }
        for member in settings.members where member.value[member.name] != nil {
            let inner = path.appending(member.name)
            objections.add(
                inner, "Traefik mistakes a setting for the one of the same name in it: " + TreeForm.onlyHTTP)
        }
    }

    private func judge(_ elements: [JSONValue], at path: JSONPointer, _ objections: inout Objections) {
        if elements.isEmpty { objections.add(path, TreeForm.emptyList) }
        let areObjects = elements.allSatisfy { $0.kind == .object }
        guard areObjects || elements.allSatisfy({ $0.kind.isScalar }) else {
            objections.add(
                path,
                "the tree of keys carries lists of plain values or of objects, not mixed or nested: "
                    + TreeForm.onlyHTTP)
            return
        }
        for (index, element) in elements.enumerated() {
            let inner = path.appending(index)
            judge(any: element, at: inner, &objections)
            guard let text = element.string?.text, !text.isEmpty, let objection = TreeForm.objection(toElement: text)
            else { continue }
            objections.add(inner, objection)
        }
    }

    private func judgePluginKeys(_ object: JSONObject, at path: JSONPointer, _ objections: inout Objections) {
        judgeKeys(object, at: path, isStatus: false, &objections)
        // A name in brackets makes a list of what it stands in.
        for member in object.members where member.name.text.hasPrefix("[") && member.name.text.hasSuffix("]") {
            objections.add(
                path.appending(member.name),
                "a name in brackets is taken for a place in a list: write another name, or " + TreeForm.onlyHTTP)
        }
    }
}
