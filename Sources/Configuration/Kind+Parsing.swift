// From words to a setting. A refusal has the text that clients of Redis and Valkey know.

/// Why words are no value of an option, as a reply of CONFIG SET says it.
struct Refusal: Error {
    let reply: String

    init(_ reply: String) { self.reply = reply }

    static let wordCount = Refusal("wrong number of arguments")

    static func outside(_ range: ClosedRange<Int>, radix: Int = 10) -> Refusal {
        let lower = String(range.lowerBound, radix: radix)
        let upper = String(range.upperBound, radix: radix)
        return Refusal("argument must be between \(lower) and \(upper) inclusive")
    }

    static func notAmong(_ names: [String]) -> Refusal {
        Refusal("argument(s) must be one of the following: \(names.joined(separator: ", "))")
    }
}

extension Option.Kind {
    /// What the words mean. `current` is what they add to, for the few kinds where they do.
    func setting(from words: [String], over current: Setting) throws(Refusal) -> Setting {
        switch self {
        case .choices(let names): .words(try SeveralWords.chosen(words, among: names))
        case .words(let members, let limit): .words(try SeveralWords.list(words, of: members, atMost: limit))
        case .address: .words(try SeveralWords.address(words))
        case .scores: .words(try SeveralWords.scores(words))
        case .percentiles: .percentiles(try SeveralWords.percentiles(words))
        case .savePoints: try SeveralWords.savePoints(words, after: current)
        case .outputBufferLimits: try SeveralWords.outputBufferLimits(words, over: current)
        case .directive(let count, _): try SeveralWords.line(words, of: count, after: current)
        case .flag, .integer, .clampedInteger, .octal, .memory, .memoryOrPercent, .choice, .text, .events:
            try setting(from: try words.onlyWord)
        }
    }

    private func setting(from word: String) throws(Refusal) -> Setting {
        switch self {
        case .integer(let range): .integer(try OneWord.integer(word, in: range))
        case .clampedInteger(let range, let clamp): .integer(try OneWord.integer(word, in: range, broughtInto: clamp))
        case .octal(let range): .integer(try OneWord.octal(word, in: range))
        case .memory(let range): .integer(try OneWord.memory(word, in: range))
        case .memoryOrPercent(let range): try OneWord.memoryOrPercent(word, in: range)
        case .choice(let names, let synonyms): .text(try OneWord.choice(word, among: names, synonyms))
        case .text(let rule): .text(try rule.checked(word))
        case .events: .text(try KeyspaceEventLetters.canonical(word))
        default: .flag(try OneWord.flag(word))
        }
    }
}

extension [String] {
    fileprivate var onlyWord: String {
        get throws(Refusal) {
            guard count == 1 else { throw .wordCount }
            return self[0]
        }
    }
}
