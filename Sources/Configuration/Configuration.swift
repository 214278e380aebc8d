// The settings of one server: the default of every option, and over it what was set.
//
// A configuration is a value. Who needs a setting on a hot path reads it once and keeps it.

package struct Configuration: Equatable, Sendable {
    /// Settings that differ from the default, by the option's name.
    private var settings: [String: Setting] = [:]

    package init() {}

    package func setting(_ option: Option) -> Setting {
        settings[option.name] ?? option.defaultSetting
    }

    mutating func update(_ option: Option, to setting: Setting) {
        settings[option.name] = setting == option.defaultSetting ? nil : setting
    }
}

// MARK: - Reading. Asking for another kind than the option's is a mistake in the program.

extension Configuration {
    package func flag(_ option: Option) -> Bool {
        guard case .flag(let isOn) = setting(option) else { wrongKind(option, "flag") }
        return isOn
    }

    /// A number, or a size in bytes.
    package func integer(_ option: Option) -> Int {
        guard case .integer(let number) = setting(option) else { wrongKind(option, "integer") }
        return number
    }

    /// A size in bytes, where a percentage is one of `whole`.
    package func bytes(_ option: Option, of whole: Int) -> Int {
        guard case .percent(let percent) = setting(option) else { return integer(option) }
        return whole / 100 * percent + whole % 100 * percent / 100
    }

    /// A text, or the name that was chosen.
    package func text(_ option: Option) -> String {
        guard case .text(let text) = setting(option) else { wrongKind(option, "text") }
        return text
    }

    package func list(_ option: Option) -> [String] {
        guard case .words(let words) = setting(option) else { wrongKind(option, "list") }
        return words
    }

    /// The lines of a directive such as `user`, each as its words.
    package func lines(_ option: Option) -> [[String]] {
        guard case .lines(let lines) = setting(option) else { wrongKind(option, "directive") }
        return lines
    }

    package var latencyPercentiles: [Double] {
        let option = Option.latencyTrackingInfoPercentiles
        guard case .percentiles(let numbers) = setting(option) else { wrongKind(option, "percentiles") }
        return numbers
    }

    package var savePoints: [SavePoint] {
        guard case .savePoints(let points) = setting(.save) else { wrongKind(.save, "save points") }
        return points
    }

    package func outputBufferLimit(_ named: OutputBufferLimits.Class) -> OutputBufferLimit {
        guard case .outputBufferLimits(let limits) = setting(.clientOutputBufferLimit) else {
            wrongKind(.clientOutputBufferLimit, "output buffer limits")
        }
        return limits[named]
    }

    /// Whether an option that is yes, no or local (`enable-debug-command` and its like) lets a client act.
    package func permits(_ option: Option, toLocalClient isLocal: Bool) -> Bool {
        switch text(option) {
        case "yes": true
        case "local": isLocal
        default: false
        }
    }

    private func wrongKind(_ option: Option, _ wanted: String) -> Never {
        preconditionFailure("option '\(option.name)' is no \(wanted)")
    }
}

// MARK: - Setting one option

extension Configuration {
    /// Sets an option from the words of a line. A line of a kind that accumulates replaces what was there,
    /// unless earlier lines of the same file are to be kept.
    package mutating func set(
        _ name: String, to words: [String], from source: ConfigurationError.Source, keepingEarlierLines: Bool = false
    ) throws(ConfigurationError) {
        guard let option = Option.named(name) else { throw .unknownOption(name, source) }
        let replaces = option.kind.accumulates && !keepingEarlierLines
        let current = replaces ? option.kind.blank : setting(option)
        do {
            update(option, to: try option.kind.setting(from: words, over: current))
        } catch {
            let problem = ConfigurationError.Problem.refused(reply: error.reply, accepts: option.kind.description)
            throw ConfigurationError(source: source, option: name, given: words, problem: problem)
        }
    }

    /// Options that were given a value other than the default, and that have no effect.
    package var withoutEffect: [Option] {
        Option.all.filter { $0.effect == .accepted && settings[$0.name] != nil }
    }
}

extension ConfigurationError {
    static func unknownOption(_ name: String, _ source: Source) -> ConfigurationError {
        let nearest = Spelling.nearest(to: name, among: Option.allNames)
        return ConfigurationError(source: source, option: name, problem: .unknownOption(nearest: nearest))
    }
}
