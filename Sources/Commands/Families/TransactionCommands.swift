package enum TransactionCommands {
    package static let family: [Command] = []
}
