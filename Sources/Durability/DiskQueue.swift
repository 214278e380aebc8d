// Work on the disk that the loop must not wait for: done in order on a queue of its own, its results brought back to
// the loop as calls.

internal import Dispatch
package import Platform

/// Brings a call to the loop that owns the data. Safe from any queue.
package typealias Courier = @Sendable (Handover<() -> Void>) -> Void

struct DiskQueue {
    private let queue = DispatchQueue(label: "milepost.disk", qos: .userInitiated)
    private let courier: Courier

    init(_ courier: @escaping Courier) {
        self.courier = courier
    }

    /// Does `work` off the loop, then `finish` with its result on it.
    func perform<Result>(_ work: @escaping @Sendable () -> Result, then finish: @escaping (Result) -> Void) {
        let finish = Handover(finish)
        queue.async { [courier] in
            let result = work()
            courier(Handover { finish.value(result) })
        }
    }

    /// Returns when everything that was asked for before is done.
    func drain() {
        queue.sync {}
    }
}
