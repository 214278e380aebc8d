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
    /// What the index holds of memory: the names, the pieces, and the row that these stand in.
    private(set) var byteCount = 0 {
        didSet { meter.add(byteCount - oldValue) }
    }
    private let meter: MemoryMeter

    init(meter: MemoryMeter = MemoryMeter()) {
        self.meter = meter
    }

    mutating func insert(_ key: ByteString) {
        guard !pieces.isEmpty else {
            addPiece([key], at: 0)
            return noteAdded(key)
        }
        let piece = pieceIndex(for: key)
        let position = Self.position(of: key, in: pieces[piece])
        if position < pieces[piece].count, pieces[piece][position] == key { return }
        change(piece) { $0.insert(key, at: position) }
        if pieces[piece].count > Self.pieceLimit { split(piece) }
        noteAdded(key)
    }

    mutating func remove(_ key: ByteString) {
        guard !pieces.isEmpty else { return }
        let piece = pieceIndex(for: key)
        let position = Self.position(of: key, in: pieces[piece])
        guard position < pieces[piece].count, pieces[piece][position] == key else { return }
        byteCount -= pieces[piece][position].bytes.cost
        change(piece) { $0.remove(at: position) }
        if pieces[piece].isEmpty { removePiece(at: piece) }
        count -= 1
    }

    /// Frees a piece of an index that nobody uses any more; true while there are others.
    mutating func dismantle() -> Bool {
        guard let piece = pieces.last else { return false }
        count -= piece.count
        byteCount -= piece.reduce(0) { $0 + $1.bytes.cost }
        removePiece(at: pieces.count - 1)
        return !pieces.isEmpty
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

    /// What a name costs here: the bytes, and the reference to them.
    static func cost(ofOne key: ByteView) -> Int {
        key.array.cost + MemoryLayout<ByteString>.stride
    }

    private mutating func noteAdded(_ key: ByteString) {
        count += 1
        byteCount += key.bytes.cost
    }

    /// Both halves become arrays with no more room than they need.
    private mutating func split(_ piece: Int) {
        let half = pieces[piece].count / 2
        let upper = Array(pieces[piece][half...])
        change(piece) { $0 = Array($0[..<half]) }
        addPiece(upper, at: piece + 1)
    }

    private mutating func change(_ piece: Int, _ body: (inout [ByteString]) -> Void) {
        let before = pieces[piece].cost
        body(&pieces[piece])
        byteCount += pieces[piece].cost - before
    }

    private mutating func addPiece(_ piece: [ByteString], at place: Int) {
        let before = pieces.cost
        pieces.insert(piece, at: place)
        byteCount += pieces.cost - before + piece.cost
    }

    private mutating func removePiece(at place: Int) {
        byteCount -= pieces[place].cost
        pieces.remove(at: place)
        guard pieces.isEmpty else { return }
        byteCount -= pieces.cost
        pieces = []
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
        let cost = pieces.cost + pieces.reduce(0) { $0 + $1.cost } + keys.reduce(0) { $0 + $1.bytes.cost }
        precondition(byteCount == cost, "the index says \(byteCount) bytes, holds \(cost)")
    }
}
