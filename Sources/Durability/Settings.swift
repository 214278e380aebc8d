// The options about what is kept on disk, as plain values; renewed when one changes.

internal import Configuration

struct Settings {
    /// By the names that users know.
    enum Sync: String {
        case always
        case everySecond = "everysec"
        case never = "no"
    }

    var savePoints: [SavePoint] = []
    var snapshotFile = "dump.rdb"
    var snapshot = (packs: true, checksum: true)
    var syncsAlong = true
    var stopsWritesAfterFailedSave = true
    var logs = false
    var sync = Sync.everySecond
    var restsSyncWhileRewriting = false
    var rewritePercentage = 100
    var rewriteMinimum = 64 << 20
    var acceptsTornEnd = true
    /// Whether a base is a snapshot, or else commands.
    var basesAreSnapshots = true
    /// Whether what is no longer part of the log stays where it is.
    var keepsHistory = false
    var beginsEpoch = false
    var notesTime = false
    /// How long each key takes that is saved or loaded, in microseconds: for tests.
    var saveDelay = 0
    var loadDelay = 0

    init(_ configuration: Configuration) {
        savePoints = configuration.savePoints
        snapshotFile = configuration.text(.dbfilename)
        snapshot = (configuration.flag(.rdbcompression), configuration.flag(.rdbchecksum))
        syncsAlong = configuration.flag(.rdbSaveIncrementalFsync)
        stopsWritesAfterFailedSave = configuration.flag(.stopWritesOnBgsaveError)
        logs = configuration.flag(.appendonly)
        sync = Sync(rawValue: configuration.text(.appendfsync)) ?? .everySecond
        restsSyncWhileRewriting = configuration.flag(.noAppendfsyncOnRewrite)
        rewritePercentage = configuration.integer(.autoAofRewritePercentage)
        rewriteMinimum = configuration.integer(.autoAofRewriteMinSize)
        acceptsTornEnd = configuration.flag(.aofLoadTruncated)
        beginsEpoch = configuration.flag(.newEpoch)
        notesTime = configuration.flag(.aofTimestampEnabled)
        basesAreSnapshots = configuration.flag(.aofUseRdbPreamble)
        keepsHistory = configuration.flag(.aofDisableAutoGc)
        saveDelay = max(0, configuration.integer(.rdbKeySaveDelay))
        loadDelay = max(0, configuration.integer(.keyLoadDelay))
    }
}
