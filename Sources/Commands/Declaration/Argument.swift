// The syntax of a command's arguments, from which COMMAND DOCS, HELP and the reference are made.

package struct Argument: Sendable {
    package indirect enum Kind: Sendable {
        case string
        case integer
        case double
        case key(spec: Int)
        case pattern
        case unixTime
        /// A word that stands for itself.
        case token
        case oneOf([Argument])
        case block([Argument])

        package var name: String {
            switch self {
            case .string: "string"
            case .integer: "integer"
            case .double: "double"
            case .key: "key"
            case .pattern: "pattern"
            case .unixTime: "unix-time"
            case .token: "pure-token"
            case .oneOf: "oneof"
            case .block: "block"
            }
        }
    }

    package let name: String
    package let kind: Kind
    package let token: String?
    package let isOptional: Bool
    package let isMultiple: Bool
    package let repeatsToken: Bool
    package let since: String?

    package init(
        _ name: String, _ kind: Kind, token: String? = nil, optional: Bool = false, multiple: Bool = false,
        repeatsToken: Bool = false, since: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.token = token
        isOptional = optional
        isMultiple = multiple
        self.repeatsToken = repeatsToken
        self.since = since
    }

    package static func key(_ name: String = "key", spec: Int = 0, multiple: Bool = false) -> Argument {
        Argument(name, .key(spec: spec), multiple: multiple)
    }

    package static func string(_ name: String, token: String? = nil, optional: Bool = false, multiple: Bool = false)
        -> Argument
    {
        Argument(name, .string, token: token, optional: optional, multiple: multiple)
    }

    package static func integer(
        _ name: String, token: String? = nil, optional: Bool = false, since: String? = nil
    ) -> Argument {
        Argument(name, .integer, token: token, optional: optional, since: since)
    }

    /// A word that may stand or not, or one choice of several.
    package static func word(_ token: String, optional: Bool = false, since: String? = nil) -> Argument {
        Argument(token.lowercased(), .token, token: token, optional: optional, since: since)
    }

    package static func oneOf(_ name: String, optional: Bool = false, _ choices: [Argument], since: String? = nil)
        -> Argument
    {
        Argument(name, .oneOf(choices), optional: optional, since: since)
    }

    /// The syntax as a person reads it: `[NX | XX]`, `key [key …]`.
    package var syntax: String {
        let inner = core
        let shown = isMultiple ? "\(inner) [\(repeatsToken || token == nil ? inner : name) ...]" : inner
        return isOptional ? "[\(shown)]" : shown
    }

    private var core: String {
        let body: String
        switch kind {
        case .token: return token ?? name
        case .oneOf(let choices): body = choices.map(\.syntax).joined(separator: " | ")
        case .block(let parts): body = parts.map(\.syntax).joined(separator: " ")
        default: body = name
        }
        return token.map { $0.isEmpty ? body : "\($0) \(body)" } ?? body
    }
}
