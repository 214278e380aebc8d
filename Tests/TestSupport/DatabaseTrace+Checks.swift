// How a database is held against its dictionary: one key after each step, everything now and then.

internal import Bytes
internal import Keyspace

extension DatabaseTrace {
    func check(_ key: ByteString) {
        let record = key.withView { database.find($0) }
        guard let entry = model[key] else { return expect(record == nil, "found a key that is not there") }
        guard let record else { return expect(false, "lost a key") }
        check(record, entry)
    }

    private func check(_ record: Record, _ entry: Entry) {
        expect(record.content.withView { $0.array } == entry.value, "holds another value")
        expect(record.content.count == entry.value.count, "tells another length")
        expect(record.expiry == entry.expiry, "ends at \(String(describing: record.expiry))")
        expect("\(record.encodingName)" == Self.encoding(of: entry), "is kept as \(record.encodingName)")
    }

    private static func encoding(of entry: Entry) -> String {
        if entry.isRaw { return "raw" }
        if entry.value.withView({ $0.integer != nil }) { return "int" }
        return entry.value.count <= 192 ? "embstr" : "raw"
    }

    /// Everything that the database can tell.
    func compare() {
        database.checkInvariants()
        expect(database.count == model.count, "counts \(database.count) keys, not \(model.count)")
        compareContents()
        compareWalk()
        compareExpiries()
        compareOrder()
        if model.isEmpty { expect(database.byteCount == database.overheadBytes, "records cost something without keys") }
    }

    private func compareContents() {
        var seen = 0
        database.forEach { record in
            seen += 1
            guard let entry = model[ByteString(record.key)] else {
                return expect(false, "shows a key that is not there")
            }
            check(record, entry)
        }
        expect(seen == model.count, "shows \(seen) keys, not \(model.count)")
    }

    /// A walk through a table that nobody changes shows every key exactly once, also halfway through a move.
    private func compareWalk() {
        var seen: Set<ByteString> = []
        var shown = 0
        var cursor: UInt64 = 0
        repeat {
            cursor = database.scan(cursor) { record in
                shown += 1
                seen.insert(ByteString(record.key))
            }
        } while cursor != 0
        expect(shown == model.count && seen == Set(model.keys), "a walk shows \(shown) keys, \(seen.count) different")
    }

    private func compareExpiries() {
        let moments = model.values.compactMap(\.expiry)
        expect(database.expiringCount == moments.count, "counts \(database.expiringCount) times, not \(moments.count)")
        expect(database.nextExpiry?.moment == moments.min(), "another key ends first")
        if let (moment, record) = database.nextExpiry {
            expect(record.expiry == moment, "the first to end says otherwise")
        }
        for index in 0..<database.expiringCount {
            expect(database.expiring(at: index).hasExpiry, "a key among those that end has no end")
        }
    }

    private func compareOrder() {
        let covered = model.keys.filter { $0.bytes.starts(with: Self.root.utf8) }.sorted()
        expect(database.orderedCount == covered.count, "orders \(database.orderedCount) keys, not \(covered.count)")
        var shown: [ByteString] = []
        database.forEachOrdered(prefix: ByteString(Self.root)) { shown.append(ByteString($0)) }
        expect(shown == covered, "shows its ordered keys in another order")
        let prefix = ByteString(Self.root + "1")
        shown = []
        database.forEachOrdered(prefix: prefix) { shown.append(ByteString($0)) }
        expect(shown == covered.filter { $0.bytes.starts(with: prefix.bytes) }, "shows other keys below a prefix")
    }
}
