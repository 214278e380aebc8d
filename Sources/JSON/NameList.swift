// Finds a name that an object has twice, in time that grows with the number of names even where somebody made them up
// to collide: few names are compared each with each, many are hashed with a secret key.

internal import Bytes

/// The names of the objects that are open, those of the innermost at the end.
struct NameList: ~Copyable {
    private struct Name {
        let start: Int
        let end: Int
        /// Unlike for most names that are unlike. It says nothing of a name with escapes.
        let fingerprint: UInt64
        let hasEscapes: Bool

        @inline(__always)
        func mayBeSame(as other: Name) -> Bool {
            fingerprint == other.fingerprint || hasEscapes || other.hasEscapes
        }
    }

    private static let hash = SipHash(key: (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max)))

    /// Those that count stand at the beginning; behind them is room that was used before.
    private var names: [Name] = []
    private(set) var count = 0
    /// A table of places in `names`, one more than they are; 0 is free.
    private var table: [UInt32] = []

    mutating func removeAll() { count = 0 }

    @inline(__always)
    mutating func append(from start: Int, to end: Int, hasEscapes: Bool, in text: ByteView) {
        let fingerprint = hasEscapes ? 0 : text.fingerprint(from: start, to: end)
        let name = Name(start: start, end: end, fingerprint: fingerprint, hasEscapes: hasEscapes)
        if count < names.count { names[count] = name } else { names.append(name) }
        count += 1
    }

    /// Ends the innermost object, whose names begin at `first`.
    @inline(__always)
    mutating func close(from first: Int, in text: ByteView) throws(JSONError) {
        let members = count - first
        if members > 1 {
            let isShort = members <= JSONLimits.fewMembers
            let duplicate = isShort ? compareEach(from: first, text) : hashAll(from: first, text)
            if let duplicate { throw JSONError(.duplicateName, at: names[duplicate].start - 1) }
        }
        count = first
    }

    private func compareEach(from first: Int, _ text: ByteView) -> Int? {
        for later in first + 1..<count {
            let name = names[later]
            for earlier in first..<later where names[earlier].mayBeSame(as: name) {
                if Self.areSame(names[earlier], name, text) { return later }
            }
        }
        return nil
    }

    private mutating func hashAll(from first: Int, _ text: ByteView) -> Int? {
        var size = 64
        while size < (count - first) * 2 { size *= 2 }
        table.removeAll(keepingCapacity: true)
        table.append(contentsOf: repeatElement(0, count: size))
        for later in first..<count {
            var slot = Int(truncatingIfNeeded: Self.hash(of: names[later], text)) & (size - 1)
            while table[slot] != 0 {
                let earlier = names[Int(table[slot]) - 1]
                if earlier.mayBeSame(as: names[later]), Self.areSame(earlier, names[later], text) { return later }
                slot = (slot + 1) & (size - 1)
            }
            table[slot] = UInt32(truncatingIfNeeded: later + 1)
        }
        return nil
    }

    private static func hash(of name: Name, _ text: ByteView) -> UInt64 {
        let bytes = text[name.start..<name.end]
        return name.hasEscapes ? bytes.unescaped.withView { hash.hash($0) } : hash.hash(bytes)
    }

    private static func areSame(_ left: Name, _ right: Name, _ text: ByteView) -> Bool {
        let (leftBytes, rightBytes) = (text[left.start..<left.end], text[right.start..<right.end])
        guard left.hasEscapes || right.hasEscapes else { return leftBytes == rightBytes }
        return leftBytes.unescaped == rightBytes.unescaped
    }
}
