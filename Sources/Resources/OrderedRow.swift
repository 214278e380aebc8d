// Elements in the order of their keys, in pieces: finding one is two binary searches through numbers that lie side by
// side, adding one moves at most a piece.

internal import Bytes

protocol Ordered {
    var orderKey: [UInt8] { get }
}

struct OrderedRow<Element: Ordered> {
    /// None is empty.
    private var pieces: [Piece<Element>] = []
    /// Of the first key of each piece.
    private var firsts = KeyDigests()
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The element of this key.
    subscript(key: [UInt8]) -> Element? {
        let place = place(of: key)
        return holds(key, at: place) ? pieces[place.piece].elements[place.offset] : nil
    }

    /// Adds an element, or puts it in the place of the one with its key.
    mutating func insert(_ element: Element) {
        let key = element.orderKey
        guard !pieces.isEmpty else {
            pieces = [Piece([element])]
            firsts = KeyDigests(of: [key])
            return count = 1
        }
        let place = place(of: key)
        guard !holds(key, at: place) else { return pieces[place.piece].elements[place.offset] = element }
        pieces[place.piece].insert(element, key, at: place.offset)
        count += 1
        if place.offset == 0 { noteFirst(of: place.piece) }
        if pieces[place.piece].isFull { split(place.piece) }
    }

    @discardableResult
    mutating func remove(_ key: [UInt8]) -> Element? {
        let place = place(of: key)
        guard holds(key, at: place) else { return nil }
        count -= 1
        let element = pieces[place.piece].remove(at: place.offset)
        if pieces[place.piece].elements.isEmpty {
            pieces.remove(at: place.piece)
            firsts.remove(at: place.piece)
        } else if place.offset == 0 {
            noteFirst(of: place.piece)
        }
        return element
    }

    private func holds(_ key: [UInt8], at place: (piece: Int, offset: Int)) -> Bool {
        guard place.piece < pieces.count, place.offset < pieces[place.piece].elements.count else { return false }
        return pieces[place.piece].elements[place.offset].orderKey == key
    }

    /// Takes out whatever meets a condition, at the cost of a look at everything.
    mutating func removeAll(where condition: (Element) -> Bool) {
        var keys: [[UInt8]] = []
        forEach(from: []) { element in
            if condition(element) { keys.append(element.orderKey) }
            return true
        }
        for key in keys { remove(key) }
    }

    /// Every element from `key` on, in order, until `visit` answers false.
    func forEach(from key: [UInt8], _ visit: (Element) -> Bool) {
        var place = place(of: key)
        while place.piece < pieces.count {
            while place.offset < pieces[place.piece].elements.count {
                guard visit(pieces[place.piece].elements[place.offset]) else { return }
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
        pieces.insert(pieces[piece].splitOff(), at: piece + 1)
        let key = pieces[piece + 1].first
        if !key.withView({ firsts.insert($0, at: piece + 1) }) { digestFirsts() }
    }

    private mutating func noteFirst(of piece: Int) {
        let key = pieces[piece].first
        if !key.withView({ firsts.replace(at: piece, with: $0) }) { digestFirsts() }
    }

    private mutating func digestFirsts() {
        firsts = KeyDigests(of: pieces.map(\.first))
    }

    /// Where an element of this key stands, or would stand.
    private func place(of key: [UInt8]) -> (piece: Int, offset: Int) {
        guard !pieces.isEmpty else { return (0, 0) }
        return key.withView { view in
            let next = firsts.places(of: view).firstPlace { view < $0 } key: { pieces[$0].first }
            let piece = max(0, next - 1)
            return (piece, pieces[piece].place(of: view))
        }
    }

    func checkInvariants() {
        precondition(pieces.allSatisfy { !$0.elements.isEmpty && !$0.isFull })
        let keys = pieces.flatMap(\.elements).map(\.orderKey)
        precondition(keys.count == count)
        precondition(zip(keys, keys.dropFirst()).allSatisfy { $0.isBefore($1) })
    }
}

/// A stretch of the elements.
private struct Piece<Element: Ordered> {
    private static var limit: Int { 256 }
    var elements: [Element]
    private var digests: KeyDigests

    init(_ elements: [Element]) {
        self.init(elements, KeyDigests(of: elements.map(\.orderKey)))
    }

    private init(_ elements: [Element], _ digests: KeyDigests) {
        self.elements = elements
        self.digests = digests
    }

    var isFull: Bool { elements.count > Self.limit }
    var first: [UInt8] { elements[0].orderKey }

    /// Where an element of this key stands, or would stand.
    func place(of key: ByteView) -> Int {
        digests.places(of: key).firstPlace { key <= $0 } key: { elements[$0].orderKey }
    }

    mutating func insert(_ element: Element, _ key: [UInt8], at place: Int) {
        elements.insert(element, at: place)
        if !key.withView({ digests.insert($0, at: place) }) { digests = KeyDigests(of: elements.map(\.orderKey)) }
    }

    mutating func remove(at place: Int) -> Element {
        digests.remove(at: place)
        return elements.remove(at: place)
    }

    /// Gives away the later half.
    mutating func splitOff() -> Piece {
        let half = elements.count / 2
        let keys = { [elements] place in elements[place].orderKey }
        let later = Piece(Array(elements[half...]), digests.part(half..<elements.count, of: keys))
        digests = digests.part(0..<half, of: keys)
        // Without the room of the other half: where keys come in their order nothing ever comes here again.
        elements = Array(elements[..<half])
        return later
    }
}

extension Range<Int> {
    /// The first place from which on `condition` holds of the keys; the end where it holds nowhere.
    fileprivate func firstPlace(
        where condition: (ByteView) -> Bool, key: (Int) -> [UInt8]
    ) -> Int {
        var (low, high) = (lowerBound, upperBound)
        while low < high {
            let middle = (low + high) / 2
            if key(middle).withView(condition) { high = middle } else { low = middle + 1 }
        }
        return low
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
