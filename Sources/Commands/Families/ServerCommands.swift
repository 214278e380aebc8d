package enum ServerCommands {
    package static let family: [Command] = []
}
