// The options of the family "Persistence": what is on the disk, and when.

extension OptionFamily {
    static let persistence = OptionFamily(
        "Persistence", "What is on the disk, and when.",
        [
            .save, .dbfilename, .stopWritesOnBgsaveError, .rdbcompression, .rdbchecksum, .rdbDelSyncFiles,
            .rdbSaveIncrementalFsync, .appendonly, .appendfilename, .appenddirname, .appendfsync,
            .noAppendfsyncOnRewrite, .autoAofRewritePercentage, .autoAofRewriteMinSize, .aofLoadTruncated,
            .aofUseRdbPreamble, .aofTimestampEnabled, .aofRewriteIncrementalFsync, .aofDisableAutoGc,
            .recoverToTime, .recoverToRevision, .newEpoch,
            .rdbKeySaveDelay, .keyLoadDelay, .loadingProcessEventsIntervalBytes,
        ])
}

package extension Option {
    static let save = Option(
        "save", .savePoints, "3600 1 300 100 60 10000", .served,
        "Makes a snapshot when the last is older than so many seconds and at least so many changes came since; an "
            + "empty string makes none by itself.")

    static let dbfilename = Option(
        "dbfilename", .text(.fileName("dbfilename", "filename")), "dump.rdb", .served, .protected,
        "The name of the snapshot in the data folder.")

    static let stopWritesOnBgsaveError = Option(
        "stop-writes-on-bgsave-error", .flag, "yes", .served,
        "Refuses writes after a failed save until one succeeds, where there are save points.")

    static let rdbcompression = Option(
        "rdbcompression", .flag, "yes", .served,
        "Compresses strings of more than 20 bytes in snapshots and in DUMP, where that saves enough.")

    static let rdbchecksum = Option(
        "rdbchecksum", .flag, "yes", .served, .fixed,
        "Ends a snapshot with the checksum of Redis, and checks it in one that is loaded.")

    static let rdbDelSyncFiles = Option(
        "rdb-del-sync-files", .flag, "no", .accepted,
        "Deletes the snapshots that were only made for replicas.")

    static let rdbSaveIncrementalFsync = Option(
        "rdb-save-incremental-fsync", .flag, "yes", .served,
        "Has the disk take a snapshot every 4 MiB while it is made in the background, not all at its end.")

    static let appendonly = Option(
        "appendonly", .flag, "no", .served,
        "Writes every change to a log, which is loaded at the start instead of the snapshot.")

    static let appendfilename = Option(
        "appendfilename", .text(.fileName("appendfilename", "filename")), "appendonly.aof", .served, .fixed,
        "What the names of the files of the log begin with.")

    static let appenddirname = Option(
        "appenddirname", .text(.fileName("appenddirname", "dirname")), "appendonlydir", .served, .fixed,
        "The folder of the log, in the data folder.")

    static let appendfsync = Option(
        "appendfsync", .choice(["everysec", "always", "no"]), "everysec", .served,
        "When the disk takes changes for good: every second, before what depends on them leaves, or as the system "
            + "likes.")

    static let noAppendfsyncOnRewrite = Option(
        "no-appendfsync-on-rewrite", .flag, "no", .served,
        "Rests the sync of every second while a snapshot is made or the log is rewritten.")

    static let autoAofRewritePercentage = Option(
        "auto-aof-rewrite-percentage", .integer(.natural), "100", .served,
        "By how many percent the log must grow to be rewritten by itself; 0 never does.")

    static let autoAofRewriteMinSize = Option(
        "auto-aof-rewrite-min-size", .memory(.whole), "64mb", .served,
        "Up to this size the log is not rewritten by itself.")

    static let aofLoadTruncated = Option(
        "aof-load-truncated", .flag, "yes", .served,
        "Cuts off the torn end of a log and starts without it; no stops the start.")

    static let aofUseRdbPreamble = Option(
        "aof-use-rdb-preamble", .flag, "yes", .served,
        "Begins a rewritten log with a snapshot; no begins it with commands, which takes longer to load.")

    static let aofTimestampEnabled = Option(
        "aof-timestamp-enabled", .flag, "no", .served,
        "Notes the time in the log in the form of Redis as well.")

    static let aofRewriteIncrementalFsync = Option(
        "aof-rewrite-incremental-fsync", .flag, "yes", .accepted,
        "Hands a rewritten file to the disk in small parts; here rdb-save-incremental-fsync decides.")

    static let aofDisableAutoGc = Option(
        "aof-disable-auto-gc", .flag, "no", .served, .hidden,
        "Keeps append-only files that are no longer needed.")

    static let recoverToTime = Option(
        "recover-to-time", .text(.moment), "", .served, [.fixed, .once],
        "Brings the data back to what it was at a moment of the past: loads the log up to there, begins a new one and "
            + "keeps the files of the old one in a folder beside it. Takes seconds or milliseconds since 1970, or a "
            + "moment with its zone such as 2026-11-21T05:48:03Z or 2026-11-21T06:48:03.250+01:00; what was written "
            + "at that very moment is there. Another start with the same point does nothing more.")

    static let recoverToRevision = Option(
        "recover-to-revision", .text(.revision), "", .served, [.fixed, .once],
        "Does the same for a revision of the data, with all that followed it before the next one.")

    static let newEpoch = Option(
        "new-epoch", .flag, "no", .served, [.fixed, .once],
        "Begins a new epoch of revisions at the start, for a folder that was put together by hand from a backup: "
            + "nobody takes what comes now for what he has seen before. On the command line it needs no value.")

    static let rdbKeySaveDelay = Option(
        "rdb-key-save-delay", .integer(.anyInt32), "0", .served, .hidden,
        "Waits so many microseconds after each key that is saved.")

    static let keyLoadDelay = Option(
        "key-load-delay", .integer(.anyInt32), "0", .served, .hidden,
        "Waits so many microseconds after each key that is loaded.")

    static let loadingProcessEventsIntervalBytes = Option(
        "loading-process-events-interval-bytes", .integer(1024...Int(Int32.max)), "2097152", .accepted, .hidden,
        "After how many loaded bytes clients are answered once.")
}
