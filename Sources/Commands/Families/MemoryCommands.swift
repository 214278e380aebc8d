package enum MemoryCommands {
    package static let family: [Command] = []
}
