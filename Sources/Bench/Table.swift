// Rows of text with aligned columns.

struct Table {
    /// The first columns are words and stand left; the rest are numbers and stand right.
    let leftColumns: Int
    private var rows: [[String]?]

    init(leftColumns: Int, header: [String]) {
        self.leftColumns = leftColumns
        rows = [header, nil]
    }

    mutating func append(_ row: [String]) {
        rows.append(row)
    }

    /// A line between groups.
    mutating func rule() {
        rows.append(nil)
    }

    func text() -> String {
        var widths: [Int] = []
        for row in rows.compactMap({ $0 }) {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        let rule = String(repeating: "─", count: widths.reduce(0, +) + 2 * max(0, widths.count - 1))
        return rows.map { $0.map { line($0, widths) } ?? rule }.joined(separator: "\n") + "\n"
    }

    private func line(_ row: [String], _ widths: [Int]) -> String {
        var cells: [String] = []
        for (column, cell) in row.enumerated() {
            let padding = String(repeating: " ", count: widths[column] - cell.count)
            cells.append(column < leftColumns ? cell + padding : padding + cell)
        }
        let line = cells.joined(separator: "  ")
        return String(line.reversed().drop { $0 == " " }.reversed())
    }
}

extension Report {
    /// The whole outcome for a terminal.
    func tables() -> String {
        let loads = results.filter { !$0.isFootprint }
        let footprints = results.filter(\.isFootprint)
        var text = "\(machine.date)  \(machine.processor), \(machine.cores) cores, \(machine.kernel)\n"
        text += servers.map { "\($0.name) = \($0.version)" }.joined(separator: ", ")
        text += "; × is against \(peer.name); medians of \(options.rounds) rounds\n\n"
        if !loads.isEmpty { text += loadTable(loads) + "\n" }
        if !footprints.isEmpty { text += footprintTable(footprints) + "\n" }
        return text + refusals()
    }

    private func loadTable(_ results: [Result]) -> String {
        var table = Table(
            leftColumns: 2,
            header: ["workload", "server", "requests/s", "×", "CPU µs/cmd", "×"]
                + [Metric.p50, .p99, .p999, .longest, .clientShare].map(\.title))
        for (index, result) in results.enumerated() {
            if index > 0, servers.count > 1 { table.rule() }
            for server in servers.indices {
                let name = server == 0 ? result.workload.name : ""
                var row = [name, servers[server].name]
                for metric in [Metric.rate, .cpu] {
                    row += [cell(result, metric, server), ratio(result, metric, server)]
                }
                row += [Metric.p50, .p99, .p999, .longest, .clientShare].map { cell(result, $0, server) }
                table.append(row)
            }
        }
        return table.text()
    }

    private func footprintTable(_ results: [Result]) -> String {
        var table = Table(leftColumns: 3, header: ["workload", "figure", "server", "value", "×"])
        for result in results {
            for metric in result.metrics where metric.isFootprint {
                for server in servers.indices {
                    let names = server == 0 ? [result.workload.name, metric.title] : ["", ""]
                    table.append(
                        names + [servers[server].name, cell(result, metric, server), ratio(result, metric, server)])
                }
            }
        }
        return table.text()
    }

    private func cell(_ result: Result, _ metric: Metric, _ server: Int) -> String {
        result.median(metric, server).map { fixed($0, metric.decimals, grouped: true) } ?? "–"
    }

    private func ratio(_ result: Result, _ metric: Metric, _ server: Int) -> String {
        result.ratio(metric, server).map { fixed($0, 2) } ?? ""
    }

    private func refusals() -> String {
        var text = ""
        for result in results {
            for (server, entry) in zip(servers, result.entries) {
                guard let reason = entry.refusal else { continue }
                text += "\(result.workload.name): no figure for \(server.name): \(reason)\n"
            }
        }
        return text
    }
}
