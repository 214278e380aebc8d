// The meaning of several words for every kind of option that takes them.

enum SeveralWords {
    /// The chosen names without repeats, in the order of their declaration.
    static func chosen(_ words: [String], among names: [String]) throws(Refusal) -> [String] {
        let given = words.map { $0.lowercased() }
        guard !given.isEmpty, given.allSatisfy(names.contains) else { throw .notAmong(names) }
        guard !(given.contains("save") && given.contains("nosave")) else {
            throw Refusal("shutdown options SAVE and NOSAVE can't be used simultaneously")
        }
        let chosen = names.dropFirst().filter(given.contains)
        return chosen.isEmpty ? [names[0]] : chosen
    }

    static func list(_ words: [String], of members: String, atMost limit: Int) throws(Refusal) -> [String] {
        guard words.count <= limit else { throw Refusal("Too many \(members) specified.") }
        return words.withoutLoneEmptyWord
    }

    static func address(_ words: [String]) throws(Refusal) -> [String] {
        if words.withoutLoneEmptyWord.isEmpty { return [] }
        guard words.count == 2 else { throw .wordCount }
        if words.map({ $0.lowercased() }) == ["no", "one"] { return [] }
        guard let port = Int(words[1]), (0...65535).contains(port) else { throw Refusal("Invalid primary port") }
        return [words[0], String(port)]
    }

    static func scores(_ words: [String]) throws(Refusal) -> [String] {
        guard words.count == 3 else { throw .wordCount }
        let scores = words.compactMap { Int($0) }.filter((-2000...2000).contains)
        guard scores.count == words.count else {
            throw Refusal("Invalid oom-score-adj-values, elements must be between -2000 and 2000.")
        }
        return scores.map(String.init)
    }

    static func percentiles(_ words: [String]) throws(Refusal) -> [Double] {
        let given = words.withoutLoneEmptyWord
        let numbers = given.compactMap { Double($0) }.filter(\.isFinite)
        guard numbers.count == given.count else {
            throw Refusal("Invalid latency-tracking-info-percentiles parameters")
        }
        guard numbers.allSatisfy((0...100).contains) else {
            throw Refusal("latency-tracking-info-percentiles parameters should sit between [0.0,100.0]")
        }
        return numbers
    }

    /// Adds save points to the current ones; an empty value forgets them all.
    static func savePoints(_ words: [String], after current: Setting) throws(Refusal) -> Setting {
        let numbers = words.withoutLoneEmptyWord
        if numbers.isEmpty { return .savePoints([]) }
        guard numbers.count.isMultiple(of: 2) else { throw Refusal("Invalid save parameters") }
        guard case .savePoints(var points) = current else { preconditionFailure("save points follow save points") }
        for pair in stride(from: 0, to: numbers.count, by: 2) {
            guard let seconds = Int(numbers[pair]), seconds >= 1,
                let changes = Int(numbers[pair + 1]), changes >= 0
            else { throw Refusal("Invalid save parameters") }
            points.append(SavePoint(seconds: seconds, changes: changes))
        }
        return .savePoints(points)
    }

    /// Lays limits over the current ones; a class that is not named keeps its own.
    static func outputBufferLimits(_ words: [String], over current: Setting) throws(Refusal) -> Setting {
        guard words.count.isMultiple(of: 4) else {
            throw Refusal("Wrong number of arguments in buffer limit configuration.")
        }
        guard case .outputBufferLimits(var limits) = current else { preconditionFailure("limits follow limits") }
        for first in stride(from: 0, to: words.count, by: 4) {
            guard let named = OutputBufferLimits.Class(word: words[first]) else {
                throw Refusal("Invalid client class specified in buffer limit configuration.")
            }
            limits[named] = try outputBufferLimit(words[first + 1], words[first + 2], words[first + 3])
        }
        return .outputBufferLimits(limits)
    }

    private static func outputBufferLimit(
        _ hard: String, _ soft: String, _ seconds: String
    ) throws(Refusal) -> OutputBufferLimit {
        guard case .bytes(let hardBytes) = memorySize(hard), case .bytes(let softBytes) = memorySize(soft),
            let softSeconds = Int(seconds), softSeconds >= 0
        else { throw Refusal("Error in hard, soft or soft_seconds setting in buffer limit configuration.") }
        return OutputBufferLimit(hardBytes: hardBytes, softBytes: softBytes, softSeconds: softSeconds)
    }

    static func line(
        _ words: [String], of count: ClosedRange<Int>, after current: Setting
    ) throws(Refusal) -> Setting {
        guard case .lines(let lines) = current else { preconditionFailure("lines follow lines") }
        guard count.contains(words.count) else { throw .wordCount }
        return .lines(lines + [words])
    }
}

extension [String] {
    /// A single empty word stands for no words.
    fileprivate var withoutLoneEmptyWord: [String] { self == [""] ? [] : self }
}
