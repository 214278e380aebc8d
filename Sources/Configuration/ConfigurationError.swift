// What is wrong with a configuration: one sentence for a person, and one reply for a client.

package struct ConfigurationError: Error, Equatable {
    package enum Source: Equatable, Sendable {
        case file(String, line: Int)
        case commandLine
        case client
    }

    package enum Problem: Equatable, Sendable {
        case unknownOption(nearest: String?)
        /// The value is none of this option. `reply` is what a client reads, `accepts` what a person does.
        case refused(reply: String, accepts: String)
        case fixed
        case protected
        case duplicate
        case unbalancedQuotes
        case notText
        case unreadableFile(String)
        case includesTooDeep(limit: Int)
        case unexpectedArgument
    }

    package let source: Source
    /// The option's name as it was given; empty if the line did not get that far.
    package let option: String
    /// The words that were given as its value, unless they are secret.
    package let given: [String]
    package let problem: Problem

    package init(source: Source, option: String, given: [String] = [], problem: Problem) {
        self.source = source
        self.option = option
        self.given = Option.named(option)?.traits.contains(.secret) == true ? ["(secret)"] : given
        self.problem = problem
    }
}

extension ConfigurationError {
    /// The error line of CONFIG SET, after `ERR `.
    package var reply: String {
        switch problem {
        case .unknownOption: "Unknown option or number of arguments for CONFIG SET - '\(option)'"
        case .refused(let reply, _): failedReply(reply)
        case .fixed: failedReply("can't set immutable config")
        case .protected: failedReply("can't set protected config")
        case .duplicate: failedReply("duplicate parameter")
        case .unbalancedQuotes, .notText, .unreadableFile, .includesTooDeep, .unexpectedArgument:
            failedReply(sentence)
        }
    }

    private func failedReply(_ reason: String) -> String {
        "CONFIG SET failed (possibly related to argument '\(option)') - \(reason)"
    }
}

extension ConfigurationError: CustomStringConvertible {
    package var description: String { "\(source): \(sentence)" }

    private var sentence: String {
        switch problem {
        case .unknownOption(let nearest?): "unknown option '\(option)': did you mean '\(nearest)'?"
        case .unknownOption(nil): "unknown option '\(option)': conf/milepost.conf has all there are"
        case .refused(_, let accepts): "option '\(option)' \(givenInWords), but takes \(accepts)"
        case .fixed:
            "option '\(option)' cannot be changed while the server runs: set it in its file, and start it again"
        case .protected: "option '\(option)' may only be changed if enable-protected-configs permits"
        case .duplicate: "option '\(option)' is given twice: keep one"
        case .unbalancedQuotes: "the quotes are not balanced, or something follows a closing quote directly"
        case .notText: "the line is not UTF-8 text: save the file as that"
        case .unreadableFile(let reason): "the file '\(given.first ?? "")' cannot be read: \(reason)"
        case .includesTooDeep(let limit):
            "the file '\(given.first ?? "")' is included more than \(limit) files deep; does it include itself?"
        case .unexpectedArgument: "unexpected argument '\(given.first ?? "")': options start with two dashes"
        }
    }

    private var givenInWords: String {
        given.isEmpty ? "has no value" : "was given \(given.map { "'\($0)'" }.joined(separator: " "))"
    }
}

extension ConfigurationError.Source: CustomStringConvertible {
    package var description: String {
        switch self {
        case .file(let name, let line): "\(name):\(line)"
        case .commandLine: "command line"
        case .client: "CONFIG SET"
        }
    }
}
