// The forms in which a whole routing comes in and goes out: documents of Traefik's file provider, and keys of its tree.

internal import Bytes
internal import JSON
internal import Text
internal import Traefik

enum RoutingForm: Sendable {
    case document(TextForm)
    /// The keys and values of the tree, as an object of strings.
    case keys

    init?(_ word: ByteView) {
        if word.spells("yaml") {
            self = .document(.yaml)
        } else if word.spells("json") {
            self = .document(.json)
        } else if word.spells("toml") {
            self = .document(.toml)
        } else if word.spells("kv") {
            self = .keys
        } else {
            return nil
        }
    }

    static let argument = [Argument.word("YAML"), .word("JSON"), .word("TOML"), .word("KV")]

    // MARK: Writing

    func write(_ routing: Routing) throws(CommandError) -> [UInt8] {
        let (value, form): (JSONValue, TextForm) =
            switch self {
            case .document(let form): (routing.document, form)
            case .keys: (Self.keys(TreeWriter().pairs(of: routing)), .json)
            }
        do throws(TextError) { return try form.write(value) } catch { throw CommandError("INVALID", error.text) }
    }

    private static func keys(_ pairs: [TreePair]) -> JSONValue {
        .object(JSONObject(pairs.map { JSONMember(JSONString($0.key), .string(JSONString($0.value))) }))
    }

    // MARK: Reading

    func read(_ text: ByteView) throws(CommandError) -> Routing {
        let form: TextForm = if case .document(let form) = self { form } else { .json }
        let value: JSONValue
        do throws(TextError) { value = try form.read(text) } catch { throw CommandError("INVALID", error.text) }
        guard case .keys = self else { return try Self.routing(of: value) }
        let pairs = try Self.pairs(value)
        return try Self.routing(of: pairs, under: Self.root(of: pairs))
    }

    private static func routing(of document: JSONValue) throws(CommandError) -> Routing {
        do throws(DocumentError) { return try Routing(document: document) } catch {
            throw CommandError("INVALID", error.text)
        }
    }

    static func routing(of pairs: [TreePair], under root: TreeRoot) throws(CommandError) -> Routing {
        do throws(TreeError) { return try TreeReader(root).routing(pairs) } catch {
            throw CommandError("INVALID", error.text)
        }
    }

    private static func pairs(_ value: JSONValue) throws(CommandError) -> [TreePair] {
        guard let members = value.object?.members else {
            throw CommandError("INVALID", "keys and values are an object of strings")
        }
        var pairs: [TreePair] = []
        for member in members {
            guard let text = member.value.string else {
                throw CommandError("INVALID", "\(member.name.text): the value of a key is a string")
            }
            pairs.append(TreePair(key: member.name.content, value: text.content))
        }
        return pairs
    }

    /// The usual root if anything stands there, else that of the first key: a dump may be of a root of another name.
    private static func root(of pairs: [TreePair]) -> TreeRoot {
        let usual = Array(TreeRoot.usual.name.utf8)
        guard let first = pairs.first?.key, !pairs.contains(where: { $0.key.starts(with: usual) }) else {
            return .usual
        }
        return TreeRoot(String(decoding: first.prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self)) ?? .usual
    }
}
