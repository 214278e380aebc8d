// Traefik's file provider takes the names of fields in any capitals; here they are written as they are documented.

package import JSON

package enum FieldSpelling {
    /// The object with known fields in their right spelling. What is not known stays for others to refuse, and so does
    /// a field that is written twice.
    package static func corrected(_ body: JSONValue, _ kind: ObjectKind) -> JSONValue {
        corrected(body, Facts.current.fields(of: kind))
    }

    private static func corrected(_ value: JSONValue, _ fields: FieldSet) -> JSONValue {
        guard let object = value.object else { return value }
        var result = JSONObject()
        for member in object.members {
            guard let field = fields[ignoringCase: member.name.text] else {
                result[member.name] = member.value
                continue
            }
            let right = JSONString(field.name)
            let isTwice = right != member.name && object[right] != nil || result[right] != nil
            result[isTwice ? member.name : right] = corrected(member.value, field.type)
        }
        return .object(result)
    }

    private static func corrected(_ value: JSONValue, _ type: FieldType) -> JSONValue {
        switch type {
        case .object(let fields): corrected(value, fields)
        case .list(.object(let fields)):
            value.elements.map { .array($0.map { corrected($0, fields) }) } ?? value
        case .string, .bool, .integer, .duration, .list, .map, .any: value
        }
    }
}
