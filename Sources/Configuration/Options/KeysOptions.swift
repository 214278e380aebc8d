// The options of the family "Keys": order, expiry, deletion and events of keys.

extension OptionFamily {
    static let keys = OptionFamily(
        "Keys", "Order, expiry, deletion and events of keys.",
        [
            .orderedPrefix, .notifyKeyspaceEvents, .activeExpireEffort, .activerehashing,
            .lazyfreeLazyEviction, .lazyfreeLazyExpire, .lazyfreeLazyServerDel, .lazyfreeLazyUserDel,
            .lazyfreeLazyUserFlush,
        ])
}

package extension Option {
    static let orderedPrefix = Option(
        "ordered-prefix", .words("prefixes", atMost: 64), "traefik", .served,
        "Keys that start with one of these words are also kept in order, so that SCAN for such a prefix "
            + "answers the whole subtree at once, sorted. Traefik reads its configuration that way. An empty string "
            + "keeps no order.")

    static let notifyKeyspaceEvents = Option(
        "notify-keyspace-events", .events, "", .served,
        "Which events of keys are published. K publishes them by key and E by event. The letters g$lshztd "
            + "choose kinds of values; x is for expired, e for evicted, n for new and m for missing keys, and A for "
            + "all but n and m.")

    static let activeExpireEffort = Option(
        "active-expire-effort", .integer(1...10), "1", .served,
        "How eagerly expired keys are looked for, from 1 to 10; more costs time and saves memory.")

    static let activerehashing = Option(
        "activerehashing", .flag, "yes", .served,
        "Spends spare moments on growing and shrinking the tables of keys.")

    static let lazyfreeLazyEviction = Option(
        "lazyfree-lazy-eviction", .flag, "yes", .served,
        "Frees evicted values piece by piece.")

    static let lazyfreeLazyExpire = Option(
        "lazyfree-lazy-expire", .flag, "yes", .served,
        "Frees expired values piece by piece.")

    static let lazyfreeLazyServerDel = Option(
        "lazyfree-lazy-server-del", .flag, "yes", .served,
        "Frees overwritten values piece by piece.")

    static let lazyfreeLazyUserDel = Option(
        "lazyfree-lazy-user-del", .flag, "yes", .served,
        "Makes DEL behave as UNLINK, which frees piece by piece.")

    static let lazyfreeLazyUserFlush = Option(
        "lazyfree-lazy-user-flush", .flag, "yes", .served,
        "Makes FLUSHALL and FLUSHDB free piece by piece if they say neither SYNC nor ASYNC.")
}
