// The two reports of LATENCY for people: a graph made of letters, and a diagnosis.

internal import Configuration
internal import Engine

/// Samples as columns, with how long ago each was written below it from top to bottom.
///
///     |   #
///     |  o|_
///
///     5421
///     msss
enum LatencyGraph {
    private static let columns = 80
    private static let rows = 4
    /// From low to high within one row; what rises above the row stands as a bar.
    private static let heights: [Character] = ["_", "o", "#"]

    static func text(of series: LatencyMonitor.Series, named name: String, now: Int64) -> String {
        let values = series.samples.map(\.milliseconds)
        let low = values.min() ?? 0
        let high = values.max() ?? 0
        let heads = "\(name) - high \(high) ms, low \(low) ms (all time high \(series.worst) ms)\n"
        let parts = stride(from: 0, to: values.count, by: columns).map { start in
            part(series.samples[start..<min(start + columns, values.count)], low, high, now)
        }
        return heads + String(repeating: "-", count: columns) + "\n" + parts.joined(separator: "\n")
    }

    private static func part(
        _ samples: ArraySlice<LatencyMonitor.Sample>, _ low: Int64, _ high: Int64, _ now: Int64
    ) -> String {
        let steps = heights.count * rows
        let levels = samples.map { sample in
            min(steps - 1, Int(sample.milliseconds - low) * steps / max(1, Int(high - low)))
        }
        let graph = (0..<rows).reversed().map { row in
            String(levels.map { letter(for: $0 - row * heights.count) })
        }
        let labels = samples.map { Array(age(now - $0.second)) }
        let depth = labels.map(\.count).max() ?? 0
        let legend = (0..<depth).map { line in String(labels.map { line < $0.count ? $0[line] : " " }) }
        let margin = String(repeating: " ", count: samples.count)
        return (graph + [margin] + legend).map { $0 + "\n" }.joined()
    }

    private static func letter(for height: Int) -> Character {
        if height < 0 { return " " }
        return height < heights.count ? heights[height] : "|"
    }

    private static func age(_ seconds: Int64) -> String {
        switch seconds {
        case ..<60: "\(seconds)s"
        case ..<3600: "\(seconds / 60)m"
        case ..<86400: "\(seconds / 3600)h"
        default: "\(seconds / 86400)d"
        }
    }
}

struct LatencyDiagnosis {
    private let monitor: LatencyMonitor
    private let configuration: Configuration
    private let now: Int64

    init(_ services: Services) {
        monitor = services.engine.latency
        configuration = services.configuration
        now = services.engine.now / 1000
    }

    var text: String {
        if monitor.history.isEmpty {
            return monitor.isOn
                ? "Nothing has taken \(monitor.thresholdMilliseconds) ms or longer.\n"
                : "The latency monitor is off. CONFIG SET latency-monitor-threshold <milliseconds> turns it on.\n"
        }
        let findings = monitor.history.enumerated().map { index, found in
            "\(index + 1). \(found.event.rawValue): " + summary(of: found.series)
        }
        return "Some work took long:\n\n" + findings.joined() + "\nWhat may help:\n\n" + advice.joined()
    }

    private func summary(of series: LatencyMonitor.Series) -> String {
        let values = series.samples.map(\.milliseconds)
        let count = Int64(max(1, values.count))
        let mean = values.reduce(0, +) / count
        let deviation = values.reduce(0) { $0 + abs($1 - mean) } / count
        let period = max(1, now - (series.samples.first?.second ?? now))
        return "\(values.count) times (\(mean) ms on average, mean deviation \(deviation) ms, once in "
            + "\(fixed(Double(period) / Double(count), 2)) s), at worst \(series.worst) ms.\n"
    }

    private var advice: [String] {
        monitor.history.flatMap { found in
            switch found.event {
            case .command: [slowLogAdvice, largeValues]
            case .fastCommand: [otherPrograms]
            case .expiryCycle, .expiryRemoval: [largeValues]
            }
        }.reduce(into: []) { list, line in if !list.contains(line) { list.append(line) } }
    }

    private var slowLogAdvice: String {
        let slower = configuration.integer(.slowlogLogSlowerThan)
        if slower < 0 || configuration.integer(.slowlogMaxLen) == 0 {
            return "- Turn the slow log on to see which commands these are: CONFIG SET slowlog-log-slower-than 1000.\n"
        }
        if slower / 1000 > monitor.thresholdMilliseconds {
            return "- Lower slowlog-log-slower-than, now \(slower), to see these commands in SLOWLOG GET.\n"
        }
        return "- Look at SLOWLOG GET to see which commands these are.\n"
    }

    private let largeValues =
        "- Removing a very large value takes long; the options lazyfree-lazy-expire and lazyfree-lazy-user-del, and "
        + "UNLINK in place of DEL, leave that to another thread.\n"

    private let otherPrograms =
        "- Commands that take next to no time took long: the machine gave the server no processor. Look for other "
        + "programs, for other virtual machines on the same host, and try redis-cli --intrinsic-latency 100.\n"
}
