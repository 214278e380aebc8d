// A second reader of the tree of keys, written from the rules by which Traefik reads it and from nothing else, so that
// what is exported is not judged by the room that exported it. It expects a tree that is good.

internal import Bytes
package import JSON
package import Traefik

package struct PlainReader {
    private struct Entry {
        var path: ArraySlice<String>
        let value: String
    }

    package struct Object {
        package let kind: ObjectKind
        package let name: String
        package let body: JSONValue

        package init(kind: ObjectKind, name: String, body: JSONValue) {
            (self.kind, self.name, self.body) = (kind, name, body)
        }
    }

    package static func objects(_ pairs: [TreePair]) -> [Object] {
        let entries = pairs.filter { !$0.value.isEmpty && !$0.key.starts(with: "traefik/_".utf8) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { Entry(path: steps($0)[...], value: String(decoding: $0.value, as: UTF8.self)) }
        var objects: [Object] = []
        for (section, parts) in groups(entries.map(below)) {
            for (part, names) in groups(parts) {
                let kind = ObjectKind(rawValue: "\(section).\(part)")!
                for (name, rest) in groups(names) {
                    objects.append(Object(kind: kind, name: name, body: object(rest, Facts.current.fields(of: kind))))
                }
            }
        }
        return objects
    }

    private static func steps(_ pair: TreePair) -> [String] {
        String(decoding: pair.key, as: UTF8.self).split(separator: "/").map(String.init)
    }

    private static func below(_ entry: Entry) -> Entry { Entry(path: entry.path.dropFirst(), value: entry.value) }

    /// What stands below each first step, ignoring case, in the order in which the steps come.
    private static func groups(_ entries: [Entry]) -> [(String, [Entry])] {
        var groups: [(String, [Entry])] = []
        for entry in entries {
            guard let step = entry.path.first else { continue }
            if let place = groups.firstIndex(where: { $0.0.lowercased() == step.lowercased() }) {
                groups[place].1.append(below(entry))
            } else {
                groups.append((step, [below(entry)]))
            }
        }
        return groups
    }

    private static func object(_ entries: [Entry], _ fields: FieldSet) -> JSONValue {
        var object = JSONObject()
        for (step, rest) in groups(entries) {
            let field = fields.all.first { $0.name.lowercased() == step.lowercased() }!
            object[JSONString(field.name)] = value(rest, field.type)
        }
        return .object(object)
    }

    private static func value(_ entries: [Entry], _ type: FieldType) -> JSONValue {
        let text = entries[0].value
        switch type {
        case .object(let fields): return object(entries, fields)
        case .list(.object(let fields)): return .array(groups(entries).map { object($0.1, fields) })
        case .list: return .array(joined(entries).split(separator: ",").map { JSONValue(stringLiteral: trimmed($0)) })
        case .map(.map): return members(entries) { plugin($0) }
        case .map(let element): return members(entries) { value($0, element) }
        case .bool: return .bool(["true": true, "false": false][text]!)
        case .integer: return .number(JSONNumber(Int(text)!))
        case .string, .duration, .any: return JSONValue(stringLiteral: text)
        }
    }

    private static func members(_ entries: [Entry], _ value: ([Entry]) -> JSONValue) -> JSONValue {
        .object(JSONObject(groups(entries).map { JSONMember(JSONString($0.0), value($0.1)) }))
    }

    /// Values of places are sorted as text and joined.
    private static func joined(_ entries: [Entry]) -> String {
        entries.sorted { $0.path.first ?? "" < $1.path.first ?? "" }.map(\.value).joined(separator: ",")
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    private static func plugin(_ entries: [Entry]) -> JSONValue {
        let first = entries[0].path
        if first.isEmpty { return JSONValue(stringLiteral: entries[0].value) }
        guard first[first.startIndex].allSatisfy(\.isNumber) else { return members(entries) { plugin($0) } }
        if first.count == 1 { return JSONValue(stringLiteral: joined(entries)) }
        return .array(groups(entries).map { plugin($0.1) })
    }
}
