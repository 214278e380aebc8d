// The keys under the roots that are declared as ordered, in byte order: one walk answers a whole subtree, however many
// other keys there are.
//
// Sorted pieces of at most `pieceLimit` keys, themselves in order: finding a key is two binary searches, and adding
// one moves at most a piece. No piece is empty.

internal import Bytes

struct OrderedIndex {
    private static let pieceLimit = 512
    private var pieces: [[ByteString]] = []
    private(set) var count = 0
    private(set) var byteCount = 0

    mutating func insert(_ key: ByteString) {
        guard !pieces.isEmpty else {
            pieces = [[key]]
            return noteAdded(key)
        }
        let piece = pieceIndex(for: key)
        let position = Self.position(of: key, in: pieces[piece])
        if position < pieces[piece].count, pieces[piece][position] == key { return }
        pieces[piece].insert(key, at: position)
        if pieces[piece].count > Self.pieceLimit { split(piece) }
        noteAdded(key)
    }

    mutating func remove(_ key: ByteString) {
        guard !pieces.isEmpty else { return }
        let piece = pieceIndex(for: key)
        let position = Self.position(of: key, in: pieces[piece])
        guard position < pieces[piece].count, pieces[piece][position] == key else { return }
        pieces[piece].remove(at: position)
        if pieces[piece].isEmpty { pieces.remove(at: piece) }
        count -= 1
        byteCount -= key.count
    }

    mutating func removeAll() {
        self = OrderedIndex()
    }

    /// Every key that begins with `prefix`, in order.
    func forEach(prefix: ByteString, _ visit: (ByteView) -> Void) {
        guard !pieces.isEmpty else { return }
        var piece = pieceIndex(for: prefix)
        var position = Self.position(of: prefix, in: pieces[piece])
        while piece < pieces.count {
            while position < pieces[piece].count {
                let key = pieces[piece][position]
                guard key.bytes.starts(with: prefix.bytes) else { return }
                key.withView { visit($0) }
                position += 1
            }
            piece += 1
            position = 0
        }
    }

    private mutating func noteAdded(_ key: ByteString) {
        count += 1
        byteCount += key.count
    }

    private mutating func split(_ piece: Int) {
        let half = pieces[piece].count / 2
        let upper = Array(pieces[piece][half...])
        pieces[piece].removeSubrange(half...)
        pieces.insert(upper, at: piece + 1)
    }

    /// The last piece whose first key is not after `key`.
    private func pieceIndex(for key: ByteString) -> Int {
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if key < pieces[middle][0] { high = middle } else { low = middle + 1 }
        }
        return max(0, low - 1)
    }

    /// Where `key` stands in the piece, or would stand.
    private static func position(of key: ByteString, in piece: [ByteString]) -> Int {
        var low = 0
        var high = piece.count
        while low < high {
            let middle = (low + high) / 2
            if piece[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func checkInvariants() {
        precondition(pieces.allSatisfy { !$0.isEmpty && $0.count <= Self.pieceLimit })
        let keys = pieces.flatMap { $0 }
        precondition(keys.count == count)
        precondition(zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 })
    }
}
