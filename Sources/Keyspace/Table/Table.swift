// The hash table of one database: from a key to its record, growing and shrinking a bucket at a time.
//
// Buckets are chained cache lines (`Bucket`). A table that is too full or too empty gets a second array of buckets and
// moves over, bucket by bucket: one with every write, more between turns (`rehash`). Meanwhile what has not moved is
// in `old` at or behind `drained`, everything else in `current`. No step costs more than one bucket's records.

package import Bytes

@safe
package struct Table: ~Copyable {
    /// The mean number of records in a bucket beyond which the table doubles, and below which it shrinks.
    static let fullBucket = 8
    static let sparseBucket = 1
    /// Where memory is short, a table goes on without doubling until its buckets are this full.
    static let overfullBucket = 16
    /// A step over empty buckets ends after this many.
    private static let emptyBucketsPerStep = 64

    let hasher: SipHash
    /// Knows at all times what the table costs.
    let meter: MemoryMeter
    private(set) var current = BucketArray(count: 1)
    private(set) var old = BucketArray(count: 1)
    private(set) var drained = 0
    package private(set) var isRehashing = false
    /// While a snapshot walks over the table, nothing moves between its arrays.
    var walk: BucketWalk?
    package private(set) var count = 0
    private var furtherBuckets = 0 {
        didSet { meter.add((furtherBuckets - oldValue) * Bucket.furtherCost) }
    }
    /// What the records and what hangs from them cost in memory.
    package private(set) var recordBytes = 0 {
        didSet { meter.add(recordBytes - oldValue) }
    }
    /// What the meter was told of the arrays.
    private var metered = (block: 0, mapped: 0)

    package init(hasher: SipHash, meter: MemoryMeter = MemoryMeter()) {
        self.hasher = hasher
        self.meter = meter
        meterArrays()
    }

    deinit {
        meter.add(-recordBytes - furtherBuckets * Bucket.furtherCost - metered.block)
        meter.addMapped(-metered.mapped)
        for index in 0..<current.count { Self.free(current.bucket(index)) }
        guard isRehashing else { return }
        for index in drained..<old.count { Self.free(old.bucket(index)) }
    }

    /// Where a record's address stands. Good until the table next changes.
    @safe
    struct Slot {
        let bucket: Bucket
        let place: Int
        var record: Record { bucket.record(place) }
    }

    package var bucketCount: Int { current.count + (isRehashing ? old.count : 0) }

    /// The memory of buckets that the table is moving out of.
    package var leavingBytes: Int { isRehashing ? old.byteCount : 0 }

    /// The memory of buckets, without the records.
    package var bucketBytes: Int { (bucketCount + furtherBuckets) * Bucket.size }

    // MARK: Finding

    @inline(__always)
    func find(_ key: ByteView, _ hash: UInt64) -> Slot? {
        if isRehashing {
            let index = Int(truncatingIfNeeded: hash) & old.mask
            if index >= drained, let slot = Self.find(key, hash, old.bucket(index)) { return slot }
        }
        return Self.find(key, hash, current.bucket(Int(truncatingIfNeeded: hash)))
    }

    @inline(__always)
    private static func find(_ key: ByteView, _ hash: UInt64, _ first: Bucket) -> Slot? {
        let tag = Bucket.tag(of: hash)
        var bucket = first
        while true {
            var candidates = bucket.candidates(tag)
            while candidates != 0 {
                let place = candidates.trailingZeroBitCount / 8
                if bucket.record(place).key == key { return Slot(bucket: bucket, place: place) }
                candidates &= candidates &- 1
            }
            guard let next = bucket.next else { break }
            bucket = next
        }
        let last = Bucket.lastPlace
        return bucket.tag(last) == tag && bucket.record(last).key == key ? Slot(bucket: bucket, place: last) : nil
    }

    // MARK: Changing

    /// Makes room at once for so many records, where there are none.
    mutating func reserve(_ expected: Int) {
        guard count == 0, !isRehashing, walk == nil else { return }
        var buckets = current.count
        while buckets * Self.fullBucket < expected { buckets *= 2 }
        guard buckets > current.count, meter.hasRoom(for: buckets * Bucket.size) else { return }
        current = BucketArray(count: buckets)
        meterArrays()
    }

    /// Adds a record whose key is not in the table.
    mutating func insert(_ record: Record, _ hash: UInt64) {
        if !isRehashing, count >= current.count * Self.fullBucket, mayGrow {
            beginRehash(toBuckets: current.count * 2)
        }
        if isRehashing { rehashOneBucket() }
        place(record, hash)
        count += 1
        recordBytes += record.cost
    }

    /// Takes a record out; it is the caller's to free.
    mutating func remove(_ slot: Slot, _ hash: UInt64) -> Record {
        let record = slot.record
        let index = Int(truncatingIfNeeded: hash)
        let inOld = isRehashing && index & old.mask >= drained && Self.chain(old.bucket(index), holds: slot.bucket)
        closeGap(slot, in: inOld ? old.bucket(index) : current.bucket(index))
        count -= 1
        recordBytes -= record.cost
        if isRehashing {
            rehashOneBucket()
        } else if count < current.count * Self.sparseBucket, current.count > 1 {
            beginRehash(toBuckets: Self.buckets(for: count))
        }
        return record
    }

    /// Puts another record with the same key in a slot.
    mutating func replace(_ slot: Slot, with record: Record, oldCost: Int) {
        unsafe slot.bucket.setAddress(slot.place, record.base)
        recordBytes += record.cost - oldCost
    }

    /// Notes that what a record costs has changed in place.
    mutating func recost(by difference: Int) {
        recordBytes += difference
    }

    private static func buckets(for count: Int) -> Int {
        var buckets = 1
        while buckets * Self.fullBucket / 2 < count { buckets *= 2 }
        return buckets
    }

    private mutating func place(_ record: Record, _ hash: UInt64) {
        var bucket = current.bucket(Int(truncatingIfNeeded: hash))
        while let next = bucket.next { bucket = next }
        if let free = bucket.freePlace {
            Self.put(record, Bucket.tag(of: hash), in: bucket, free)
        } else {
            let further = Bucket.makeFurther()
            furtherBuckets += 1
            let last = Bucket.lastPlace
            Self.put(bucket.record(last), bucket.tag(last), in: further, 0)
            bucket.chain(further)
            Self.put(record, Bucket.tag(of: hash), in: further, 1)
        }
    }

    @inline(__always)
    private static func put(_ record: Record, _ tag: UInt8, in bucket: Bucket, _ place: Int) {
        unsafe bucket.setAddress(place, record.base)
        bucket.setTag(place, tag)
    }

    private static func chain(_ first: Bucket, holds wanted: Bucket) -> Bool {
        var bucket = first
        while true {
            if unsafe bucket.base == wanted.base { return true }
            guard let next = bucket.next else { return false }
            bucket = next
        }
    }

    /// Empties a slot. In a chain the last record moves into the gap, so that only the last bucket has free places.
    private mutating func closeGap(_ slot: Slot, in first: Bucket) {
        slot.bucket.setTag(slot.place, 0)
        guard first.isChained else { return }
        var parent = first
        var last = first
        while let next = last.next {
            parent = last
            last = next
        }
        let inLast = unsafe slot.bucket.base == last.base
        if !inLast, let mover = (0..<Bucket.places).last(where: { last.tag($0) != 0 }) {
            Self.put(last.record(mover), last.tag(mover), in: slot.bucket, slot.place)
            last.setTag(mover, 0)
        }
        if last.isEmpty {
            parent.unchain()
            unsafe RawMemory.free(last.base)
            furtherBuckets -= 1
        }
    }

    // MARK: Growing and shrinking

    private var mayGrow: Bool {
        meter.hasRoom(for: current.byteCount * 2) || count >= current.count * Self.overfullBucket
    }

    /// Tells the meter how the memory of the arrays has changed.
    private mutating func meterArrays() {
        let mapped = current.mappedBytes + old.mappedBytes
        let block = current.heldBytes + old.heldBytes - mapped
        meter.add(block - metered.block)
        meter.addMapped(mapped - metered.mapped)
        metered = (block, mapped)
    }

    private mutating func beginRehash(toBuckets buckets: Int) {
        guard buckets != current.count, walk == nil else { return }
        var other = BucketArray(count: buckets)
        swap(&current, &other)
        old = other
        drained = 0
        isRehashing = true
        meterArrays()
    }

    /// Moves up to `buckets` buckets; true while there are more to move.
    package mutating func rehash(buckets: Int) -> Bool {
        for _ in 0..<buckets where isRehashing { rehashOneBucket() }
        return isRehashing && walk == nil
    }

    /// Begins to shrink a table that deletions by expiry or a burst have left sparse.
    package mutating func shrinkIfSparse() {
        guard !isRehashing, current.count > 1, count < current.count * Self.sparseBucket else { return }
        beginRehash(toBuckets: Self.buckets(for: count))
    }

    private mutating func rehashOneBucket() {
        guard walk == nil else { return }
        var passed = 0
        while drained < old.count, old.bucket(drained).isEmpty, passed < Self.emptyBucketsPerStep {
            drained += 1
            passed += 1
        }
        if drained < old.count, passed < Self.emptyBucketsPerStep {
            moveRecords(of: old.bucket(drained))
            drained += 1
            if drained < old.count { prefetchMove(of: drained) }
        }
        releaseDrained()
    }

    /// Gives back the memory of buckets that have been drained; when that was the last, nothing is under way any more.
    private mutating func releaseDrained() {
        if old.release(before: drained) { meterArrays() }
        guard drained == old.count else { return }
        old = BucketArray(count: 1)
        isRehashing = false
        drained = 0
        meterArrays()
    }

    private mutating func moveRecords(of first: Bucket) {
        var bucket: Bucket? = first
        var isFirst = true
        while let here = bucket {
            bucket = here.next
            for index in 0..<here.recordPlaces where here.tag(index) != 0 {
                let record = here.record(index)
                place(record, hasher.hash(record.key))
            }
            if !isFirst {
                unsafe RawMemory.free(here.base)
                furtherBuckets -= 1
            }
            isFirst = false
        }
    }

    // MARK: Walking

    static func visit(_ first: Bucket, _ visit: (Record) -> Void) {
        var bucket: Bucket? = first
        while let here = bucket {
            for index in 0..<here.recordPlaces where here.tag(index) != 0 { visit(here.record(index)) }
            bucket = here.next
        }
    }

    /// Shows every record, in no order.
    package func forEach(_ visit: (Record) -> Void) {
        for index in 0..<current.count { Self.visit(current.bucket(index), visit) }
        guard isRehashing else { return }
        for index in drained..<old.count { Self.visit(old.bucket(index), visit) }
    }

    // MARK: Freeing

    /// Frees what a chain holds and its further buckets; answers how many of those there were.
    @discardableResult
    private static func free(_ first: Bucket) -> Int {
        visit(first) { $0.free() }
        var further = 0
        var bucket = first.next
        while let here = bucket {
            bucket = here.next
            unsafe RawMemory.free(here.base)
            further += 1
        }
        return further
    }

    /// Frees up to `buckets` buckets of a table that nobody uses any more; true while it holds records.
    ///
    /// Only `old` is ever emptied. Where no move is under way it is a single empty bucket, which changes places with
    /// `current`: first what a move left behind, then all the rest.
    package mutating func dismantle(buckets: Int) -> Bool {
        if !isRehashing {
            swap(&old, &current)
            isRehashing = true
        }
        for index in drained..<min(drained + buckets, old.count) {
            Self.visit(old.bucket(index)) { record in
                count -= 1
                recordBytes -= record.cost
            }
            furtherBuckets -= Self.free(old.bucket(index))
            drained += 1
        }
        releaseDrained()
        return count > 0
    }

    // MARK: Invariants

    package func checkInvariants() {
        var seen = 0
        var bytes = 0
        forEach { record in
            seen += 1
            bytes += record.cost
            let found = find(record.key, hasher.hash(record.key))?.record
            precondition(found == record, "a record lies where it is not looked for")
        }
        precondition(seen == count, "the table counts \(count) records and holds \(seen)")
        precondition(bytes == recordBytes, "the table says \(recordBytes) bytes and holds \(bytes)")
        let arrays = current.heldBytes + old.heldBytes
        precondition(metered.block + metered.mapped == arrays, "the meter knows \(metered), the arrays hold \(arrays)")
        precondition(isRehashing || drained == 0)
        precondition(drained <= old.count)
    }
}
