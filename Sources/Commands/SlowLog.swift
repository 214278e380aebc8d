// The commands that took longest to run lately, as SLOWLOG tells of them.

internal import Bytes

struct SlowLog {
    struct Entry {
        let id: Int
        /// Since 1970.
        let second: Int64
        let microseconds: Int64
        let words: [[UInt8]]
        let client: String
        let clientName: String
    }

    private static let longestWord = 128
    private static let mostWords = 32

    /// The newest last.
    private var entries: [Entry] = []
    private var nextID = 0
    private var limit = 0
    /// From how many nanoseconds on a command is slow; beyond everything where none is.
    private(set) var noticesFrom = Int64.max

    var count: Int { entries.count }

    /// Keeps at most `limit` commands that took so many microseconds or more; a negative number keeps none.
    mutating func keep(_ limit: Int, from microseconds: Int) {
        self.limit = limit
        let isOff = microseconds < 0 || limit == 0
        noticesFrom = isOff ? .max : Int64(min(microseconds, Int.max / 1000)) * 1000
        trim()
    }

    mutating func add(_ words: [[UInt8]], _ nanoseconds: Int64, of session: Session, at second: Int64) {
        entries.append(
            Entry(
                id: nextID, second: second, microseconds: nanoseconds / 1000, words: Self.trimmed(words),
                client: session.address, clientName: session.name))
        nextID += 1
        trim()
    }

    mutating func removeAll() {
        entries = []
    }

    private mutating func trim() {
        if entries.count > limit { entries.removeFirst(entries.count - limit) }
    }

    /// The newest entries, the very newest first.
    func newest(_ count: Int) -> ReversedCollection<ArraySlice<Entry>> {
        entries.suffix(count).reversed()
    }

    /// Long words and many words are cut, and say by how much.
    private static func trimmed(_ words: [[UInt8]]) -> [[UInt8]] {
        let kept = words.prefix(words.count > mostWords ? mostWords - 1 : mostWords).map { word in
            word.count <= longestWord
                ? word : word.prefix(longestWord) + Array("... (\(word.count - longestWord) more bytes)".utf8)
        }
        return words.count > mostWords ? kept + [Array("... (\(words.count - kept.count) more arguments)".utf8)] : kept
    }
}
