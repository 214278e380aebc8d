// CONFIG REWRITE: what a file has to hold so that it loads as the configuration that is in use now.
//
// A line stays as it is, wherever it says what is true: comments, blank lines, the order, the way in which a size is
// written. An option whose value is another now is written anew in its place, or, if the file does not have it, at the
// end after a remark. What an included file says is overruled at the end too: only the main file is written.

extension Configuration {
    /// The content of a file, changed as little as makes it load as this configuration. `withDefaults` adds what the
    /// file does not have though it has its default.
    package func rewriting(
        _ content: [UInt8], reading read: @escaping ConfigurationFile.Reader,
        finding find: @escaping ConfigurationFile.Finder = { [$0] }, withDefaults: Bool = false
    ) throws(ConfigurationError) -> [UInt8] {
        var file = ConfigurationFile(over: Configuration(), reading: read, finding: find)
        try file.load(content, named: "the configuration file")
        var text = RewrittenFile(content)
        for option in Option.all where option != .include && !option.traits.contains(.once) {
            let isTrue = setting(option) == file.configuration.setting(option)
            if isTrue, !withDefaults || text.mentions(option) { continue }
            text.replace(option, with: lines(saying: option, afterOthers: text.includesOthers))
        }
        return text.content
    }

    /// Gives a directive the lines that are true of it now, each as its words.
    package mutating func setLines(_ lines: [[String]], of directive: Option) {
        update(directive, to: .lines(lines))
    }

    /// The lines that give an option its setting, even if other files have given it one that would add up.
    private func lines(saying option: Option, afterOthers: Bool) -> [String] {
        let values = values(of: option)
        let resets = option == .save && (values.isEmpty || afterOthers)
        return ((resets ? [[""]] : []) + values).map { words in
            ([option.name] + words.map(WordSplitter.quoted)).joined(separator: " ")
        }
    }

    /// The words of each line.
    private func values(of option: Option) -> [[String]] {
        switch setting(option) {
        case .lines(let lines): lines
        case .savePoints(let points): points.map { ["\($0.seconds)", "\($0.changes)"] }
        case .outputBufferLimits(let limits): OutputBufferLimits.Class.allCases.map { limits.words(for: $0) }
        case .words(let words): [words.isEmpty ? [""] : words]
        case .percentiles(let numbers): [numbers.isEmpty ? [""] : numbers.map(percentileText)]
        case .integer(let number) where option.kind.isSize: [[memorySizeText(number)]]
        case .flag, .integer, .percent, .text: [[option.text(of: setting(option))]]
        }
    }
}

extension Option.Kind {
    fileprivate var isSize: Bool {
        switch self {
        case .memory, .memoryOrPercent: true
        default: false
        }
    }
}

extension OutputBufferLimits {
    fileprivate func words(for named: Class) -> [String] {
        let limit = self[named]
        return [
            named.rawValue, memorySizeText(limit.hardBytes), memorySizeText(limit.softBytes), "\(limit.softSeconds)",
        ]
    }
}

/// A configuration file as lines, and which option each is about.
private struct RewrittenFile {
    private static let remark = Array("# Written by CONFIG REWRITE".utf8)

    /// A line that has gone is nil; one may have become several.
    private var lines: [[UInt8]?]
    private var places: [Option: [Int]] = [:]
    private var addition: [[UInt8]] = []

    init(_ content: [UInt8]) {
        var pieces = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
        if pieces.last?.isEmpty == true { pieces.removeLast() }
        lines = pieces
        for (place, line) in pieces.enumerated() {
            if let option = Self.option(of: line) { places[option, default: []].append(place) }
        }
    }

    private static func option(of line: [UInt8]) -> Option? {
        guard let words = try? WordSplitter.words(of: line), let name = words.first, !name.hasPrefix("#") else {
            return nil
        }
        return Option.named(name)
    }

    var includesOthers: Bool { mentions(.include) }

    func mentions(_ option: Option) -> Bool { places[option] != nil }

    /// Puts lines in the place of the first that is about an option. They go to the end where there is none, or where
    /// another file is included after it, which might say otherwise.
    mutating func replace(_ option: Option, with new: [String]) {
        let old = places[option] ?? []
        for place in old { lines[place] = nil }
        let text = Array(new.joined(separator: "\n").utf8)
        if new.isEmpty { return }
        if let first = old.first, first > places[.include]?.last ?? -1 {
            lines[first] = text
        } else {
            addition.append(text)
        }
    }

    var content: [UInt8] {
        var all = lines.compactMap { $0 }
        if !addition.isEmpty {
            if !all.contains(Self.remark) { all += [[], Self.remark] }
            all += addition
        }
        return Array(all.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
    }
}
