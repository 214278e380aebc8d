// A dictionary that remembers the order in which its entries came: who listens to a channel, what a client listens to.
//
//     entries   a  b  ·  d  ·  f        · was left by an entry that went away
//     places    a→0 b→1 d→3 f→5        kept only while there are more entries than are worth a look at each
//
// Who leaves gives up a place that stays empty until half of all are, so that leaving costs the same however many
// entries there are, and walking costs at most twice what it must.

struct ArrivalOrder<Key: Hashable, Value> {
    /// As many entries are looked through without a dictionary of their places.
    private static var fewEntries: Int { 8 }

    private var entries: [(key: Key, value: Value)?] = []
    private var places: [Key: Int] = [:]
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    var keys: [Key] { entries.compactMap { $0?.key } }

    func contains(_ key: Key) -> Bool {
        place(of: key) != nil
    }

    subscript(key: Key) -> Value? {
        place(of: key).flatMap { entries[$0]?.value }
    }

    private func place(of key: Key) -> Int? {
        places.isEmpty ? entries.firstIndex { $0?.key == key } : places[key]
    }

    @inline(__always)
    func forEach(_ body: (Key, Value) -> Void) {
        for case let entry? in entries { body(entry.key, entry.value) }
    }

    // MARK: Changing

    /// Adds an entry at the end; false where the key is there already.
    @discardableResult
    mutating func insert(_ key: Key, _ value: Value) -> Bool {
        guard !contains(key) else { return false }
        entries.append((key, value))
        count += 1
        if !places.isEmpty {
            places[key] = entries.count - 1
        } else if entries.count > Self.fewEntries {
            closeUp()
        }
        return true
    }

    /// Changes the value of an entry that is there.
    mutating func update<Result>(_ key: Key, _ change: (inout Value) -> Result) -> Result? {
        guard let place = place(of: key) else { return nil }
        return change(&entries[place]!.value)
    }

    /// Takes an entry away; false where there is none.
    @discardableResult
    mutating func remove(_ key: Key) -> Bool {
        guard let place = place(of: key) else { return false }
        entries[place] = nil
        places[key] = nil
        count -= 1
        if entries.count > 2 * count { closeUp() }
        return true
    }

    /// Moves the entries together and notes where they are.
    private mutating func closeUp() {
        entries.removeAll { $0 == nil }
        places = [:]
        guard count > Self.fewEntries else { return }
        places.reserveCapacity(2 * count)
        for (place, entry) in entries.enumerated() { places[entry!.key] = place }
    }
}
