// JSON as the reports need it: values put together in order and written with indentation.

indirect enum JSONText {
    case text(String)
    case number(Double, decimals: Int)
    case list([JSONText])
    case object([(String, JSONText)])

    static func integer(_ value: Int) -> JSONText { .number(Double(value), decimals: 0) }

    func rendered(indent: Int = 0) -> String {
        switch self {
        case .text(let text): return Self.quoted(text)
        case .number(let value, let decimals): return value.isFinite ? fixed(value, decimals) : "null"
        case .list(let items):
            return Self.block("[", items.map { $0.rendered(indent: indent + 1) }, "]", indent)
        case .object(let members):
            let lines = members.map { "\(Self.quoted($0.0)): \($0.1.rendered(indent: indent + 1))" }
            return Self.block("{", lines, "}", indent)
        }
    }

    private static func block(_ open: String, _ items: [String], _ close: String, _ indent: Int) -> String {
        if items.isEmpty { return open + close }
        let inner = "\n" + String(repeating: "  ", count: indent + 1)
        let outer = "\n" + String(repeating: "  ", count: indent)
        return open + inner + items.joined(separator: "," + inner) + outer + close
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension Machine {
    func json() -> JSONText {
        .object([("cpu", .text(processor)), ("cores", .integer(cores)), ("kernel", .text(kernel))])
    }
}

extension Report {
    func json() -> JSONText {
        .object([
            ("date", .text(machine.date)),
            ("machine", machine.json()),
            ("rounds", .integer(options.rounds)),
            ("scale", .number(options.scale, decimals: 3)),
            ("seed", .text("\(options.seed)")),
            ("peer", .text(peer.name)),
            ("servers", .object(servers.map { ($0.name, .text($0.version)) })),
            ("workloads", .object(results.map { ($0.workload.name, json($0)) })),
        ])
    }

    private func json(_ result: Result) -> JSONText {
        var members: [(String, JSONText)] = [("title", .text(result.workload.title))]
        if case .load(let load) = result.workload.shape {
            members.append(("connections", .integer(load.connections)))
            members.append(("pipeline", .integer(load.depth)))
        }
        for (index, server) in servers.enumerated() { members.append((server.name, json(result, index))) }
        return .object(members)
    }

    private func json(_ result: Result, _ server: Int) -> JSONText {
        if let reason = result.entries[server].refusal { return .object([("refused", .text(reason))]) }
        var members: [(String, JSONText)] = []
        var ratios: [(String, JSONText)] = []
        for metric in result.metrics {
            if let value = result.median(metric, server) {
                members.append((metric.rawValue, .number(value, decimals: 3)))
            }
            if let ratio = result.ratio(metric, server) {
                ratios.append((metric.rawValue, .number(ratio, decimals: 3)))
            }
        }
        members.append(("rounds", .integer(result.entries[server].samples.count)))
        if !ratios.isEmpty { members.append(("ratio_to_peer", .object(ratios))) }
        return .object(members)
    }
}
