// Which parts of a value a keyword has looked at, for `unevaluatedItems` and `unevaluatedProperties`.

struct Evaluated {
    private(set) var members = PartSet()
    private(set) var elements = PartSet()

    mutating func noteMember(_ place: Int) { members.insert(place) }
    mutating func noteElement(_ place: Int) { elements.insert(place) }
    mutating func noteAllMembers() { members.insertAll() }
    mutating func noteAllElements() { elements.insertAll() }

    mutating func merge(_ other: Evaluated) {
        members.merge(other.members)
        elements.merge(other.elements)
    }
}

/// Places of parts: some, or all there are.
struct PartSet {
    private var hasAll = false
    private var places: [Bool] = []

    func contains(_ place: Int) -> Bool {
        hasAll || (place < places.count && places[place])
    }

    mutating func insert(_ place: Int) {
        while places.count <= place { places.append(false) }
        places[place] = true
    }

    mutating func insertAll() { hasAll = true }

    mutating func merge(_ other: PartSet) {
        hasAll = hasAll || other.hasAll
        for (place, isThere) in other.places.enumerated() where isThere { insert(place) }
    }
}
