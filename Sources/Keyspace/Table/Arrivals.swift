// Records on their way into a table, the oldest first.
//
// Where a key belongs in a table is a place in memory that nobody has looked at lately, and waiting for it takes longer
// than all else that loading a key does. So it is asked for when the key is read, and several are on their way at once.

@safe
struct Arrivals: ~Copyable {
    private static let room = 16
    private var records = InlineArray<16, (record: Record?, hash: UInt64)>(repeating: (nil, 0))
    private var first = 0
    private var count = 0

    var isEmpty: Bool { count == 0 }
    var isFull: Bool { count == Self.room }

    deinit {
        for index in 0..<count { records[(first + index) % Self.room].record?.free() }
    }

    mutating func append(_ record: Record, _ hash: UInt64) {
        precondition(!isFull, "there is no room for another")
        records[(first + count) % Self.room] = (record, hash)
        count += 1
    }

    mutating func removeFirst() -> (Record, UInt64) {
        let (record, hash) = records[first]
        first = (first + 1) % Self.room
        count -= 1
        return (record!, hash)
    }
}
