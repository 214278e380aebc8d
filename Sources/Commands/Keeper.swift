// What commands ask of whatever keeps the data on disk.

package import Journal

package protocol Keeper: AnyObject {
    /// Saves while everybody waits.
    func save() throws(CommandError)
    /// Begins to save, to the usual file or to another; answers what was done in words.
    func saveInBackground(to path: String?, mayWait: Bool) throws(CommandError) -> String
    func cancelSave() throws(CommandError) -> String
    /// Begins to write the log anew; answers what was done in words.
    func rewriteLog() throws(CommandError) -> String
    /// Whether all that was logged up to here is on disk for good; if not, that is seen to in a while.
    func isOnDisk(_ position: LogPosition) -> Bool
    /// Loads what is on disk, the snapshot or the log, after saving and emptying the databases where that is wanted.
    func reload(fromLog: Bool, saves: Bool, flushes: Bool) throws(CommandError)
    /// Brings to disk what has to be there before the end; throws where it can't be, and the server goes on.
    func prepareForEnd(saves: Bool?, isForced: Bool) throws(CommandError)
    /// Every database was emptied, because somebody asked for it.
    func noteAllFlushed()
    var figures: KeeperFigures { get }
}

/// The state of what is kept on disk, for INFO. Moments are in milliseconds since 1970, durations in seconds, and
/// negative where there is none.
package struct KeeperFigures {
    package struct Load {
        package var startedAt: Int64 = 0
        package var totalBytes = 0
        package var loadedBytes = 0
        package var seconds = 0

        package init() {}
    }

    package struct Log {
        package var size = 0
        package var baseSize = 0
        package var bufferBytes = 0
        package var isSyncing = false
        /// How it is brought to the disk at present: `always` too while another `appendfsync` can't be followed.
        package var policy = ""

        package init() {}
    }

    /// While it lasts.
    package var load: Load?
    package var lastSave: Int64 = 0
    package var isSaving = false
    package var saveSucceeded = true
    package var lastSaveSeconds = -1
    package var currentSaveSeconds = -1
    package var saves = 0
    package var savedKeys = 0
    package var keysToSave = 0
    /// Of the snapshot or rewrite that is under way, or of the last one; its beginning is the first of them.
    package var slices = 0
    package var longestSliceMicroseconds = 0
    /// In processor time of the thread.
    package var longestSliceProcessorMicroseconds = 0
    package var loadedKeys = 0
    package var endedKeysInLoad = 0
    package var logIsOn = false
    /// Where it is on.
    package var log: Log?
    package var isRewriting = false
    package var rewriteIsScheduled = false
    package var lastRewriteSeconds = -1
    package var currentRewriteSeconds = -1
    package var rewriteSucceeded = true
    package var rewrites = 0
    package var rewriteFailures = 0
    package var writeSucceeded = true

    package init() {}
}
