// The options of the family "Encodings": up to what size a collection has its compact form.

extension OptionFamily {
    static let encodings = OptionFamily(
        "Encodings", "Up to what size a collection has its compact form.",
        [
            .hashMaxListpackEntries, .hashMaxListpackValue, .listMaxListpackSize, .listCompressDepth,
            .setMaxIntsetEntries, .setMaxListpackEntries, .setMaxListpackValue, .zsetMaxListpackEntries,
            .zsetMaxListpackValue, .hllSparseMaxBytes, .streamNodeMaxBytes, .streamNodeMaxEntries,
            .listMaxZiplistEntries, .listMaxZiplistValue,
        ])
}

package extension Option {
    static let hashMaxListpackEntries = Option(
        "hash-max-listpack-entries", alias: "hash-max-ziplist-entries", .integer(.whole), "512", .accepted,
        "Up to how many fields a hash is compact.")

    static let hashMaxListpackValue = Option(
        "hash-max-listpack-value", alias: "hash-max-ziplist-value", .memory(.whole), "64", .accepted,
        "Up to what length of a field or value a hash is compact.")

    static let listMaxListpackSize = Option(
        "list-max-listpack-size", alias: "list-max-ziplist-size", .integer(.anyInt32), "-2", .accepted,
        "How many elements one node of a list holds; -1 to -5 stand for 4 to 64 kilobytes.")

    static let listCompressDepth = Option(
        "list-compress-depth", .integer(.natural), "0", .accepted,
        "How many nodes at each end of a list stay uncompressed; 0 compresses none.")

    static let setMaxIntsetEntries = Option(
        "set-max-intset-entries", .integer(.whole), "512", .accepted,
        "Up to how many members a set of integers is compact.")

    static let setMaxListpackEntries = Option(
        "set-max-listpack-entries", .integer(.whole), "128", .accepted,
        "Up to how many members any other set is compact.")

    static let setMaxListpackValue = Option(
        "set-max-listpack-value", .integer(.whole), "64", .accepted,
        "Up to what length of a member it is compact.")

    static let zsetMaxListpackEntries = Option(
        "zset-max-listpack-entries", alias: "zset-max-ziplist-entries", .integer(.whole), "128", .accepted,
        "Up to how many members a sorted set is compact.")

    static let zsetMaxListpackValue = Option(
        "zset-max-listpack-value", alias: "zset-max-ziplist-value", .memory(.whole), "64", .accepted,
        "Up to what length of a member a sorted set is compact.")

    static let hllSparseMaxBytes = Option(
        "hll-sparse-max-bytes", .memory(.whole), "3000", .accepted,
        "Up to what size a HyperLogLog is sparse.")

    static let streamNodeMaxBytes = Option(
        "stream-node-max-bytes", .memory(.whole), "4096", .accepted,
        "How large one node of a stream may be; 0 means any size.")

    static let streamNodeMaxEntries = Option(
        "stream-node-max-entries", .integer(.whole), "100", .accepted,
        "How many entries one node of a stream may have; 0 means any number.")

    static let listMaxZiplistEntries = Option(
        "list-max-ziplist-entries", .directive(1...1, example: "512"), "", .accepted, .hidden,
        "Once limited the entries of a compact list.")

    static let listMaxZiplistValue = Option(
        "list-max-ziplist-value", .directive(1...1, example: "64"), "", .accepted, .hidden,
        "Once limited the size of a compact list's entry.")
}
