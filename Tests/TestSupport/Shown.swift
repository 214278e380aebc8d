// Objects as Traefik's API shows them: defaults filled in, zeros left out, durations in Go's spelling. The recorded
// cases are compared so.

internal import Bytes
package import JSON
package import Traefik

package enum Shown {
    package static func routing(_ routing: Routing) -> JSONValue {
        var sections: [String: [String: [(String, JSONValue)]]] = [:]
        routing.forEach { kind, name, body in
            let shown = object(body, Facts.current.fields(of: kind))
            sections[kind.section, default: [:]][kind.part, default: []].append((name.text, shown))
        }
        return object(
            sections.map { section, parts in
                (
                    section,
                    object(
                        parts.map { part, objects in
                            (
                                part,
                                part == "certificates"
                                    ? .array(objects.map(\.1)) : object(objects)
                            )
                        })
                )
            })
    }

    private static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members.map { JSONMember(JSONString($0.0), $0.1) }))
    }

    package static func object(_ body: JSONValue, _ fields: FieldSet) -> JSONValue {
        var members: [(String, JSONValue)] = []
        for field in fields.all where !field.flags.contains(.hidden) && !field.flags.contains(.notInAPI) {
            guard let value = value(body[JSONString(field.name)] ?? field.standard, field) else { continue }
            members.append((field.name, value))
        }
        return object(members)
    }

    private static func value(_ written: JSONValue?, _ field: Field) -> JSONValue? {
        switch field.type {
        case .object(let fields):
            // What is no pointer in Go is always there.
            let isThere = written != nil || field.flags.contains(.present) || !field.isOptional
            return isThere ? object(written ?? .object(JSONObject()), fields) : nil
        case .list(.object(let fields)):
            return written?.elements.map { .array($0.map { object($0, fields) }) }
        case .duration:
            guard let nanoseconds = written.flatMap(nanoseconds) else { return nil }
            return nanoseconds == 0 && !field.isOptional ? nil : JSONValue(stringLiteral: duration(nanoseconds))
        case .string: return written?.string?.text == "" && !field.isOptional ? nil : written
        case .bool: return written?.bool == false && !field.isOptional ? nil : written
        case .integer: return written?.number?.integer == 0 && !field.isOptional ? nil : written
        case .list, .map, .any: return written
        }
    }

    private static func nanoseconds(_ value: JSONValue) -> Int? {
        (value.string?.text).flatMap(GoText.duration) ?? value.number?.integer.map { $0 * 1_000_000_000 }
    }

    /// As Go writes it.
    package static func duration(_ nanoseconds: Int) -> String {
        let (sign, length) = (nanoseconds < 0 ? "-" : "", nanoseconds.magnitude)
        if length == 0 { return "0s" }
        for (unit, size) in [("ns", UInt(1)), ("µs", 1000), ("ms", 1_000_000)] where length < size * 1000 {
            return sign + decimal(length, size) + unit
        }
        let second: UInt = 1_000_000_000
        let (hours, minutes) = (length / (3600 * second), length / (60 * second) % 60)
        var text = sign
        if hours > 0 { text += "\(hours)h" }
        if hours > 0 || minutes > 0 { text += "\(minutes)m" }
        return text + decimal(length % (60 * second), second) + "s"
    }

    private static func decimal(_ length: UInt, _ unit: UInt) -> String {
        guard length % unit > 0 else { return String(length / unit) }
        let digits = String(unit + length % unit).dropFirst()
        return "\(length / unit)." + String(digits.reversed().drop { $0 == "0" }.reversed())
    }
}

// MARK: - What a tree of keys carries

extension Shown {
    /// A body as Traefik shows it after it went through the tree: ranges for statuses, texts for a plugin.
    package static func carried(_ body: JSONValue, _ kind: ObjectKind) -> JSONValue {
        object(plain(body), Facts.current.fields(of: kind))
    }

    private static func plain(_ body: JSONValue) -> JSONValue {
        guard case .object(var object) = body else { return body }
        if case .object(var errors) = object["errors"], let rewrites = errors["statusRewrites"]?.object {
            errors["statusRewrites"] = .object(
                JSONObject(
                    rewrites.members.map { member in
                        let key = member.name.text
                        return JSONMember(JSONString(key.allSatisfy(\.isNumber) ? "\(key)-\(key)" : key), member.value)
                    }))
            object["errors"] = .object(errors)
        }
        object["plugin"] = object["plugin"].map(asTexts)
        return .object(object)
    }

    private static func asTexts(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            return .object(JSONObject(object.members.map { JSONMember($0.name, asTexts($0.value)) }))
        case .array(let elements) where elements.allSatisfy({ $0.object != nil }):
            return .array(elements.map(asTexts))
        case .array(let elements):
            return JSONValue(stringLiteral: elements.map { $0.string?.text ?? $0.text }.joined(separator: ","))
        default: return JSONValue(stringLiteral: value.string?.text ?? value.text)
        }
    }
}
