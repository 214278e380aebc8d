package enum DebugCommands {
    package static let family: [Command] = []
}
