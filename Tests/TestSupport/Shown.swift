// Objects as Traefik's API shows them: defaults filled in, zeros left out, durations in Go's spelling. The recorded
// cases are compared so.

import Bytes
import JSON
import Traefik

enum Shown {
    static func routing(_ routing: Routing) -> JSONValue {
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

    static func object(_ body: JSONValue, _ fields: FieldSet) -> JSONValue {
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
            return isThere ? object(written ?? json("{}"), fields) : nil
        case .list(.object(let fields)):
            return written?.elements.map { .array($0.map { object($0, fields) }) }
        case .duration:
            guard let nanoseconds = written.flatMap(nanoseconds) else { return nil }
            return nanoseconds == 0 && !field.isOptional ? nil : JSONValue(stringLiteral: duration(nanoseconds))
        case .string: return written?.words == "" && !field.isOptional ? nil : written
        case .bool: return written?.bool == false && !field.isOptional ? nil : written
        case .integer: return written?.number?.integer == 0 && !field.isOptional ? nil : written
        case .list, .map, .any: return written
        }
    }

    private static func nanoseconds(_ value: JSONValue) -> Int? {
        value.words.flatMap(GoText.duration) ?? value.number?.integer.map { $0 * 1_000_000_000 }
    }

    /// As Go writes it.
    static func duration(_ nanoseconds: Int) -> String {
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
