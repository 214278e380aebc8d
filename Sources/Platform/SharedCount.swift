// A number that any queue may change and any queue may read.

internal import Synchronization

package final class SharedCount: Sendable {
    private let count = Atomic<Int>(0)

    package init() {}

    package var value: Int { count.load(ordering: .relaxed) }

    package func add(_ number: Int) {
        count.add(number, ordering: .relaxed)
    }
}
