// From a setting to the text that CONFIG GET answers, which CONFIG SET would take again.

extension Option {
    /// The setting as CONFIG GET shows it.
    package func text(of setting: Setting) -> String {
        switch setting {
        case .flag(let isOn): isOn ? "yes" : "no"
        case .integer(let number): kind.isOctal ? String(number, radix: 8) : String(number)
        case .percent(let percent): "\(percent)%"
        case .text(let text): text
        case .words(let words): words.joined(separator: " ")
        case .lines(let lines): lines.map { $0.joined(separator: " ") }.joined(separator: "\n")
        case .percentiles(let numbers): numbers.map(percentileText).joined(separator: " ")
        case .savePoints(let points): points.map { "\($0.seconds) \($0.changes)" }.joined(separator: " ")
        case .outputBufferLimits(let limits): limits.text
        }
    }
}

extension Option.Kind {
    fileprivate var isOctal: Bool {
        if case .octal = self { true } else { false }
    }
}

extension OutputBufferLimits {
    fileprivate var text: String {
        Class.allCases.map { named in
            let limit = self[named]
            return "\(named.shown) \(limit.hardBytes) \(limit.softBytes) \(limit.softSeconds)"
        }.joined(separator: " ")
    }
}
