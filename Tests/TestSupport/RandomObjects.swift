// Random objects of every kind, made from the facts, with what a tree of keys may find hard to carry.

package import Bytes
internal import JSON
package import Traefik

package struct RandomObjects {
    private var random: SeededRandom

    package init(random: SeededRandom) {
        self.random = random
    }

    private static let texts = [
        "a", "true", "false", "0", "42", "a,b", " padded ", "{}", "é日本", "http://10.0.0.1:80/x?y=z", "-----BEGIN\nx\n",
        "\"quoted\"", "a/b/0", "`", ",", "[0]", "10s",
    ]
    private static let elements = ["a", "0", "b c", "a@file", "é", "10.0.0.0/8", "x;y", "true", "a/0"]
    private static let keys = ["X-A", "x-b", "Vary", "500-503", "a b", "-1", "1a", "é", "true", "x.y"]
    private static let durations: [JSONValue] = ["10s", "1m30s", "0", "-1", "250us", "5", "1h", 7, 0]
    private static let rules = ["Host(`a`)", "Path(`/x`) && Method(`GET`)", "!(Host(`a`) || Query(`b`))"]

    private mutating func pick<Element>(_ choices: [Element]) -> Element { choices.randomElement(using: &random)! }
    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

    package mutating func routing() -> Routing {
        var routing = Routing()
        for kind in ObjectKind.allCases {
            for number in 0..<Int.random(in: 0...(kind.isList ? 12 : 3), using: &random) {
                let name = pick(["n\(number)", "\(number)x", "My.Name-\(number)", "é\(number)"])
                routing[kind, ByteString(name)] = object(of: kind)
            }
        }
        return routing
    }

    /// A random routing that the store takes: what it refers to stands outside.
    package static func acceptable(seed: UInt64) -> Routing {
        var objects = RandomObjects(random: SeededRandom(seed: seed))
        var routing = Routing()
        objects.routing().forEach { kind, name, body in
            let body = ReferenceTable.rewriting(body, of: kind) { _ in "x@file" }
            if Validator().objections(to: body, named: name, of: kind).isEmpty { routing[kind, name] = body }
        }
        return routing
    }

    private mutating func object(of kind: ObjectKind) -> JSONValue {
        let fields = Facts.current.fields(of: kind)
        let one = fields.alternatives.randomElement(using: &random)?.name
        var object = members(of: fields) { !$0.flags.contains(.oneOf) || $0.name == one }
        if kind == .httpRouters, object["rule"] != nil { object["rule"] = .string(JSONString(pick(Self.rules))) }
        if kind == .tcpRouters, object["rule"] != nil { object["rule"] = "HostSNI(`a`) || ALPN(`h2`)" }
        if kind.isList, object.isEmpty { object["certFile"] = "c" }
        return .object(object)
    }

    private mutating func members(of fields: FieldSet, _ isWanted: (Field) -> Bool = { _ in true }) -> JSONObject {
        var object = JSONObject()
        for field in fields.all where field.isForPeople && field.isKnown(to: .newest) && isWanted(field) {
            guard field.flags.contains(.oneOf) || chance(2), let value = value(of: field) else { continue }
            object[JSONString(field.name)] = value
        }
        return object
    }

    private mutating func value(of field: Field) -> JSONValue? {
        switch field.type {
        case .object(let fields):
            let object = JSONValue.object(members(of: fields))
            return isCarried(field, object) ? object : nil
        case .list(.object(let fields)):
            let elements = (0..<Int.random(in: 1...12, using: &random)).map { _ in JSONValue.object(members(of: fields))
            }
            .filter { $0.object?.isEmpty == false }
            return elements.isEmpty ? nil : .array(elements)
        case .list:
            return .array((0..<Int.random(in: 1...12, using: &random)).map { _ in text(Self.elements) })
        case .map(.map): return .object(JSONObject([JSONMember("Demo", .object(settings(depth: 2)))]))
        case .map(let element): return map(of: element, isStatus: field.name == "statusRewrites")
        case .string, .any: return text(Self.texts)
        case .bool: return .bool(chance(2))
        case .integer: return .number(JSONNumber(pick([0, 1, -1, 42, 65536, Int.max])))
        case .duration: return pick(Self.durations)
        }
    }

    private mutating func text(_ texts: [String]) -> JSONValue { .string(JSONString(pick(texts))) }

    /// Whether an object may stand as it is: an empty one is not always.
    private func isCarried(_ field: Field, _ object: JSONValue) -> Bool {
        guard object.object?.isEmpty == true else { return true }
        return field.flags.contains(.mayBeEmpty)
    }

    private mutating func map(of type: FieldType, isStatus: Bool) -> JSONValue {
        var object = JSONObject()
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let key = pick(isStatus ? ["418", "404", "500-503"] : Self.keys)
            if case .integer = type {
                object[JSONString(key)] = .number(JSONNumber(pick([404, 502])))
            } else {
                object[JSONString(key)] = text(Self.texts)
            }
        }
        return .object(object)
    }

    private mutating func settings(depth: Int) -> JSONObject {
        var object = JSONObject()
        for number in 0..<Int.random(in: 1...3, using: &random) {
            let value: JSONValue =
                switch Int.random(in: 0..<(depth > 0 ? 6 : 3), using: &random) {
                case 0: text(Self.texts)
                case 1: pick([true, 3, 0, -1])
                case 2: .array((0..<Int.random(in: 1...12, using: &random)).map { _ in text(Self.elements) })
                case 3: .array((0..<Int.random(in: 1...12, using: &random)).map { _ in .object(settings(depth: 0)) })
                default: .object(settings(depth: depth - 1))
                }
            object[JSONString("k\(depth)\(number)")] = value
        }
        return object
    }
}
