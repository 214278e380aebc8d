// A database and a dictionary that must agree with it, through random histories of everything a database can do.
//
// A history has phases: in one keys mostly come, in the next they mostly go, so that the table grows and shrinks again
// and again, and moves its records while both are under way.

internal import Bytes
internal import Keyspace

package final class DatabaseTrace {
    package static let root = "ordered/"
    private static let bucketBytes = 64

    struct Entry {
        var value: [UInt8]
        var expiry: Int64?
        /// Changed in place since it was set, so that it is kept as raw bytes.
        var isRaw = false
    }

    let database: Database
    var model: [ByteString: Entry] = [:]
    private var random: SeededRandom
    private let keys: [ByteString]
    private var values: RandomValues
    private var now: Int64 = 1_000_000
    private var steps = 0
    private var isGrowing = true
    private var remains: [DetachedTable] = []
    /// What the two first disagreed about.
    package private(set) var disagreement: String?

    /// `keyCount` keys take part in the history.
    package init(seed: UInt64, keyCount: Int = 2_000) {
        random = SeededRandom(seed: seed)
        let hasher = SipHash(random: &random)
        database = Database(number: 0, hasher: hasher, roots: OrderedRoots([ByteString(Self.root)]))
        keys = (0..<keyCount).map(Self.key)
        values = RandomValues(random: SeededRandom(seed: random.next()))
    }

    /// Mostly short keys; some under the root, some empty, binary or of the lengths at which a record changes form.
    private static func key(_ index: Int) -> ByteString {
        switch index % 20 {
        case 0, 1, 2: return ByteString("\(root)\(index)")
        case 3: return ByteString([UInt8](repeating: UInt8(truncatingIfNeeded: index), count: 200 + index % 120))
        case 4: return ByteString([0, 0x0d, 0x0a, 0xff] + Array(String(index).utf8))
        default: return index == 5 ? "" : ByteString("key:\(index)")
        }
    }

    /// Takes this many steps; false as soon as the database does something that the dictionary does not.
    package func run(steps count: Int) -> Bool {
        for _ in 0..<count {
            step()
            if steps % 100 == 0 { compare() }
            if disagreement != nil { return false }
        }
        compare()
        return disagreement == nil
    }

    func expect(_ isSo: Bool, _ claim: @autoclosure () -> String) {
        if !isSo, disagreement == nil { disagreement = "step \(steps): \(claim())" }
    }

    // MARK: Steps

    private func step() {
        steps += 1
        if steps % 500 == 0 { isGrowing = Int.random(in: 0..<3, using: &random) > 0 ? !isGrowing : isGrowing }
        let key = keys.randomElement(using: &random)!
        switch Int.random(in: 0..<100, using: &random) {
        case ..<45: isGrowing ? set(key) : remove(key)
        case ..<55: set(key)
        case ..<62: remove(key)
        case ..<72: changeExpiry(key)
        case ..<78: append(key)
        case ..<83: setRange(key)
        case ..<86: setInteger(key)
        case ..<89: move(key, to: keys.randomElement(using: &random)!)
        case ..<92: copy(key, to: keys.randomElement(using: &random)!)
        case ..<95: checkRandom()
        case ..<97: upkeep()
        case ..<98: now += Int64.random(in: 0..<500, using: &random)
        default: dismantle()
        }
        check(key)
        if Int.random(in: 0..<3_000, using: &random) == 0 { removeAll() }
    }

    private func set(_ key: ByteString) {
        let value = values.next()
        let change = [ExpiryChange.keep, .clear, .at(now + Int64.random(in: -100..<1_000, using: &random))]
            .randomElement(using: &random)!
        let old = model[key]
        let outcome = key.withView { key in
            value.withView { database.set(key, Record.content(for: $0), change, now: Instant(milliseconds: now)) }
        }
        let hadEnded = old?.expiry.map { $0 <= now } ?? false
        expect(outcome == (old == nil ? .new : hadEnded ? .replacedEnded : .replaced), "set answered \(outcome)")
        switch change {
        case .keep: model[key] = Entry(value: value, expiry: hadEnded ? nil : old?.expiry)
        case .clear: model[key] = Entry(value: value, expiry: nil)
        case .at(let moment): model[key] = Entry(value: value, expiry: moment)
        }
    }

    private func remove(_ key: ByteString) {
        let wasThere = key.withView { database.remove($0) }
        expect(wasThere == (model.removeValue(forKey: key) != nil), "remove answered \(wasThere)")
    }

    private func changeExpiry(_ key: ByteString) {
        guard model[key] != nil else { return }
        let moment = Bool.random(using: &random) ? now + Int64.random(in: -100..<1_000, using: &random) : nil
        key.withView { database.setExpiry($0, moment) }
        model[key]!.expiry = moment
    }

    private func append(_ key: ByteString) {
        guard model[key] != nil else { return }
        let tail = values.next()
        let length = key.withView { key in tail.withView { database.append(key, $0) } }
        model[key]!.value += tail
        model[key]!.isRaw = true
        expect(length == model[key]!.value.count, "append answered \(length)")
    }

    private func setRange(_ key: ByteString) {
        guard var entry = model[key] else { return }
        let part = values.next()
        let offset = Int.random(in: 0...entry.value.count + 10, using: &random)
        let length = key.withView { key in part.withView { database.setRange(key, offset, $0) } }
        let missing = offset + part.count - entry.value.count
        if missing > 0 { entry.value += [UInt8](repeating: 0, count: missing) }
        entry.value.replaceSubrange(offset..<offset + part.count, with: part)
        entry.isRaw = true
        model[key] = entry
        expect(length == entry.value.count, "setRange answered \(length)")
    }

    private func setInteger(_ key: ByteString) {
        guard let entry = model[key], let record = key.withView({ database.find($0) }) else { return }
        let number = Int64(truncatingIfNeeded: random.next())
        let isInteger = !entry.isRaw && entry.value.withView { $0.integer != nil }
        expect(database.setInteger(record, number) == isInteger, "setInteger took what is no number, or refused one")
        if isInteger { model[key]!.value = Array(String(number).utf8) }
    }

    private func move(_ key: ByteString, to other: ByteString) {
        guard let entry = model[key], model[other] == nil, let record = key.withView({ database.detach($0) }) else {
            return
        }
        database.attach(other.withView { record.renamed($0) })
        model[key] = nil
        model[other] = entry
        check(other)
    }

    private func copy(_ key: ByteString, to other: ByteString) {
        guard let entry = model[key], model[other] == nil, let record = key.withView({ database.find($0) }) else {
            return
        }
        database.attach(other.withView { DetachedRecord(copying: record, as: $0) })
        model[other] = entry
        check(other)
    }

    private func upkeep() {
        _ = database.rehash(buckets: Int.random(in: 0..<40, using: &random))
        database.shrinkIfSparse()
    }

    private func removeAll() {
        let table = database.removeAll()
        expect(table.count == model.count, "\(table.count) keys were removed at once, not \(model.count)")
        model = [:]
        remains.append(table)
        compare()
    }

    private func dismantle() {
        guard let table = remains.last else { return }
        let (count, bytes) = (table.count, table.byteCount)
        let hasMore = table.free(buckets: Int.random(in: 1..<50, using: &random))
        // The empty bucket that changes places with the table counts from then on.
        expect(
            table.count <= count && table.byteCount <= bytes + Self.bucketBytes,
            "what is dismantled grew from \(count) keys and \(bytes) bytes to \(table.count) and \(table.byteCount)")
        expect(hasMore == (table.count > 0), "dismantling is said to go on with \(table.count) keys")
        // Half the tables are left to be freed as they are.
        if !hasMore || Int.random(in: 0..<20, using: &random) == 0 { remains.removeLast() }
    }

    private func checkRandom() {
        let record = database.random(&random)
        expect((record == nil) == model.isEmpty, "random found \(record == nil ? "nothing" : "something")")
        if let record { expect(model[ByteString(record.key)] != nil, "random found a key that is not there") }
    }
}
