// All databases of a server, by number.

package import Bytes

package final class Keyspace {
    package private(set) var databases: [Database]
    /// The one with the number 0.
    package private(set) var first: Database

    package init(
        databases count: Int, random: inout SeededRandom, roots: OrderedRoots, meter: MemoryMeter = MemoryMeter()
    ) {
        let hasher = SipHash(random: &random)
        databases = (0..<count).map { Database(number: $0, hasher: hasher, roots: roots, meter: meter) }
        first = databases[0]
    }

    package subscript(index: Int) -> Database { databases[index] }

    package var count: Int { databases.count }

    /// Exchanges what two numbers stand for.
    package func swap(_ first: Int, _ second: Int) {
        databases.swapAt(first, second)
        databases[first].number = first
        databases[second].number = second
        self.first = databases[0]
    }

    package var keyCount: Int { databases.reduce(0) { $0 + $1.count } }
}
