// Asking for memory before it is needed. A line that has not been looked at lately takes a hundred nanoseconds to come;
// those that are asked for together come together.

extension Table {
    /// Has the memory brought near in which a key of this hash will be looked for.
    @inline(__always)
    func prefetch(_ hash: UInt64) {
        let index = Int(truncatingIfNeeded: hash)
        current.bucket(index).prefetch()
        if isRehashing { old.bucket(index).prefetch() }
    }

    /// Has the record brought near that a key of this hash may name, where its bucket is near already.
    @inline(__always)
    func prefetchRecord(_ hash: UInt64) {
        let index = Int(truncatingIfNeeded: hash)
        let tag = Bucket.tag(of: hash)
        current.bucket(index).prefetchRecords(tag)
        if isRehashing, index & old.mask >= drained { old.bucket(index).prefetchRecords(tag) }
    }

    /// Has brought near what the next move will look at: the records of a bucket, and where they may go.
    func prefetchMove(of index: Int) {
        let bucket = old.bucket(index)
        for place in 0..<Bucket.lastPlace where bucket.tag(place) != 0 { bucket.record(place).prefetch() }
        old.bucket(index + 1).prefetch()
        current.bucket(index).prefetch()
        current.bucket(index + old.count).prefetch()
    }
}

extension Bucket {
    /// Has all its records brought near: whoever goes through a table in its order finds each in another corner.
    func prefetchRecords() {
        for place in 0..<recordPlaces where tag(place) != 0 { record(place).prefetchWhole() }
    }

    /// Has the records brought near that this tag may mean.
    @inline(__always)
    fileprivate func prefetchRecords(_ tag: UInt8) {
        var candidates = candidates(tag)
        while candidates != 0 {
            record(candidates.trailingZeroBitCount / 8).prefetchWhole()
            candidates &= candidates &- 1
        }
        if self.tag(Self.lastPlace) == tag { record(Self.lastPlace).prefetchWhole() }
    }
}
