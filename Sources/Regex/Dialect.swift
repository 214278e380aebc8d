// The spellings of patterns that are understood. They differ in a few signs only; what lies behind is one engine.

package enum Dialect: Sendable {
    /// RE2 as Go's regexp reads it: Traefik's rules, names.
    case re2
    /// The patterns of JSON Schema: ECMA-262 with Unicode, and what RE2 has besides where the two do not contradict.
    case schema
    /// ECMA-262 alone, to say whether a text is a regular expression by that standard. Look-around and backreferences
    /// belong to it and are taken, though no engine of linear time can run them; so nothing is built.
    case ecmaCheck

    var isECMA: Bool { self != .re2 }
    var onlyChecks: Bool { self == .ecmaCheck }
}
