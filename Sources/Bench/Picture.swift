// The picture of a report: per workload, CPU per command and requests per second as multiples of the peer's.
//
// Two panels stand side by side, each with a dashed line where the peer is; below them come the footprints, which
// are of the kind "shorter is better" like the left panel, with the plain figures at their right.

struct Picture {
    private static let width = 1_000.0
    private static let margin = 28.0
    private static let top = 128.0
    private static let barHeight = 13.0
    private static let rowGap = 11.0
    private static let left = Panel(x: 226, width: 352)
    private static let right = Panel(x: 640, width: 332)
    private static let barColors = ["#2a7f9e", "#e0913d", "#7d9f4d", "#9a6fb0"]
    private static let ink = "#1f2933"
    private static let quiet = "#6b7885"
    private static let grid = "#e6e9ec"
    private static let peerLine = "#8794a1"

    /// Where one set of bars stands.
    private struct Panel {
        let x: Double
        let width: Double
        var longest = 1.0

        func position(_ ratio: Double) -> Double { x + width * min(ratio / longest, 1) }

        /// Makes room for the longest bar, its label, and the peer's line.
        func holding(_ ratios: [Double]) -> Panel {
            Panel(x: x, width: width, longest: max(1, ratios.max() ?? 1) * 1.18)
        }
    }

    /// One line of bars: its name, and one ratio for each server but the peer.
    private struct Row {
        let title: String
        let ratios: [Double?]
        var other: [Double?] = []
        var note = ""
    }

    private let report: Report
    private var canvas = Canvas()
    private var y = Picture.top

    init(_ report: Report) {
        self.report = report
    }

    private var challengers: Range<Int> { 0..<(report.servers.count - 1) }
    private var rowHeight: Double { Double(challengers.count) * (Self.barHeight + 2) + Self.rowGap }

    func svg() -> String {
        var picture = self
        return picture.draw()
    }

    private mutating func draw() -> String {
        let loads = loadRows()
        let footprints = footprintRows()
        let height = height(loads.count, footprints.count)
        canvas.rectangle(x: 0, y: 0, width: Self.width, height: height, fill: "#fdfdfb", radius: 10)
        drawHead()
        if !loads.isEmpty { drawLoads(loads) }
        if !footprints.isEmpty { drawFootprints(footprints) }
        return canvas.document(width: Self.width, height: height, title: title)
    }

    private func height(_ loads: Int, _ footprints: Int) -> Double {
        let sections = (loads > 0 ? 62.0 : 0) + (footprints > 0 ? 62.0 : 0)
        return Self.top + sections + Double(loads + footprints) * rowHeight
    }

    // MARK: Rows

    private func loadRows() -> [Row] {
        report.results.filter { !$0.isFootprint }.compactMap { result in
            let row = Row(
                title: result.workload.title,
                ratios: challengers.map { result.ratio(.cpu, $0) }, other: challengers.map { result.ratio(.rate, $0) })
            return (row.ratios + row.other).contains { $0 != nil } ? row : nil
        }
    }

    private func footprintRows() -> [Row] {
        report.results.filter(\.isFootprint).flatMap { result in
            result.metrics.filter { $0.isFootprint && $0.isComparable }.map { metric in
                let figures = report.servers.indices.map { server in
                    result.median(metric, server).map { fixed($0, metric.decimals, grouped: true) } ?? "–"
                }
                return Row(
                    title: shortTitle(metric), ratios: challengers.map { result.ratio(metric, $0) },
                    note: figures.dropLast().joined(separator: ", ") + " against \(figures.last!) \(unit(metric))")
            }
        }
    }

