package enum InfoCommands {
    package static let family: [Command] = []
}
