// Records by lot: one for who asks for any key, several that lie together for who looks for one to give up.

package import Bytes

extension Table {
    private var usedBuckets: Int { current.count + (isRehashing ? old.count - drained : 0) }

    /// The bucket at a place among those that may hold records.
    private func usedBucket(_ place: Int) -> Bucket {
        place < current.count ? current.bucket(place) : old.bucket(drained + place - current.count)
    }

    /// A record, each with nearly the same chance; nil when there is none.
    package func random(_ random: inout SeededRandom) -> Record? {
        guard count > 0 else { return nil }
        var fallback: Record?
        var tries = 0
        while tries < 200 || fallback == nil {
            tries += 1
            let bucket = usedBucket(Int.random(in: 0..<usedBuckets, using: &random))
            var held = 0
            Self.visit(bucket) { _ in held += 1 }
            // Taking the n-th record for a random n, and trying again where there is none, favours nobody; only in a
            // chain longer than two buckets are the chances smaller.
            var wanted = Int.random(in: 0..<max(held, 2 * Bucket.places), using: &random)
            var found: Record?
            Self.visit(bucket) { record in
                if wanted == 0 { found = record }
                wanted -= 1
                fallback = fallback ?? record
            }
            if let found { return found }
        }
        return fallback
    }

    /// Shows up to `most` records that lie together at a random place. What they have in common is their hash, that is
    /// nothing.
    package func sample(_ most: Int, _ random: inout SeededRandom, _ visit: (Record) -> Void) {
        guard count > 0 else { return }
        let total = usedBuckets
        var place = Int.random(in: 0..<total, using: &random)
        // Beginning in the midst of a bucket gives those at its end their chance, and those at the end of a chain too.
        var held = 0
        Self.visit(usedBucket(place)) { _ in held += 1 }
        var skipped = Int.random(in: 0..<max(held, Bucket.places), using: &random)
        var wanted = most
        // In a table that has become sparse, some of the buckets are empty.
        for _ in 0..<most * 10 where wanted > 0 {
            Self.visit(usedBucket(place)) { record in
                skipped -= 1
                guard skipped < 0, wanted > 0 else { return }
                visit(record)
                wanted -= 1
            }
            place = place + 1 < total ? place + 1 : 0
        }
    }

    /// A record whose key has this hash. Of a name that is kept for later, the hash is enough to find it again.
    package func find(hash: UInt64) -> Record? {
        let index = Int(truncatingIfNeeded: hash)
        if isRehashing, index & old.mask >= drained, let record = find(hash: hash, in: old.bucket(index)) {
            return record
        }
        return find(hash: hash, in: current.bucket(index))
    }

    private func find(hash: UInt64, in first: Bucket) -> Record? {
        let tag = Bucket.tag(of: hash)
        var bucket: Bucket? = first
        while let here = bucket {
            for place in 0..<here.recordPlaces where here.tag(place) == tag {
                let record = here.record(place)
                if hasher.hash(record.key) == hash { return record }
            }
            bucket = here.next
        }
        return nil
    }
}
