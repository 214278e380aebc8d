// How many signals have come, counted from any queue.

internal import Synchronization

package final class SignalCount: Sendable {
    private let count = Atomic<Int>(0)

    package init() {}

    package func next() -> Int {
        count.add(1, ordering: .relaxed).newValue
    }

    package func reset() {
        count.store(0, ordering: .relaxed)
    }
}
