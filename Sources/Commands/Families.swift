// The families of commands: the one list in which each is registered.

package enum Families {
    package static let all: [[Command]] = [
        ConnectionCommands.family,
        ClientCommands.family,
        ACLCommands.family,
        StringCommands.family,
        StringRangeCommands.family,
        StringNumberCommands.family,
        StringMatchCommands.family,
        KeyCommands.family,
        ScanCommands.family,
        ObjectCommands.family,
        ExpiryCommands.family,
        DatabaseCommands.family,
        TransactionCommands.family,
        PubSubCommands.family,
        ConfigCommands.family,
        InfoCommands.family,
        CommandCommands.family,
        MemoryCommands.family,
        DebugCommands.family,
        ServerCommands.family,
        SlowLogCommands.family,
        LatencyCommands.family,
        MonitorCommands.family,
        WaitCommands.family,
        StandaloneCommands.family,
        PersistenceCommands.family,
        ResourceLogCommands.family,
        ResourceWatchCommands.family,
    ]
}
