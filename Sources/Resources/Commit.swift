// What a commit has changed, as one record: in the log, for watchers, and for whoever makes the same store again.
//
// As words of a command the record is its form, the epoch, the revision, the time, the author, and for each change its
// event, the namespace, the type, the name, the version, the end (0 for none) and the body (empty for a deletion). The
// form of old records never changes; another one gets another number.

package import Bytes

package struct Commit {
    package let epoch: UInt64
    package let revision: Revision
    /// Milliseconds since 1970.
    package let time: Int64
    package let author: ByteString
    /// In the order in which they came; never empty.
    package let changes: [Change]

    /// `changes` are of one revision, and there is one at least.
    package init(_ changes: [Change], epoch: UInt64) {
        let first = changes[0].version
        self.epoch = epoch
        (revision, time, author) = (first.revision, first.time, first.author)
        self.changes = changes
    }
}

extension Commit {
    private static let form: StaticString = "1"
    private static let headLength = 5
    private static let changeLength = 7

    package var wordCount: Int { Self.headLength + changes.count * Self.changeLength }

    package var words: [[UInt8]] {
        var words: [[UInt8]] = []
        words.reserveCapacity(wordCount)
        forEachWord { words.append($0.array) }
        return words
    }

    /// Appends the record as a command of this name, in the form of the protocol.
    package func write(as name: StaticString, to queue: inout ByteQueue) {
        queue.appendLine(UInt8(ascii: "*"), Int64(wordCount + 1))
        queue.appendBulk(ByteView(name))
        forEachWord { queue.appendBulk($0) }
    }

    /// Lends the words of the record, one after another.
    @inline(__always)
    private func forEachWord(_ visit: (ByteView) -> Void) {
        Self.forEachWord(ofHead: epoch, changes[0].version, visit)
        for change in changes {
            Self.forEachWord(of: change.version, change.key.namespace, change.key.type, change.key.name, visit)
        }
    }

    @inline(__always)
    private static func forEachWord(ofHead epoch: UInt64, _ version: Version, _ visit: (ByteView) -> Void) {
        visit(ByteView(Self.form))
        withDecimal(of: epoch, visit)
        withDecimal(of: version.revision, visit)
        withDecimal(of: version.time, visit)
        version.author.withView(visit)
    }

    @inline(__always)
    private static func forEachWord(
        of version: Version, _ namespace: ByteString, _ type: ByteString, _ name: ByteString,
        _ visit: (ByteView) -> Void
    ) {
        visit(ByteView(version.event.word))
        namespace.withView(visit)
        type.withView(visit)
        name.withView(visit)
        withDecimal(of: version.number, visit)
        withDecimal(of: version.end ?? 0, visit)
        (version.body ?? []).withView(visit)
    }

    /// The record of a commit that is one version alone, as `write` appends it.
    static func write(
        _ version: Version, of resource: ByteString, on shelf: Shelf, in epoch: UInt64, as name: StaticString,
        to queue: inout ByteQueue
    ) {
        queue.appendLine(UInt8(ascii: "*"), Int64(headLength + changeLength + 1))
        queue.appendBulk(ByteView(name))
        forEachWord(ofHead: epoch, version) { queue.appendBulk($0) }
        forEachWord(of: version, shelf.namespace, shelf.type, resource) { queue.appendBulk($0) }
    }

    /// Reads a record; nil where it is none of ours.
    package init?(_ words: [[UInt8]]) {
        guard words.count > Self.headLength, words[0].withView({ $0 == ByteView(Self.form) }),
            (words.count - Self.headLength).isMultiple(of: Self.changeLength),
            let epoch: UInt64 = Self.number(words[1]), let revision: Revision = Self.number(words[2]),
            let time: Int64 = Self.number(words[3])
        else { return nil }
        var changes: [Change] = []
        for start in stride(from: Self.headLength, to: words.count, by: Self.changeLength) {
            let word = words[start..<start + Self.changeLength]
            guard let change = Self.change(Array(word), revision, time, ByteString(words[4])) else { return nil }
            changes.append(change)
        }
        self.init(changes, epoch: epoch)
    }

    private static func change(
        _ words: [[UInt8]], _ revision: Revision, _ time: Int64, _ author: ByteString
    ) -> Change? {
        guard let event = Event.allCases.first(where: { event in words[0].withView { $0 == ByteView(event.word) } }),
            let number: UInt64 = number(words[4]), let end: Int64 = self.number(words[5])
        else { return nil }
        let isEnd = event == .deleted || event == .expired
        let version = Version(
            number: number, revision: revision, time: time, author: author, event: event, body: isEnd ? nil : words[6],
            end: end == 0 ? nil : end)
        let key = ResourceKey(
            namespace: ByteString(words[1]), type: ByteString(words[2]), name: ByteString(words[3]))
        return Change(key, version)
    }

    private static func number<Number: FixedWidthInteger>(_ word: [UInt8]) -> Number? {
        Number(String(decoding: word, as: UTF8.self))
    }
}
