package enum PubSubCommands {
    package static let family: [Command] = []
}
