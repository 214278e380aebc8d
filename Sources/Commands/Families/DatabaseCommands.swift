package enum DatabaseCommands {
    package static let family: [Command] = []
}
