// Members with names, in the order in which they were written.

package struct JSONMember: Sendable {
    package let name: JSONString
    package var value: JSONValue

    package init(_ name: JSONString, _ value: JSONValue) {
        self.name = name
        self.value = value
    }
}

/// Few members are looked for one after another; many have an index.
package struct JSONObject: Sendable {
    package private(set) var members: [JSONMember]
    private var places: [JSONString: Int]?

    package init() {
        members = []
    }

    /// The names must be unlike.
    package init(_ members: [JSONMember]) {
        self.members = members
        indexMembers()
    }

    private mutating func indexMembers() {
        guard members.count > JSONLimits.fewMembers else {
            places = nil
            return
        }
        places = Dictionary(
            members.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }

    /// Where the member of this name stands; nil where there is none.
    package func place(of name: JSONString) -> Int? {
        if let places { return places[name] }
        return members.firstIndex { $0.name == name }
    }

    /// The value of this name. A new name comes last, a known one keeps its place; nil takes the member out.
    package subscript(name: JSONString) -> JSONValue? {
        get { place(of: name).map { members[$0].value } }
        set {
            guard let value = newValue else {
                remove(name)
                return
            }
            if let place = place(of: name) {
                members[place].value = value
            } else {
                append(JSONMember(name, value))
            }
        }
    }

    /// Changes the value at this place where it stands.
    package mutating func change<Result, Failure: Error>(
        at place: Int, _ change: (inout JSONValue) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try change(&members[place].value)
    }

    private mutating func append(_ member: JSONMember) {
        members.append(member)
        if places != nil {
            places?[member.name] = members.count - 1
        } else {
            indexMembers()
        }
    }

    @discardableResult
    package mutating func remove(_ name: JSONString) -> JSONValue? {
        guard let place = place(of: name) else { return nil }
        let value = members.remove(at: place).value
        if place == members.count, members.count > JSONLimits.fewMembers {
            places?[name] = nil
        } else {
            indexMembers()
        }
        return value
    }
}

extension JSONObject: Hashable {
    /// The same members, in any order.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        for (place, member) in left.members.enumerated() {
            let other = right.members[place]
            let value = other.name == member.name ? other.value : right[member.name]
            guard let value, value == member.value else { return false }
        }
        return true
    }

    package func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in members {
            var ownHasher = Hasher()
            ownHasher.combine(member.name)
            ownHasher.combine(member.value)
            sum &+= ownHasher.finalize()
        }
        hasher.combine(sum)
    }
}
