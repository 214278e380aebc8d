// Why a command was refused, as the one line that the client reads: a code in capitals, then words to act on.
// Texts that Redis has are Redis's, since programs compare them.

package struct CommandError: Error, Equatable {
    package let code: String
    package let text: String

    package init(_ code: String, _ text: String) {
        self.code = code
        self.text = text
    }

    /// A refusal under the general code.
    package init(_ text: String) {
        self.init("ERR", text)
    }

    package var line: String { text.isEmpty ? code : "\(code) \(text)" }

    package static let loading = CommandError("LOADING", "\(Compatibility.product) is loading the dataset in memory")
    package static let syntax = CommandError("syntax error")
    package static let wrongType = CommandError(
        "WRONGTYPE", "Operation against a key holding the wrong kind of value")
    package static let notAnInteger = CommandError("value is not an integer or out of range")
    package static let notAFloat = CommandError("value is not a valid float")
    package static let outOfRange = CommandError("value is out of range")
    package static let noSuchKey = CommandError("no such key")
    package static let wouldOverflow = CommandError("increment or decrement would overflow")
    package static let stringTooLong = CommandError("string exceeds maximum allowed size (proto-max-bulk-len)")
    package static let databaseOutOfRange = CommandError("DB index is out of range")
    package static let noAuthentication = CommandError("NOAUTH", "Authentication required.")

    /// What an option of our own takes. Those of Redis's say `notAnInteger`, which programs compare.
    static func wholeNumber(
        _ option: String, from least: some FixedWidthInteger, or word: String? = nil
    ) -> CommandError {
        CommandError("\(option) takes a whole number from \(least)\(word.map { ", or \($0)" } ?? "")")
    }

    package static func wrongArity(_ name: String) -> CommandError {
        CommandError("wrong number of arguments for '\(name.lowercased())' command")
    }

    package static func invalidExpiry(_ name: String) -> CommandError {
        CommandError("invalid expire time in '\(name.lowercased())' command")
    }

    /// A container that looks at its subcommands by itself cannot say which of the two it was.
    package static func wrongSubcommand(_ given: String, of container: String) -> CommandError {
        CommandError(
            "unknown subcommand or wrong number of arguments for '\(given.prefix(128))'. "
                + "Try \(container.uppercased()) HELP.")
    }

    package static func unknownSubcommand(_ given: String, of container: String) -> CommandError {
        CommandError("unknown subcommand '\(given.prefix(128))'. Try \(container.uppercased()) HELP.")
    }
}
