package enum CommandCommands {
    package static let family: [Command] = []
}
