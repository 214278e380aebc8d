// What is wrong with a rule, in the words of Redis.

package enum RuleError: Error, Equatable {
    case syntax
    case unknownCommandOrCategory
    case keysAfterAllKeys
    case channelsAfterAllChannels
    case noSuchPassword
    case malformedHash
    case firstArgumentOfSubcommand

    package var text: String {
        switch self {
        case .syntax: "Syntax error"
        case .unknownCommandOrCategory: "Unknown command or category name in ACL"
        case .keysAfterAllKeys: Self.addingAfterAll("allkeys", "resetkeys", "patterns")
        case .channelsAfterAllChannels: Self.addingAfterAll("allchannels", "resetchannels", "channels")
        case .noSuchPassword: "The password you are trying to remove from the user does not exist"
        case .malformedHash:
            "The password hash must be exactly 64 characters and contain only lowercase hexadecimal characters"
        case .firstArgumentOfSubcommand: "Allowing first-arg of a subcommand is not supported"
        }
    }

    private static func addingAfterAll(_ flag: String, _ reset: String, _ list: String) -> String {
        "Adding a pattern after the * pattern (or the '\(flag)' flag) is not valid and does not have any effect. "
            + "Try '\(reset)' to start with an empty list of \(list)"
    }
}
