// The options of the family "Memory": how much memory is used, and how it is given back.

extension OptionFamily {
    static let memory = OptionFamily(
        "Memory", "How much memory is used, and how it is given back.",
        [
            .maxmemory, .maxmemoryPolicy, .maxmemorySamples, .maxmemoryEvictionTenacity, .lfuLogFactor,
            .lfuDecayTime, .oomScoreAdj, .oomScoreAdjValues, .disableThp, .jemallocBgThread, .activedefrag,
            .activeDefragIgnoreBytes, .activeDefragThresholdLower, .activeDefragThresholdUpper,
            .activeDefragCycleMin, .activeDefragCycleMax, .activeDefragMaxScanFields,
        ])
}

package extension Option {
    static let maxmemory = Option(
        "maxmemory", .memory(.whole), "0", .served,
        "How much memory keys may use; 0 means no limit.")

    static let maxmemoryPolicy = Option(
        "maxmemory-policy",
        .choice([
            "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl", "allkeys-lru", "allkeys-lfu",
            "allkeys-random", "noeviction",
        ]),
        "noeviction", .served,
        "Which keys go when maxmemory is reached.")

    static let maxmemorySamples = Option(
        "maxmemory-samples", .integer(1...64), "5", .served,
        "How many keys are compared to find one that can go.")

    static let maxmemoryEvictionTenacity = Option(
        "maxmemory-eviction-tenacity", .integer(0...100), "10", .served,
        "How much time eviction may take from clients.")

    static let lfuLogFactor = Option(
        "lfu-log-factor", .integer(.natural), "10", .served,
        "How many hits it takes to count as an often used key.")

    static let lfuDecayTime = Option(
        "lfu-decay-time", .integer(.natural), "1", .served,
        "After how many minutes a key counts as less often used.")

    static let oomScoreAdj = Option(
        "oom-score-adj",
        .choice(["no", "yes", "relative", "absolute"], synonyms: ["relative": "yes"]),
        "no", .accepted,
        "Tells the kernel whom to end first when memory runs out.")

    static let oomScoreAdjValues = Option(
        "oom-score-adj-values", .scores, "0 200 800", .accepted,
        "The scores for a primary, a replica and a child process.")

    static let disableThp = Option(
        "disable-thp", .flag, "yes", .accepted, .fixed,
        "Keeps the kernel from using huge pages.")

    static let jemallocBgThread = Option(
        "jemalloc-bg-thread", .flag, "yes", .accepted,
        "Gives unused memory back in a thread of its own.")

    static let activedefrag = Option(
        "activedefrag", .flag, "no", .accepted,
        "Moves values together so that memory has no holes.")

    static let activeDefragIgnoreBytes = Option(
        "active-defrag-ignore-bytes", .memory(1...Int.max), "100mb", .accepted,
        "How much may be lost to holes before anything is moved.")

    static let activeDefragThresholdLower = Option(
        "active-defrag-threshold-lower", .integer(0...1000), "10", .accepted,
        "From what percentage of loss values are moved.")

    static let activeDefragThresholdUpper = Option(
        "active-defrag-threshold-upper", .integer(0...1000), "100", .accepted,
        "From what percentage of loss they are moved with all strength.")

    static let activeDefragCycleMin = Option(
        "active-defrag-cycle-min", .integer(1...99), "1", .accepted,
        "The least share of the processor for moving, in percent.")

    static let activeDefragCycleMax = Option(
        "active-defrag-cycle-max", .integer(1...99), "25", .accepted,
        "The largest share of the processor for moving, in percent.")

    static let activeDefragMaxScanFields = Option(
        "active-defrag-max-scan-fields", .integer(1...Int.max), "1000", .accepted,
        "Up to what size a collection is moved at once.")
}
