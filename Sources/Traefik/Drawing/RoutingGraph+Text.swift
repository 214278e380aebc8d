// The graph in the languages of two programs that draw: Graphviz and Mermaid.

extension RoutingGraph {
    // MARK: Graphviz

    package var dot: String {
        var lines = ["digraph routing {", "    rankdir=LR;", "    node [fontname=\"sans-serif\", style=filled];"]
        for (place, node) in nodes.enumerated() {
            lines.append("    n\(place) [label=\"\(Self.dotText(node.label))\", \(Self.dotForm(node.form))];")
        }
        for edge in edges {
            let label = edge.label.isEmpty ? "" : " [label=\"\(Self.dotText(edge.label))\"]"
            lines.append("    n\(edge.from) -> n\(edge.to)\(label);")
        }
        return (lines + ["}", ""]).joined(separator: "\n")
    }

    private static func dotForm(_ form: Node.Form) -> String {
        switch form {
        case .entryPoint: "shape=cds, fillcolor=\"#dbeafe\""
        case .router: "shape=box, fillcolor=\"#dcfce7\""
        case .middleware: "shape=hexagon, fillcolor=\"#fef9c3\""
        case .service: "shape=ellipse, fillcolor=\"#fae8ff\""
        case .server: "shape=box3d, fillcolor=\"#f1f5f9\""
        case .outside: "shape=box, style=dashed"
        case .other: "shape=note, fillcolor=\"#ffffff\""
        }
    }

    private static func dotText(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n", "\r\n", "\r": result += "\\n"
            default: result.append(character)
            }
        }
    }

    // MARK: Mermaid

    package var mermaid: String {
        var lines = ["flowchart LR"]
        for (place, node) in nodes.enumerated() {
            let (open, close) = Self.mermaidBrackets(node.form)
            let style = node.form == .outside ? ":::outside" : ""
            lines.append("    n\(place)\(open)\"\(Self.mermaidText(node.label))\"\(close)\(style)")
        }
        for edge in edges {
            let label = edge.label.isEmpty ? "" : "|\"\(Self.mermaidText(edge.label))\"|"
            lines.append("    n\(edge.from) -->\(label) n\(edge.to)")
        }
        if nodes.contains(where: { $0.form == .outside }) {
            lines.append("    classDef outside stroke-dasharray: 4 4")
        }
        return (lines + [""]).joined(separator: "\n")
    }

    private static func mermaidBrackets(_ form: Node.Form) -> (String, String) {
        switch form {
        case .entryPoint: (">", "]")
        case .router, .outside: ("[", "]")
        case .middleware: ("{{", "}}")
        case .service: ("([", "])")
        case .server: ("[[", "]]")
        case .other: ("(", ")")
        }
    }

    /// Everything that could end a label or be taken for markup is written by its number.
    private static func mermaidText(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\n": result += "<br>"
            case "\"", "#", "<", ">", "&", "`", ";", "\\", "\r": result += "#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