    private func shortTitle(_ metric: Metric) -> String {
        let words = metric.title.split(separator: ",")[0]
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    private func unit(_ metric: Metric) -> String {
        String(metric.title.split(separator: ",").last!.drop { $0 == " " })
    }

    // MARK: Drawing

    private var title: String {
        let names = challengers.map { report.servers[$0].name }.joined(separator: ", ")
        return "\(names) against \(report.peer.version == "unknown" ? report.peer.name : report.peer.version)"
    }

    private mutating func drawHead() {
        let machine = report.machine
        canvas.text(title, x: Self.margin, y: 46, size: 23, fill: Self.ink, bold: true)
        let place = "\(machine.date.prefix(10)) · \(machine.processor), \(machine.cores) cores · \(machine.kernel)"
        let rounds = report.options.rounds
        canvas.text(
            place + (rounds == 1 ? " · one round" : " · medians of \(rounds) alternating rounds"),
            x: Self.margin, y: 70, size: 12, fill: Self.quiet)
        var x = Self.margin
        for server in challengers {
            let name = report.servers[server].name
            canvas.rectangle(x: x, y: 88, width: 12, height: 12, fill: color(server), radius: 2)
            canvas.text(name, x: x + 18, y: 98.5, size: 13, fill: Self.ink)
            x += 18 + Double(name.count) * 7.6 + 26
        }
        canvas.line(x: x + 5, from: 86, to: 102, stroke: Self.peerLine, width: 1.6, dashed: true)
        canvas.text("\(report.peer.name) = 1", x: x + 15, y: 98.5, size: 13, fill: Self.ink)
    }

    private mutating func drawLoads(_ rows: [Row]) {
        let cpu = Self.left.holding(rows.flatMap(\.ratios).compactMap { $0 })
        let rate = Self.right.holding(rows.flatMap(\.other).compactMap { $0 })
        drawFrame(cpu, "Server CPU per command", "shorter is better", rows.count)
        drawFrame(rate, "Requests per second", "longer is better", rows.count)
        beginRows()
        for row in rows {
            drawTitle(row)
            drawBars(row.ratios, cpu)
            drawBars(row.other, rate)
            y += rowHeight
        }
        y += 22
    }

    private mutating func drawFootprints(_ rows: [Row]) {
        let panel = Self.left.holding(rows.flatMap(\.ratios).compactMap { $0 })
        drawFrame(panel, "Footprint", "shorter is better", rows.count)
        beginRows()
        for row in rows {
            drawTitle(row)
            drawBars(row.ratios, panel)
            canvas.text(row.note, x: Self.right.x, y: middle + 4.5, size: 12.5, fill: Self.quiet)
            y += rowHeight
        }
        y += 22
    }

    private mutating func beginRows() { y += 40 }

    private var middle: Double { y + (rowHeight - Self.rowGap) / 2 - 1 }

    /// The heading, the grid and the peer's line of one panel.
    private mutating func drawFrame(_ panel: Panel, _ heading: String, _ sense: String, _ rows: Int) {
        canvas.text(heading, x: panel.x, y: y + 10, size: 14, fill: Self.ink, bold: true)
        canvas.text(sense, x: panel.x + panel.width, y: y + 10, size: 12, fill: Self.quiet, anchor: .end)
        let start = y + 34
        let end = start + Double(rows) * rowHeight + 2
        let step = panel.longest > 6 ? 2.0 : panel.longest > 2.4 ? 1.0 : 0.5
        for mark in stride(from: 0, through: panel.longest, by: step) {
            canvas.line(x: panel.position(mark), from: start, to: end, stroke: Self.grid, width: 1, dashed: false)
            canvas.text(
                fixed(mark, step < 1 ? 1 : 0), x: panel.position(mark), y: start - 5, size: 10.5,
                fill: Self.quiet, anchor: .middle)
        }
        canvas.line(x: panel.position(1), from: start, to: end, stroke: Self.peerLine, width: 1.6, dashed: true)
    }

    private mutating func drawTitle(_ row: Row) {
        canvas.text(row.title, x: Self.left.x - 14, y: middle + 4.5, size: 13, fill: Self.ink, anchor: .end)
    }

    private mutating func drawBars(_ ratios: [Double?], _ panel: Panel) {
        for (server, ratio) in ratios.enumerated() {
            let top = y + Double(server) * (Self.barHeight + 2)
            let baseline = top + Self.barHeight - 2.5
            guard let ratio else {
                canvas.text("no figure", x: panel.x + 6, y: baseline, size: 11.5, fill: Self.quiet)
                continue
            }
            let end = panel.position(ratio)
            canvas.rectangle(
                x: panel.x, y: top, width: end - panel.x, height: Self.barHeight, fill: color(server), radius: 2)
            drawRatio(ratio, x: end + 6, baseline)
        }
    }

    /// The figure at a bar's end, on the paper's colour so that no line runs through it.
    private mutating func drawRatio(_ ratio: Double, x: Double, _ baseline: Double) {
        let label = fixed(ratio, 2) + " ×"
        canvas.rectangle(
            x: x - 3, y: baseline - 10, width: Double(label.count) * 7.2 + 7, height: 13, fill: "#fdfdfb")
        canvas.text(label, x: x, y: baseline, size: 12, fill: Self.ink)
    }

    private func color(_ server: Int) -> String {
        Self.barColors[server % Self.barColors.count]
    }
}
