package enum KeyCommands {
    package static let family: [Command] = []
}
