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
        appendWords(to: &words)
        return words
    }

    /// Appends the record as a command of this name, in the form of the protocol.
    package func write(as name: StaticString, to queue: inout ByteQueue) {
        queue.appendLine(UInt8(ascii: "*"), Int64(wordCount + 1))
        queue.appendBulk(ByteView(name))
        appendWords(to: &queue)
    }

    private func appendWords(to words: inout some RecordWords & ~Copyable) {
        Self.appendHead(epoch, changes[0].version, to: &words)
        for change in changes {
            Self.append(change.version, change.key.namespace, change.key.type, change.key.name, to: &words)
        }
    }

    /// The record of a commit that is one version alone, as `write` appends it.
    static func write(
        _ version: Version, of resource: ByteString, on shelf: Shelf, in epoch: UInt64, as name: StaticString,
        to queue: inout ByteQueue
    ) {
        queue.appendLine(UInt8(ascii: "*"), Int64(headLength + changeLength + 1))
        queue.appendBulk(ByteView(name))
        appendHead(epoch, version, to: &queue)
        append(version, shelf.namespace, shelf.type, resource, to: &queue)
    }

    @inline(__always)
    private static func appendHead(
        _ epoch: UInt64, _ version: Version, to words: inout some RecordWords & ~Copyable
    ) {
        words.append(word: ByteView(form))
        words.append(number: epoch)
        words.append(number: version.revision)
        words.append(number: version.time)
        version.author.withView { words.append(word: $0) }
    }

    @inline(__always)
    private static func append(
        _ version: Version, _ namespace: ByteString, _ type: ByteString, _ name: ByteString,
        to words: inout some RecordWords & ~Copyable
    ) {
        words.append(word: ByteView(version.event.word))
        namespace.withView { words.append(word: $0) }
        type.withView { words.append(word: $0) }
        name.withView { words.append(word: $0) }
        words.append(number: version.number)
        words.append(number: version.end ?? 0)
        (version.body ?? []).withView { words.append(word: $0) }
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

/// Takes the words of a record, one after another.
private protocol RecordWords: ~Copyable {
    mutating func append(word: ByteView)
    mutating func append(number: UInt64)
    mutating func append(number: Int64)
}

extension ByteQueue: RecordWords {
    fileprivate mutating func append(word: ByteView) { appendBulk(word) }
    fileprivate mutating func append(number: UInt64) { appendBulk(number) }
    fileprivate mutating func append(number: Int64) { appendBulk(number) }
}

extension [[UInt8]]: RecordWords {
    fileprivate mutating func append(word: ByteView) { append(word.array) }
    fileprivate mutating func append(number: UInt64) { append([UInt8]("\(number)".utf8)) }
    fileprivate mutating func append(number: Int64) { append([UInt8]("\(number)".utf8)) }
}
