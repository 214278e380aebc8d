// Resources that will be looked up soon. A look-up follows a trail through memory, from the name's place to the
// resource, from there to its present version and from there to the body, and waits at each step; the steps of several
// resources pass at the same time.

internal import Bytes

struct ResourceLookahead {
    private static let most = 16
    private var hashes = InlineArray<16, UInt32>(repeating: 0)
    private var count = 0

    /// Asks for the place of a name.
    mutating func note(_ name: ByteView, in names: borrowing NameTable) {
        guard count < Self.most else { return }
        let hash = NameTable.hash(name)
        names.prefetchPlace(for: hash)
        hashes[count] = hash
        count += 1
    }

    /// Asks for what lies behind the places that were noted, step by step, and forgets them.
    mutating func fetch(from names: borrowing NameTable) {
        for index in 0..<count { names.prefetchResource(hashes[index]) }
        for index in 0..<count { names.prefetchVersion(hashes[index]) }
        for index in 0..<count { names.prefetchBody(hashes[index]) }
        count = 0
    }
}
