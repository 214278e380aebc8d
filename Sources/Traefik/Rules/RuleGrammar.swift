// Which matchers the rules of a protocol have, in which spellings and with how many arguments: a table, made from the
// facts.

package struct RuleGrammar: Sendable {
    struct Form {
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
        let table = FactTable.lines(FactTable.matchers)
        forms = Self.forms(table.filter { $0.hasPrefix(isHTTP ? "http " : "tcp ") }, syntax, isHTTP: isHTTP)
    }

    private static func forms(_ lines: [Substring], _ syntax: Syntax, isHTTP: Bool) -> [String: Form] {
        var forms: [String: Form] = [:]
        for line in lines {
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
