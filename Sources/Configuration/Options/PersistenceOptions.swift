// The options of the family "Persistence": what is on the disk, and when.

extension OptionFamily {
    static let persistence = OptionFamily(
        "Persistence", "What is on the disk, and when.",
        [
            .save, .dbfilename, .stopWritesOnBgsaveError, .rdbcompression, .rdbchecksum, .rdbDelSyncFiles,
            .rdbSaveIncrementalFsync, .appendonly, .appendfilename, .appenddirname, .appendfsync,
            .noAppendfsyncOnRewrite, .autoAofRewritePercentage, .autoAofRewriteMinSize, .aofLoadTruncated,
            .aofUseRdbPreamble, .aofTimestampEnabled, .aofRewriteIncrementalFsync, .aofDisableAutoGc,
            .rdbKeySaveDelay, .keyLoadDelay, .loadingProcessEventsIntervalBytes,
        ])
}

package extension Option {
    static let save = Option(
        "save", .savePoints, "3600 1 300 100 60 10000", .served,
        "Saves after so many seconds if at least so many keys changed; an empty string never saves.")

    static let dbfilename = Option(
        "dbfilename", .text(.fileName("dbfilename", "filename")), "dump.rdb", .served, .protected,
        "The name of the snapshot.")

    static let stopWritesOnBgsaveError = Option(
        "stop-writes-on-bgsave-error", .flag, "yes", .served,
        "Refuses writes after a failed save.")

    static let rdbcompression = Option(
        "rdbcompression", .flag, "yes", .served,
        "Compresses long strings in a snapshot.")

    static let rdbchecksum = Option(
        "rdbchecksum", .flag, "yes", .served, .fixed,
        "Ends a snapshot with a checksum.")

    static let rdbDelSyncFiles = Option(
        "rdb-del-sync-files", .flag, "no", .accepted,
        "Deletes the snapshots that were only made for replicas.")

    static let rdbSaveIncrementalFsync = Option(
        "rdb-save-incremental-fsync", .flag, "yes", .served,
        "Hands a snapshot to the disk in small parts.")

    static let appendonly = Option(
        "appendonly", .flag, "no", .served,
        "Writes every change to the append-only file.")

    static let appendfilename = Option(
        "appendfilename", .text(.fileName("appendfilename", "filename")), "appendonly.aof", .served, .fixed,
        "What the names of the append-only files begin with.")

    static let appenddirname = Option(
        "appenddirname", .text(.fileName("appenddirname", "dirname")), "appendonlydir", .served, .fixed,
        "The directory of the append-only files.")

    static let appendfsync = Option(
        "appendfsync", .choice(["everysec", "always", "no"]), "everysec", .served,
        "When changes are forced to the disk: every second, before each reply, or as the system likes.")

    static let noAppendfsyncOnRewrite = Option(
        "no-appendfsync-on-rewrite", .flag, "no", .served,
        "Forces nothing to the disk while a file is rewritten.")

    static let autoAofRewritePercentage = Option(
        "auto-aof-rewrite-percentage", .integer(.natural), "100", .served,
        "By how many percent the append-only file must grow to be rewritten; 0 never rewrites.")

    static let autoAofRewriteMinSize = Option(
        "auto-aof-rewrite-min-size", .memory(.whole), "64mb", .served,
        "From what size it is rewritten.")

    static let aofLoadTruncated = Option(
        "aof-load-truncated", .flag, "yes", .served,
        "Starts with what can be read if the last record is cut off.")

    static let aofUseRdbPreamble = Option(
        "aof-use-rdb-preamble", .flag, "yes", .accepted,
        "Begins a rewritten file with a snapshot.")

    static let aofTimestampEnabled = Option(
        "aof-timestamp-enabled", .flag, "no", .served,
        "Notes the time in the append-only file.")

    static let aofRewriteIncrementalFsync = Option(
        "aof-rewrite-incremental-fsync", .flag, "yes", .accepted,
        "Hands a rewritten file to the disk in small parts.")

    static let aofDisableAutoGc = Option(
        "aof-disable-auto-gc", .flag, "no", .accepted, .hidden,
        "Keeps append-only files that are no longer needed.")

    static let rdbKeySaveDelay = Option(
        "rdb-key-save-delay", .integer(.anyInt32), "0", .accepted, .hidden,
        "Waits so many microseconds after each key that is saved.")

    static let keyLoadDelay = Option(
        "key-load-delay", .integer(.anyInt32), "0", .accepted, .hidden,
        "Waits so many microseconds after each key that is loaded.")

    static let loadingProcessEventsIntervalBytes = Option(
        "loading-process-events-interval-bytes", .integer(1024...Int(Int32.max)), "2097152", .accepted, .hidden,
        "After how many loaded bytes clients are answered once.")
}
