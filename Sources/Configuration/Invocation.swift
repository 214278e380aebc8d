// What the command line asks for: `milepost [file] [--option value …] [-]`, as redis-server takes it.

package enum Invocation: Equatable, Sendable {
    case help
    case version
    case run(Launch)
}

/// What to load before the server starts: a file, then standard input, then options, each over the one before.
package struct Launch: Equatable, Sendable {
    package var file: String?
    package var readsStandardInput = false
    /// Options of the command line as lines: a name and the words of its value.
    package var options: [[String]] = []
    /// Whether to look for mistakes in the configuration and not to start at all.
    package var onlyChecks = false

    package init(
        file: String? = nil, readsStandardInput: Bool = false, options: [[String]] = [], onlyChecks: Bool = false
    ) {
        self.file = file
        self.readsStandardInput = readsStandardInput
        self.options = options
        self.onlyChecks = onlyChecks
    }
}

extension Invocation {
    /// Understands the arguments after the program's name.
    package init(arguments: [String]) throws(ConfigurationError) {
        switch arguments.first {
        case "-h", "--help": self = .help
        case "-v", "--version": self = .version
        default: self = .run(try Launch(arguments: arguments))
        }
    }
}

extension Launch {
    /// Stands where an option may stand, and before the file as well.
    private static let check = "--check-config"

    init(arguments: [String]) throws(ConfigurationError) {
        var rest = arguments[...]
        if rest.first == Self.check {
            onlyChecks = true
            rest.removeFirst()
        }
        if let first = rest.first, !first.hasPrefix("-") { file = rest.removeFirst() }
        if rest.first == "-" {
            readsStandardInput = true
            rest.removeFirst()
        } else if rest.last == "-" {
            readsStandardInput = true
            rest.removeLast()
        }
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else {
                throw ConfigurationError(
                    source: .commandLine, option: "", given: [argument], problem: .unexpectedArgument)
            }
            if argument == Self.check {
                onlyChecks = true
            } else {
                options.append(try Self.option(argument, takingFrom: &rest))
            }
        }
    }

    /// What an option means that is followed by none of its own: scripts leave `--save` empty to mean that nothing is
    /// saved.
    private static let alone = ["save": "", "new-epoch": "yes"]

    /// The words of one option: those of its own argument (`--port` or `"--port 7000"`) and all that follow until the
    /// next option. What follows a bare name directly is its value even if it starts with dashes, unless the option may
    /// stand alone.
    private static func option(
        _ argument: String, takingFrom rest: inout ArraySlice<String>
    ) throws(ConfigurationError) -> [String] {
        var words = try words(of: argument)
        let nextIsOption = rest.first?.hasPrefix("--") ?? true
        if words.count == 1, nextIsOption, let value = alone[words[0].lowercased()] { return words + [value] }
        if words.count == 1, let value = rest.popFirst() { words.append(value) }
        while let word = rest.first, !word.hasPrefix("--") {
            words.append(word)
            rest.removeFirst()
        }
        return words
    }

    private static func words(of argument: String) throws(ConfigurationError) -> [String] {
        let words: [String]
        do {
            words = try WordSplitter.words(of: String(argument.dropFirst(2)))
        } catch {
            throw ConfigurationError(source: .commandLine, option: "", given: [argument], problem: error.problem)
        }
        guard !words.isEmpty else {
            throw ConfigurationError(
                source: .commandLine, option: "", given: [argument], problem: .unexpectedArgument)
        }
        return words
    }
}

extension Launch {
    /// Loads everything in its order. `read` gets a path and `find` a pattern; `standardInput` is called if asked for.
    package func configuration(
        reading read: @escaping ConfigurationFile.Reader,
        finding find: @escaping ConfigurationFile.Finder = { [$0] },
        standardInput: () -> [UInt8] = { [] }
    ) throws(ConfigurationError) -> Configuration {
        var loader = ConfigurationFile(over: Configuration(), reading: read, finding: find)
        if let file { try loader.load(path: file, for: .commandLine) }
        if readsStandardInput { try loader.load(standardInput(), named: "standard input") }
        for option in options { try loader.apply(option, from: .commandLine) }
        return loader.configuration
    }
}
