package enum ExpiryCommands {
    package static let family: [Command] = []
}
