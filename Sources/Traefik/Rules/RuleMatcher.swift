// One matcher of a rule with its arguments, looked at and ready to be asked about requests.

package import Regex

/// What is wrong with the arguments of a matcher.
struct RuleFault: Error {
    let reason: String
}

package enum RuleMatcher {
    case host(HostPattern)
    case hostRegexp(Pattern)
    case path([UInt8])
    case pathPrefix([UInt8])
    case pathRegexp(Pattern)
    case header(name: String, value: [UInt8])
    case headerRegexp(name: String, Pattern)
    case method([UInt8])
    case query(name: [UInt8], value: [UInt8])
    case queryRegexp(name: [UInt8], Pattern)
    case clientIP(AddressRange)
    case protocolName([UInt8])
    /// A matcher in the syntax of Traefik 2, of which no more than the form is known here.
    case old

    init(_ name: String, _ arguments: [[UInt8]], _ grammar: RuleGrammar) throws(RuleFault) {
        let first = arguments[0]
        guard grammar.syntax == .current else {
            self = .old
            return
        }
        switch name {
        case "Host": self = .host(HostPattern(try Self.ascii(first), grammar.target))
        case "HostSNI": self = .host(try HostPattern(serverName: first, grammar.target))
        case "HostRegexp", "HostSNIRegexp": self = .hostRegexp(try Self.pattern(try Self.ascii(first)))
        case "Path": self = .path(try Self.path(first))
        case "PathPrefix": self = .pathPrefix(try Self.path(first))
        case "PathRegexp": self = .pathRegexp(try Self.pattern(first))
        case "Header": self = .header(name: Self.headerName(first), value: arguments[1])
        case "HeaderRegexp": self = .headerRegexp(name: Self.headerName(first), try Self.pattern(arguments[1]))
        case "Method": self = .method(Array(String(decoding: first, as: UTF8.self).uppercased().utf8))
        case "Query": self = .query(name: first, value: arguments.count > 1 ? arguments[1] : [])
        case "QueryRegexp" where arguments.count > 1: self = .queryRegexp(name: first, try Self.pattern(arguments[1]))
        case "QueryRegexp": self = .query(name: first, value: [])
        case "ClientIP": self = .clientIP(try Self.range(first))
        case "ALPN": self = .protocolName(try Self.protocolName(first))
        default: throw RuleFault(reason: "this matcher is not known here")
        }
    }

    private static func ascii(_ argument: [UInt8]) throws(RuleFault) -> [UInt8] {
        guard argument.allSatisfy({ $0 < 0x80 }) else {
            throw RuleFault(reason: "only ASCII is taken; write the host's name as it travels (xn--…)")
        }
        return argument
    }

    private static func path(_ argument: [UInt8]) throws(RuleFault) -> [UInt8] {
        guard argument.first == UInt8(ascii: "/") else {
            throw RuleFault(reason: "a path begins with '/': write that before it")
        }
        return argument
    }

    private static func pattern(_ argument: [UInt8]) throws(RuleFault) -> Pattern {
        do throws(PatternError) {
            return try Pattern(String(decoding: argument, as: UTF8.self))
        } catch {
            throw RuleFault(reason: "in its pattern: \(error)")
        }
    }

    private static func headerName(_ argument: [UInt8]) -> String {
        String(decoding: argument, as: UTF8.self).lowercased()
    }

    private static func range(_ argument: [UInt8]) throws(RuleFault) -> AddressRange {
        let text = String(decoding: argument, as: UTF8.self)
        guard let range = AddressRange(text) else {
            throw RuleFault(reason: "'\(text)' is neither an address nor a range such as 10.0.0.0/8")
        }
        return range
    }

    private static func protocolName(_ argument: [UInt8]) throws(RuleFault) -> [UInt8] {
        guard argument != Array("acme-tls/1".utf8) else {
            throw RuleFault(reason: "acme-tls/1 is Traefik's own: leave it out")
        }
        return argument
    }
}

/// A host as a rule names it, in small letters and without a final dot.
package struct HostPattern: Equatable, Sendable {
    package enum Form: Sendable {
        case exact
        /// `name` is what follows the first label, with its dot.
        case oneMoreLabel
        case any
    }

    package let name: [UInt8]
    package let form: Form

    init(_ argument: [UInt8], _ target: TraefikVersion) {
        let text = Self.plain(argument)
        if text == [UInt8(ascii: "*")], target.readsAnyHost {
            self.init(name: [], .any)
        } else if text.starts(with: Array("*.".utf8)), target.readsWildcards {
            self.init(name: Array(text.dropFirst()), .oneMoreLabel)
        } else {
            self.init(name: text, .exact)
        }
    }

    private init(name: [UInt8], _ form: Form) {
        self.name = name
        self.form = form
    }

    init(serverName argument: [UInt8], _ target: TraefikVersion) throws(RuleFault) {
        if argument == [UInt8(ascii: "*")] {
            self.init(name: [], .any)
            return
        }
        let isWild = argument.starts(with: Array("*.".utf8))
        guard target.readsWildcards || !isWild else {
            throw RuleFault(
                reason: "wildcards came with Traefik 3.7, and the target is \(target): write HostSNIRegexp(`…`)")
        }
        let plain = isWild ? argument.dropFirst(2) : argument[...]
        guard !plain.isEmpty, plain.allSatisfy(Self.isServerNameByte) else {
            let text = String(decoding: argument, as: UTF8.self)
            throw RuleFault(reason: "'\(text)' is no name of a host: for a pattern write HostSNIRegexp(`…`)")
        }
        self.init(argument, target)
    }

    private static func isServerNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: Array("_.-:".utf8).contains(byte)
        }
    }

    /// In small letters and without a final dot.
    static func plain(_ host: [UInt8]) -> [UInt8] {
        let small = host.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        return small.count > 1 && small.last == UInt8(ascii: ".") ? Array(small.dropLast()) : small
    }

    /// Whether it stands for a host that is plain already.
    func matches(_ host: [UInt8]) -> Bool {
        switch form {
        case .any: true
        case .exact: !host.isEmpty && host == name
        case .oneMoreLabel:
            host.firstIndex(of: UInt8(ascii: ".")).map { $0 > 0 && host[$0...] == name[...] } ?? false
        }
    }
}
