// What happens per second: the mean of the last sixteen samples.

internal import Engine

struct Rates {
    private static let samples = 16
    private var before: (at: Int64, commands: Int, input: Int, output: Int, turns: Int, busy: Int64)?
    private var commandSamples: [Double] = []
    private var inputSamples: [Double] = []
    private var outputSamples: [Double] = []
    private var turnSamples: [Double] = []
    private var lengthSamples: [Double] = []

    mutating func sample(_ statistics: Statistics, turns: Int, lasting busy: Int64, at now: Int64) {
        if let before, now > before.at {
            let seconds = Double(now - before.at) / 1_000_000_000
            Self.add(Double(statistics.commandsProcessed - before.commands) / seconds, to: &commandSamples)
            Self.add(Double(statistics.inputBytes - before.input) / seconds, to: &inputSamples)
            Self.add(Double(statistics.outputBytes - before.output) / seconds, to: &outputSamples)
            Self.add(Double(turns - before.turns) / seconds, to: &turnSamples)
            if turns > before.turns {
                Self.add(Double(busy - before.busy) / Double(turns - before.turns), to: &lengthSamples)
            }
        }
        before = (now, statistics.commandsProcessed, statistics.inputBytes, statistics.outputBytes, turns, busy)
    }

    private static func add(_ sample: Double, to samples: inout [Double]) {
        samples.append(max(0, sample))
        if samples.count > Self.samples { samples.removeFirst() }
    }

    var commands: Double { Self.mean(commandSamples) }
    var input: Double { Self.mean(inputSamples) }
    var output: Double { Self.mean(outputSamples) }
    var turns: Double { Self.mean(turnSamples) }
    /// How many nanoseconds a turn takes.
    var turnLength: Double { Self.mean(lengthSamples) }

    private static func mean(_ samples: [Double]) -> Double {
        samples.isEmpty ? 0 : samples.reduce(0, +) / Double(samples.count)
    }
}
