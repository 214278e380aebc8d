// Reads configuration files: one option a line, `#` before a comment, and files that include others.

package struct ConfigurationFile {
    /// How deep files may include files; deeper, one of them includes itself.
    package static let includeLimit = 16

    package typealias Reader = (String) throws -> [UInt8]
    /// Finds the files that fit a pattern, in order.
    package typealias Finder = (String) -> [String]

    package private(set) var configuration: Configuration
    private let read: Reader
    private let find: Finder
    private var accumulated: Set<Option> = []
    private var depth = 0

    /// Relative paths are handed to `read` as they are written, so they start where the server was started.
    package init(over configuration: Configuration, reading read: @escaping Reader, finding find: @escaping Finder) {
        self.configuration = configuration
        self.read = read
        self.find = find
    }

    /// Loads a file that `source` asked for.
    package mutating func load(path: String, for source: ConfigurationError.Source) throws(ConfigurationError) {
        let content: [UInt8]
        do {
            content = try read(path)
        } catch {
            throw ConfigurationError(
                source: source, option: "include", given: [path], problem: .unreadableFile("\(error)"))
        }
        try load(content, named: path)
    }

    package mutating func load(_ content: [UInt8], named name: String) throws(ConfigurationError) {
        let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let source = ConfigurationError.Source.file(name, line: index + 1)
            if let words = try words(of: Array(line), source) { try apply(words, from: source) }
        }
    }

    /// Applies one line: the option's name and the words of its value.
    package mutating func apply(
        _ line: [String], from source: ConfigurationError.Source
    ) throws(ConfigurationError) {
        let (name, words) = (line[0].lowercased(), Array(line.dropFirst()))
        guard let option = Option.named(name) else { throw .unknownOption(line[0], source) }
        if option == .include && words.count == 1 { return try include(words[0], from: source) }
        let value = try option.kind.wordsOfLine(words, option: name, source)
        try configuration.set(name, to: value, from: source, keepingEarlierLines: accumulated.contains(option))
        if option.kind.accumulates { accumulated.insert(option) }
    }

    private mutating func include(
        _ path: String, from source: ConfigurationError.Source
    ) throws(ConfigurationError) {
        guard depth < Self.includeLimit else {
            throw ConfigurationError(
                source: source, option: "include", given: [path],
                problem: .includesTooDeep(limit: Self.includeLimit))
        }
        depth += 1
        defer { depth -= 1 }
        let isPattern = path.contains { "*?[".contains($0) }
        for file in isPattern ? find(path) : [path] { try load(path: file, for: source) }
    }

    private func words(
        of line: [UInt8], _ source: ConfigurationError.Source
    ) throws(ConfigurationError) -> [String]? {
        let isComment = line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } == UInt8(ascii: "#")
        if isComment { return nil }
        do {
            let words = try WordSplitter.words(of: line)
            return words.isEmpty ? nil : words
        } catch {
            throw ConfigurationError(source: source, option: "", problem: error.problem)
        }
    }
}

extension Option.Kind {
    /// One word that holds several, such as `"900 1"`, counts as those several.
    fileprivate func wordsOfLine(
        _ words: [String], option: String, _ source: ConfigurationError.Source
    ) throws(ConfigurationError) -> [String] {
        guard takesSeveralWords, words.count == 1, !words[0].isEmpty else { return words }
        if case .directive = self { return words }
        do {
            return try WordSplitter.words(of: words[0])
        } catch {
            throw ConfigurationError(source: source, option: option, given: words, problem: error.problem)
        }
    }
}

extension WordSplitter.Failure {
    var problem: ConfigurationError.Problem {
        switch self {
        case .unbalancedQuotes: .unbalancedQuotes
        case .notText: .notText
        }
    }
}
