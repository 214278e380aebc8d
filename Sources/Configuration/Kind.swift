// What values an option takes, and how to say so to a person.

extension Option {
    package enum Kind: Sendable {
        case flag
        case integer(ClosedRange<Int>)
        /// An integer that is accepted in the first range and then brought into the second.
        case clampedInteger(ClosedRange<Int>, to: ClosedRange<Int>)
        case octal(ClosedRange<Int>)
        case memory(ClosedRange<Int>)
        /// A size, or a percentage of another size. The range counts percentages below zero.
        case memoryOrPercent(ClosedRange<Int>)
        /// One of some names. A synonym is accepted too and shown as the name that it stands for.
        case choice([String], synonyms: [String: String] = [:])
        /// Any number of some names; the first of them stands for "none of the others".
        case choices([String])
        case text(TextRule)
        /// A list; what its members are called stands first.
        case words(String, atMost: Int)
        /// Classes of keyspace events, one letter each.
        case events
        /// A host and a port, or `no one`.
        case address
        /// Three scores for the kernel's choice of whom to end when memory runs out.
        case scores
        case percentiles
        case savePoints
        case outputBufferLimits
        /// A line of a configuration file that may come many times and is kept word by word.
        case directive(ClosedRange<Int>, example: String)
    }
}

extension Option.Kind {
    /// Whether the value is several words, which CONFIG SET gets as one argument and a file as many.
    package var takesSeveralWords: Bool {
        switch self {
        case .flag, .integer, .clampedInteger, .octal, .memory, .memoryOrPercent, .choice, .text, .events: false
        case .choices, .words, .address, .scores, .percentiles, .savePoints, .outputBufferLimits, .directive: true
        }
    }

    /// Whether a file may name the option on several lines that add up.
    var accumulates: Bool {
        switch self {
        case .savePoints, .directive: true
        default: false
        }
    }

    /// The setting that the words of a value are laid over when nothing was set before.
    var blank: Setting {
        switch self {
        case .savePoints: .savePoints([])
        case .outputBufferLimits: .outputBufferLimits(OutputBufferLimits())
        case .directive: .lines([])
        default: .words([])
        }
    }

    /// The value of CONFIG SET as words: at every blank if the option takes several, else in one piece.
    func wordsOfClient(_ value: String) -> [String] {
        guard takesSeveralWords else { return [value] }
        return value.isEmpty ? [] : value.split(separator: " ").map(String.init)
    }
}

extension Option.Kind: CustomStringConvertible {
    /// What is accepted, as it stands after "takes".
    package var description: String {
        switch self {
        case .flag: "'yes' or 'no'"
        case .integer(let range), .clampedInteger(let range, _): "an integer \(range.inWords { "\($0)" })"
        case .octal(let range): "an octal number \(range.inWords { String($0, radix: 8) })"
        case .memory(let range): "a size such as 64mb \(range.inWords(memorySizeText))"
        case .memoryOrPercent(let range): "a size such as 64mb, or a percentage of at most \(-range.lowerBound)%"
        case .choice(let names, _): "one of \(names.joined(separator: ", "))"
        case .choices(let names): "one or more of \(names.joined(separator: ", "))"
        case .text(let rule): rule.description
        case .words(let members, let limit): "up to \(limit) \(members)"
        case .events: "letters out of \(KeyspaceEventLetters.known)"
        case .address: "a host and a port, or 'no one'"
        case .scores: "three integers from -2000 to 2000"
        case .percentiles: "numbers from 0 to 100"
        case .savePoints: "pairs of seconds and changes, or an empty string"
        case .outputBufferLimits:
            "a class (normal, replica or pubsub), a hard size, a soft size and seconds for each class"
        case .directive(let count, _):
            count == 1...1 ? "one word" : count.lowerBound == count.upperBound
                ? "\(count.lowerBound) words" : "at least \(count.lowerBound) word"
        }
    }
}

extension ClosedRange<Int> {
    /// What a C `int` holds from zero on.
    static var natural: ClosedRange { 0...Int(Int32.max) }
    /// What 64 bits hold from zero on.
    static var whole: ClosedRange { 0...Int.max }
    static var anyInt32: ClosedRange { Int(Int32.min)...Int(Int32.max) }

    fileprivate func inWords(_ text: (Int) -> String) -> String {
        let upperIsNatural = upperBound < Int(Int32.max)
        return upperIsNatural ? "from \(text(lowerBound)) to \(text(upperBound))" : "of at least \(text(lowerBound))"
    }
}
