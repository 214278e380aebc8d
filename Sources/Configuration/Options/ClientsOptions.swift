// The options of the family "Clients": what one client may cost.

extension OptionFamily {
    static let clients = OptionFamily(
        "Clients", "What one client may cost.",
        [
            .clientQueryBufferLimit, .clientOutputBufferLimit, .protoMaxBulkLen, .maxmemoryClients,
            .trackingTableMaxKeys,
        ])
}

package extension Option {
    static let clientQueryBufferLimit = Option(
        "client-query-buffer-limit", .memory(1_048_576...Int.max), "1gb", .served,
        "How much of a client's unfinished requests is held before it is cut off.")

    static let clientOutputBufferLimit = Option(
        "client-output-buffer-limit",
        .outputBufferLimits,
        "normal 0 0 0 replica 256mb 64mb 60 pubsub 32mb 8mb 60", .served,
        "How far a client may fall behind with reading replies: a class, a size that cuts it off at once, and "
            + "a size that does so after so many seconds. 0 means no limit.")

    static let protoMaxBulkLen = Option(
        "proto-max-bulk-len", .memory(1_048_576...Int.max), "512mb", .served,
        "The longest argument that a request may have.")

    static let maxmemoryClients = Option(
        "maxmemory-clients", .memoryOrPercent(-100...Int.max), "0", .served,
        "What all clients together may use, as a size or a part of maxmemory such as 5%.")

    static let trackingTableMaxKeys = Option(
        "tracking-table-max-keys", .integer(.whole), "1000000", .served,
        "How many keys are remembered for clients that cache them.")
}
