// Which matchers the rules of a protocol have, in which spellings and with how many arguments: a table, made from the
// facts.

package struct RuleGrammar: Sendable {
    struct Form: Sendable {
        let name: String
        let counts: ClosedRange<Int>

        var countText: String {
            let few = counts.lowerBound == 1 ? "one argument" : "\(counts.lowerBound) arguments"
            if counts.upperBound == .max { return "at least " + few }
            return counts.count == 1 ? few : "\(counts.lowerBound) or \(counts.upperBound) arguments"
        }
    }

    package enum Syntax: Sendable {
        case current
        /// The rules of Traefik 2, which a router may still ask for.
        case old
    }

    /// Each spelling that is accepted.
    let forms: [String: Form]
    package let isHTTP: Bool
    package let syntax: Syntax
    package let target: TraefikVersion

    package init(http isHTTP: Bool, _ syntax: Syntax = .current, target: TraefikVersion = .newest) {
        self.isHTTP = isHTTP
        self.syntax = syntax
        self.target = target
        forms =
            switch syntax {
            case .current: isHTTP ? Self.currentHTTP : Self.currentTCP
            case .old: isHTTP ? Self.oldHTTP : Self.oldTCP
            }
    }

    private static let currentHTTP = forms(.current, isHTTP: true)
    private static let currentTCP = forms(.current, isHTTP: false)
    private static let oldHTTP = forms(.old, isHTTP: true)
    private static let oldTCP = forms(.old, isHTTP: false)

    private static func forms(_ syntax: Syntax, isHTTP: Bool) -> [String: Form] {
        var forms: [String: Form] = [:]
        for line in FactTable.lines(FactTable.matchers) where line.hasPrefix(isHTTP ? "http " : "tcp ") {
            let words = line.split(separator: " ").map(String.init)
            let least = Int(words[2]) ?? 1
            let most = syntax == .old ? Int.max : Int(words[3]) ?? 1
            for spelling in words[4...] { forms[spelling] = Form(name: words[1], counts: least...most) }
        }
        guard syntax == .old, isHTTP else { return forms }
        for (name, least) in [("HostHeader", 1), ("Headers", 2), ("HeadersRegexp", 2)] {
            for spelling in [name, name.lowercased(), name.uppercased()] {
                forms[spelling] = Form(name: name, counts: least...(least == 1 ? Int.max : least))
            }
        }
        return forms
    }

    func advice(on name: String) -> String {
        let folded = name.lowercased()
        if let near = forms[folded] { return "no matcher is called '\(name)'; write \(near.name)" }
        if folded.hasPrefix("headers") {
            let near = folded == "headers" ? "Header" : "HeaderRegexp"
            return "no matcher is called '\(name)'; since Traefik 3 it is \(near)"
        }
        let names = Set(forms.values.map(\.name)).sorted().joined(separator: ", ")
        return "no matcher is called '\(name)'; there are \(names)"
    }
}
