// Metrics as Prometheus reads them, text format 0.0.4: for each family what it means, what it is, and its samples.

struct MetricsText {
    enum Kind: String {
        case counter, gauge
    }

    struct Sample {
        let labels: [(name: String, value: String)]
        let value: any MetricNumber
    }

    /// More samples of one family than these are no help to anybody: what goes beyond is told as a sum.
    static let mostSamples = 300
    static let rest = "_other"

    private(set) var text = ""

    mutating func one(_ kind: Kind, _ name: String, _ value: any MetricNumber, _ help: String) {
        family(kind, name, help, [Sample(labels: [], value: value)])
    }

    mutating func flag(_ name: String, _ isTrue: Bool, _ help: String) {
        one(.gauge, name, isTrue ? 1 : 0, help)
    }

    /// One sample for each member of a few.
    mutating func each(
        _ kind: Kind, _ name: String, by label: String, _ help: String, _ values: [(String, any MetricNumber)]
    ) {
        family(kind, name, help, values.map { Sample(labels: [(label, $0.0)], value: $0.1) })
    }

    mutating func family(_ kind: Kind, _ name: String, _ help: String, _ samples: [Sample]) {
        guard !samples.isEmpty else { return }
        text += "# HELP milepost_\(name) \(help)\n# TYPE milepost_\(name) \(kind.rawValue)\n"
        for sample in samples.prefix(Self.mostSamples) { add(sample, name) }
        guard samples.count > Self.mostSamples else { return }
        let sum = samples.dropFirst(Self.mostSamples).reduce(0) { $0 + $1.value.number }
        add(Sample(labels: samples[0].labels.map { ($0.name, Self.rest) }, value: sum), name)
    }

    private mutating func add(_ sample: Sample, _ name: String) {
        let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        text += "milepost_\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(sample.value.metric)\n"
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}

protocol MetricNumber {
    var metric: String { get }
    var number: Double { get }
}

extension Int: MetricNumber {
    var metric: String { "\(self)" }
    var number: Double { Double(self) }
}

extension UInt64: MetricNumber {
    var metric: String { "\(self)" }
    var number: Double { Double(self) }
}

extension Double: MetricNumber {
    var metric: String { fixed(self, 6) }
    var number: Double { self }
}
