package enum ConfigCommands {
    package static let family: [Command] = []
}
