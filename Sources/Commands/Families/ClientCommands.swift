package enum ClientCommands {
    package static let family: [Command] = []
}
