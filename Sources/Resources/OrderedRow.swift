// Elements in the order of their keys, in pieces: finding one is two binary searches, adding one moves at most a piece.

internal import Bytes

protocol Ordered {
    var orderKey: [UInt8] { get }
}

struct OrderedRow<Element: Ordered> {
    private static var pieceLimit: Int { 256 }
    /// None is empty.
    private var pieces: [[Element]] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The element of this key.
    subscript(key: [UInt8]) -> Element? {
        let place = place(of: key)
        guard place.piece < pieces.count, place.offset < pieces[place.piece].count else { return nil }
        let element = pieces[place.piece][place.offset]
        return element.orderKey == key ? element : nil
    }

    /// Adds an element, or puts it in the place of the one with its key.
    mutating func insert(_ element: Element) {
        let key = element.orderKey
        guard !pieces.isEmpty else {
            pieces = [[element]]
            return count = 1
        }
        let place = place(of: key)
        if place.offset < pieces[place.piece].count, pieces[place.piece][place.offset].orderKey == key {
            return pieces[place.piece][place.offset] = element
        }
        pieces[place.piece].insert(element, at: place.offset)
        count += 1
        if pieces[place.piece].count > Self.pieceLimit { split(place.piece) }
    }

    @discardableResult
    mutating func remove(_ key: [UInt8]) -> Element? {
        let place = place(of: key)
        guard place.piece < pieces.count, place.offset < pieces[place.piece].count,
            pieces[place.piece][place.offset].orderKey == key
        else { return nil }
        count -= 1
        let element = pieces[place.piece].remove(at: place.offset)
        if pieces[place.piece].isEmpty { pieces.remove(at: place.piece) }
        return element
    }

    /// Takes out whatever meets a condition, at the cost of a look at everything.
    mutating func removeAll(where condition: (Element) -> Bool) {
        for index in pieces.indices { pieces[index].removeAll(where: condition) }
        pieces.removeAll(where: \.isEmpty)
        count = pieces.reduce(0) { $0 + $1.count }
    }

    /// Every element from `key` on, in order, until `visit` answers false.
    func forEach(from key: [UInt8], _ visit: (Element) -> Bool) {
        var place = place(of: key)
        while place.piece < pieces.count {
            while place.offset < pieces[place.piece].count {
                guard visit(pieces[place.piece][place.offset]) else { return }
                place.offset += 1
            }
            place = (place.piece + 1, 0)
        }
    }

    /// Every element whose key begins with `prefix`, in order, until `visit` answers false.
    func forEach(prefix: [UInt8], from start: [UInt8]? = nil, _ visit: (Element) -> Bool) {
        forEach(from: start ?? prefix) { element in
            element.orderKey.starts(with: prefix) && visit(element)
        }
    }

    private mutating func split(_ piece: Int) {
        let half = pieces[piece].count / 2
        pieces.insert(Array(pieces[piece][half...]), at: piece + 1)
        pieces[piece].removeLast(pieces[piece].count - half)
    }

    /// Where an element of this key stands, or would stand.
    private func place(of key: [UInt8]) -> (piece: Int, offset: Int) {
        guard !pieces.isEmpty else { return (0, 0) }
        let piece = max(0, Self.firstIndex(of: pieces) { key.isBefore($0[0].orderKey) } - 1)
        return (piece, Self.firstIndex(of: pieces[piece]) { !$0.orderKey.isBefore(key) })
    }

    /// The first place from which on `condition` holds.
    private static func firstIndex<Item>(of items: [Item], where condition: (Item) -> Bool) -> Int {
        var low = 0
        var high = items.count
        while low < high {
            let middle = (low + high) / 2
            if condition(items[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    func checkInvariants() {
        precondition(pieces.allSatisfy { !$0.isEmpty && $0.count <= Self.pieceLimit })
        let keys = pieces.flatMap { $0 }.map(\.orderKey)
        precondition(keys.count == count)
        precondition(zip(keys, keys.dropFirst()).allSatisfy { $0.isBefore($1) })
    }
}

extension [UInt8] {
    func isBefore(_ other: [UInt8]) -> Bool {
        withView { left in other.withView { left < $0 } }
    }
}

extension Resource: Ordered {
    var orderKey: [UInt8] { name.bytes }
}

extension Shelf: Ordered {
    var orderKey: [UInt8] { namespace.bytes }
}
