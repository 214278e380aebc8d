// The connections by place, so that an event finds its connection without hashing. A token is a place and how often the
// place was used: one that outlived its connection finds nothing.
//
//     token: [generation 32, at least 1][place 32]

struct ConnectionTable {
    private var places: [Connection?] = []
    private var generations: [UInt32] = []
    private var free: [Int] = []
    private(set) var count = 0
    private var nextPlace = 0

    /// Tokens from here on are connections'; those below are for the loop's own descriptors.
    static let firstToken: UInt64 = 1 << 32

    /// The token of the next connection to be added.
    mutating func reserve() -> UInt64 {
        if free.isEmpty {
            free.append(places.count)
            places.append(nil)
            generations.append(0)
        }
        let place = free[free.count - 1]
        let generation = max(1, generations[place] &+ 1)
        return UInt64(generation) << 32 | UInt64(place)
    }

    /// Adds a connection under the token that was reserved for it.
    mutating func add(_ connection: Connection) {
        let place = Self.place(of: connection.token)
        precondition(free.popLast() == place, "a token was used that was not reserved last")
        places[place] = connection
        generations[place] = UInt32(connection.token >> 32)
        count += 1
    }

    mutating func remove(_ connection: Connection) {
        let place = Self.place(of: connection.token)
        places[place] = nil
        free.append(place)
        count -= 1
    }

    subscript(token: UInt64) -> Connection? {
        let place = Self.place(of: token)
        guard place < places.count, let connection = places[place], connection.token == token else { return nil }
        return connection
    }

    /// The connections in the next `most` places after those of the last call, round and round.
    mutating func nextShare(_ most: Int) -> [Connection] {
        var share: [Connection] = []
        for _ in 0..<min(most, places.count) {
            if nextPlace >= places.count { nextPlace = 0 }
            if let connection = places[nextPlace] { share.append(connection) }
            nextPlace += 1
        }
        return share
    }

    var placeCount: Int { places.count }

    var all: [Connection] { places.compactMap { $0 } }

    private static func place(of token: UInt64) -> Int { Int(token & 0xffff_ffff) }
}
