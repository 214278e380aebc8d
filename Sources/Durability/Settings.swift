// The options about what is kept on disk, as plain values; renewed when one changes.

internal import Configuration

struct Settings {
    enum Sync {
        case always
        case everySecond
        case never
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
    var notesTime = false

    init(_ configuration: Configuration) {
        savePoints = configuration.savePoints
        snapshotFile = configuration.text(.dbfilename)
        snapshot = (configuration.flag(.rdbcompression), configuration.flag(.rdbchecksum))
        syncsAlong = configuration.flag(.rdbSaveIncrementalFsync)
        stopsWritesAfterFailedSave = configuration.flag(.stopWritesOnBgsaveError)
        logs = configuration.flag(.appendonly)
        sync = ["always": .always, "no": .never][configuration.text(.appendfsync)] ?? .everySecond
        restsSyncWhileRewriting = configuration.flag(.noAppendfsyncOnRewrite)
        rewritePercentage = configuration.integer(.autoAofRewritePercentage)
        rewriteMinimum = configuration.integer(.autoAofRewriteMinSize)
        acceptsTornEnd = configuration.flag(.aofLoadTruncated)
        notesTime = configuration.flag(.aofTimestampEnabled)
    }
}
