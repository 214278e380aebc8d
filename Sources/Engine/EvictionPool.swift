// The best candidates for eviction that were met so far, the best last: with it, a few keys by lot each time come
// close to looking at all of them.
//
// A candidate is known by the hash of its key, so that nothing is copied; whether it is still there and still as good
// is looked up when its turn comes.

struct EvictionPool {
    struct Candidate {
        /// The higher, the sooner it should go.
        let score: UInt64
        let hash: UInt64
        let database: Int
    }

    private static let size = 16
    private var candidates: [Candidate] = []

    /// Whether a record with this score would be taken in.
    func wants(_ score: UInt64) -> Bool {
        candidates.count < Self.size || score > candidates[0].score
    }

    mutating func offer(_ candidate: Candidate) {
        let isKnown = candidates.contains { $0.hash == candidate.hash && $0.database == candidate.database }
        guard wants(candidate.score), !isKnown else { return }
        if candidates.count == Self.size { candidates.removeFirst() }
        let place = candidates.firstIndex { $0.score >= candidate.score } ?? candidates.count
        candidates.insert(candidate, at: place)
    }

    mutating func takeBest() -> Candidate? {
        candidates.popLast()
    }

    mutating func removeAll() {
        candidates.removeAll(keepingCapacity: true)
    }
}
