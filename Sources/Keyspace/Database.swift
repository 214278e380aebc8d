// One numbered database: its table, the times at which keys end, and the index of its ordered roots, changed together.
//
// Nothing here knows the time of day or who asks: a key that has ended is still here until the engine removes it.

package import Bytes

/// What a write does with the time to live that a key has.
package enum ExpiryChange: Equatable {
    case keep
    case clear
    case at(Int64)
}

/// What stood under a key before it was set.
package enum SetOutcome {
    case new
    case replaced
    /// There was a record, but its time had come.
    case replacedEnded
}

package final class Database {
    /// The number that clients select it by; SWAPDB changes it.
    package internal(set) var number: Int
    package private(set) var table: Table
    private var expiries: ExpiryHeap
    private var ordered: OrderedIndex
    private let roots: OrderedRoots
    private var arrivals = Arrivals()
    /// Who is shown the records while a walk is under way.
    private var walker: ((Record) -> Void)?
    /// Who takes a value that was replaced, in case it is large; nil where it is freed at once.
    package var reclaim: ((DetachedRecord) -> Void)?

    package init(number: Int, hasher: SipHash, roots: OrderedRoots, meter: MemoryMeter = MemoryMeter()) {
        self.number = number
        table = Table(hasher: hasher, meter: meter)
        expiries = ExpiryHeap(meter: meter)
        ordered = OrderedIndex(meter: meter)
        self.roots = roots
    }

    package var count: Int { table.count }
    package var expiringCount: Int { expiries.count }
    package var orderedCount: Int { ordered.count }

    /// What the database costs: records, buckets, times and order.
    package var byteCount: Int { table.recordBytes + overheadBytes }
    package var overheadBytes: Int { table.bucketBytes + expiries.byteCount + ordered.byteCount }
    /// What a key costs here: its record, and what its time and its place in the order take beside it.
    package func cost(of record: Record) -> Int {
        let time = record.hasExpiry ? ExpiryHeap.costOfOne : 0
        let place = roots.cover(record.key) ? OrderedIndex.cost(ofOne: record.key) : 0
        return record.cost + time + place
    }
    /// The part of it that knows when keys end.
    package var expiryBytes: Int { expiries.byteCount }
    /// The part of it that goes as soon as the table has moved.
    package var leavingBytes: Int { table.leavingBytes }

    // MARK: Reading

    /// The table looks here and not in a function of its own, for which it would be copied.
    @inline(never)
    private func slot(of key: ByteView, _ hash: UInt64) -> Table.Slot? {
        table.find(key, hash)
    }

    package func find(_ key: ByteView) -> Record? {
        slot(of: key, table.hasher.hash(key))?.record
    }

    package func scan(_ cursor: UInt64, _ visit: (Record) -> Void) -> UInt64 {
        table.scan(cursor, visit)
    }

    /// Into so many parts the keys fall, each into the one it stays in whatever else is there.
    package static var parts: UInt64 { Table.parts }

    package func forEach(inPart part: UInt64, _ visit: (Record) -> Void) {
        table.scan(part: part, visit)
    }

    package func forEach(_ visit: (Record) -> Void) {
        table.forEach(visit)
    }

    package func forEachOrdered(prefix: ByteString, _ visit: (ByteView) -> Void) {
        ordered.forEach(prefix: prefix, visit)
    }

    package func random(_ random: inout SeededRandom) -> Record? {
        table.random(&random)
    }

    /// The record that ends first, and when.
    package var nextExpiry: (moment: Int64, record: Record)? { expiries.first }

    package func expiring(at index: Int) -> Record { expiries.record(at: index) }

    // MARK: Writing

    /// Stores a string under a key, new or not. A record whose time has come leaves nothing behind, not even the time.
    @discardableResult
    package func set(
        _ key: ByteView, _ content: StringContent, _ expiry: ExpiryChange, now: Instant
    ) -> SetOutcome {
        let hash = table.hasher.hash(key)
        if table.isWalkedOver { show(hash) }
        guard let slot = slot(of: key, hash) else {
            insert(key, hash, content, expiry.moment(replacing: nil), now)
            return .new
        }
        let hadEnded = slot.record.expiry.map { $0 <= now.milliseconds } ?? false
        overwrite(slot, content, hadEnded && expiry == .keep ? .clear : expiry, now)
        return hadEnded ? .replacedEnded : .replaced
    }

    private func insert(_ key: ByteView, _ hash: UInt64, _ content: StringContent, _ moment: Int64?, _ now: Instant) {
        enter(Self.record(key, content, moment, now), hash)
    }

    private static func record(
        _ key: ByteView, _ content: StringContent, _ moment: Int64?, _ now: Instant
    ) -> Record {
        let record = Record.make(key: key, valueSize: Record.valueSize(for: content), hasExpiry: moment != nil)
        record.access = now.accessOfNew
        record.write(content)
        if let moment { record.storeExpiry(moment) }
        return record
    }

    /// Takes in a record whose key is not here.
    private func enter(_ record: Record, _ hash: UInt64) {
        table.insert(record, hash)
        if let moment = record.expiry { expiries.insert(record, moment) }
        if roots.cover(record.key) { ordered.insert(ByteString(record.key)) }
    }

    @inline(__always)
    private func overwrite(_ slot: Table.Slot, _ content: StringContent, _ expiry: ExpiryChange, _ now: Instant) {
        let record = slot.record
        if record.access != now.accessClock, !now.countsUse { record.access = now.accessClock }
        let keepsPlace = expiry == .keep || (expiry == .clear && !record.hasExpiry)
        if keepsPlace, record.canTake(content) { return record.overwrite(content) }
        replace(slot, content, expiry)
    }

    /// What does not fit in the place of the old value gets a record of its own.
    @inline(never)
    private func replace(_ slot: Table.Slot, _ content: StringContent, _ expiry: ExpiryChange) {
        let record = slot.record
        let oldCost = record.cost
        let replacement = remake(
            record, valueSize: Record.valueSize(for: content), expiry.moment(replacing: record.expiry))
        replacement.write(content)
        table.replace(slot, with: replacement, oldCost: oldCost)
        if record.form == .separate, let reclaim { reclaim(DetachedRecord(record)) } else { record.free() }
    }

    /// Stores a number in a record that holds one already; false when it does not.
    package func setInteger(_ record: Record, _ number: Int64) -> Bool {
        guard record.form == .integer else { return false }
        if table.isWalkedOver { show(table.hasher.hash(record.key)) }
        record.write(.integer(number))
        return true
    }

    /// A block for the same key with another time to live or another size. The value is still to be written.
    private func remake(_ record: Record, valueSize: Int, _ moment: Int64?) -> Record {
        let replacement = Record.make(key: record.key, valueSize: valueSize, hasExpiry: moment != nil)
        replacement.access = record.access
        switch (record.hasExpiry, moment) {
        case (true, let moment?):
            replacement.heapIndex = record.heapIndex
            replacement.storeExpiry(moment)
            expiries.moved(replacement)
            expiries.update(replacement, moment)
        case (true, nil):
            expiries.remove(record)
        case (false, let moment?):
            replacement.storeExpiry(moment)
            expiries.insert(replacement, moment)
        case (false, nil):
            break
        }
        return replacement
    }

    /// Gives a key another time to live, or none. The key is there.
    package func setExpiry(_ key: ByteView, _ moment: Int64?) {
        let slot = slotForChange(key)
        let record = slot.record
        if let moment, record.hasExpiry {
            record.storeExpiry(moment)
            expiries.update(record, moment)
        } else if record.hasExpiry || moment != nil {
            let oldCost = record.cost
            let replacement = remake(record, valueSize: record.inlineValueSize, moment)
            replacement.adoptValue(of: record)
            table.replace(slot, with: replacement, oldCost: oldCost)
            record.freeBlock()
        }
    }

    /// Removes a key; false when it was not there.
    @discardableResult
    package func remove(_ key: ByteView) -> Bool {
        guard let record = detach(key) else { return false }
        record.free()
        return true
    }

    /// Takes a key out without freeing what it held: that is for the caller to do, now or later.
    package func detach(_ key: ByteView) -> DetachedRecord? {
        let hash = table.hasher.hash(key)
        if table.isWalkedOver { show(hash) }
        guard let slot = slot(of: key, hash) else { return nil }
        let record = table.remove(slot, hash)
        if record.hasExpiry { expiries.remove(record) }
        if roots.cover(record.key) { ordered.remove(ByteString(record.key)) }
        return DetachedRecord(record)
    }

    /// Puts in what was taken out elsewhere, under a key that is not here, with the end that it has.
    package func attach(_ detached: DetachedRecord) {
        let hash = table.hasher.hash(detached.record.key)
        if table.isWalkedOver { show(hash) }
        enter(detached.record, hash)
    }

    /// Where the record of a key stands that is there and about to change.
    private func slotForChange(_ key: ByteView) -> Table.Slot {
        let hash = table.hasher.hash(key)
        if table.isWalkedOver { show(hash) }
        return slot(of: key, hash)!
    }

    /// Stores the body of a resource under a key, new or not, and its end. One that is kept elsewhere may be empty.
    package func setResource(_ key: ByteView, _ body: ByteView, until end: Int64?, isElsewhere: Bool, now: Instant) {
        let hash = table.hasher.hash(key)
        if table.isWalkedOver { show(hash) }
        guard let slot = slot(of: key, hash) else {
            let new = Self.record(key, .bytes(body), end, now)
            new.becomeResource(isElsewhere: isElsewhere)
            return enter(new, hash)
        }
        overwrite(slot, .bytes(body), end.map { .at($0) } ?? .clear, now)
        slot.record.becomeResource(isElsewhere: isElsewhere)
    }

    /// Makes a string that was loaded the body of a resource; false where there is no such key.
    package func makeResource(_ key: ByteView) -> Bool {
        find(key).map { $0.kind = .resource } != nil
    }

    // MARK: Strings in place

    /// Adds bytes to the end of a string that is there; answers its new length.
    package func append(_ key: ByteView, _ bytes: ByteView) -> Int {
        let slot = slotForChange(key)
        let length = slot.record.content.count
        let separate = makeSeparate(slot, length: length + bytes.count)
        separate.write(bytes, at: length)
        return length + bytes.count
    }

    /// Overwrites a string that is there from `offset` on, with zeros between its end and there; answers its length.
    package func setRange(_ key: ByteView, _ offset: Int, _ bytes: ByteView) -> Int {
        let slot = slotForChange(key)
        let before = slot.record.content.count
        let length = max(before, offset + bytes.count)
        let separate = makeSeparate(slot, length: length)
        if offset > before { separate.zero(from: before, to: offset) }
        separate.write(bytes, at: offset)
        return length
    }

    /// The block of a string that stands separate and has room for `length` bytes; made so where it does not yet.
    private func makeSeparate(_ slot: Table.Slot, length: Int) -> SeparateBytes {
        let record = slot.record
        if record.form == .separate, record.separate.capacity >= length {
            record.separate.length = length
            return record.separate
        }
        let oldCost = record.cost
        let separate = record.content.withView { SeparateBytes.make(copying: $0, length: length) }
        if record.form == .separate {
            record.separate.free()
            record.separate = separate
            table.recost(by: record.cost - oldCost)
        } else {
            let replacement = remake(record, valueSize: 8, record.expiry)
            replacement.form = .separate
            replacement.separate = separate
            table.replace(slot, with: replacement, oldCost: oldCost)
            record.freeBlock()
        }
        return separate
    }

    // MARK: Walking

    /// Begins a walk that shows every record as it is now, in slices of `walkOn`; `visit` is shown what is about to
    /// change before its turn.
    package func beginWalk(_ visit: @escaping (Record) -> Void) {
        walker = visit
        table.beginWalk()
    }

    /// Shows the next few records; false, and the walk is over, when all have been shown.
    package func walkOn(_ visit: (Record) -> Void) -> Bool {
        if table.walkOn(visit) { return true }
        endWalk()
        return false
    }

    package func endWalk() {
        walker = nil
        table.endWalk()
    }

    @inline(never)
    private func show(_ hash: UInt64) {
        if let walker { table.show(hash, walker) }
    }

    // MARK: Loading

    /// Makes room for so many keys at once, where there are none.
    package func reserve(_ count: Int) {
        table.reserve(count)
    }

    /// Takes in a key as `set` does, though not at once: until `settleArrivals` it may not be there.
    package func load(
        _ key: ByteView, _ content: StringContent, until moment: Int64?, use: PastUse? = nil, now: Instant
    ) {
        let hash = table.hasher.hash(key)
        table.prefetch(hash)
        if arrivals.isFull { settleFirst() }
        let record = Self.record(key, content, moment, now)
        if let use { record.access = now.access(after: use) }
        arrivals.append(record, hash)
    }

    package func settleArrivals() {
        while !arrivals.isEmpty { settleFirst() }
    }

    private func settleFirst() {
        let (record, hash) = arrivals.removeFirst()
        if table.isWalkedOver { show(hash) }
        guard let slot = slot(of: record.key, hash) else { return enter(record, hash) }
        let old = slot.record
        if old.hasExpiry { expiries.remove(old) }
        table.replace(slot, with: record, oldCost: old.cost)
        if let moment = record.expiry { expiries.insert(record, moment) }
        old.free()
    }

    // MARK: Whole

    /// Empties the database and hands over what it held.
    package func removeAll() -> DetachedTable {
        let remains = DetachedTable(hasher: table.hasher, meter: table.meter)
        swap(&remains.table, &table)
        swap(&remains.expiries, &expiries)
        swap(&remains.ordered, &ordered)
        swap(&remains.walker, &walker)
        return remains
    }

    // MARK: Slices of work between turns

    package func rehash(buckets: Int) -> Bool {
        table.rehash(buckets: buckets)
    }

    package func shrinkIfSparse() {
        table.shrinkIfSparse()
    }

    package func checkInvariants() {
        table.checkInvariants()
        expiries.checkInvariants()
        ordered.checkInvariants()
    }
}

extension ExpiryChange {
    /// The time to live that results where there was `old`.
    func moment(replacing old: Int64?) -> Int64? {
        switch self {
        case .keep: old
        case .clear: nil
        case .at(let moment): moment
        }
    }
}
