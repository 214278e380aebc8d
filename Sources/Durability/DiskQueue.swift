// Work on the disk that the loop must not wait for: done in order on a queue of its own, its results brought back to
// the loop as calls.

internal import Dispatch
package import Platform

/// Brings a call to the loop that owns the data. Safe from any queue.
package typealias Courier = @Sendable (Handover<() -> Void>) -> Void

/// Does work one after the other, in the order in which it comes: a seam, so that tests decide when that is.
package protocol Worker: Sendable {
    func add(_ work: @escaping @Sendable () -> Void)
    /// Returns when everything that was added before is done.
    func drain()
    /// Whether short work may be done by who has it, where handing it over would cost more than waiting for it.
    var canBeSpared: Bool { get }
}

/// A queue that does its work at once.
package struct Queue: Worker {
    package let canBeSpared = true
    private let queue = DispatchQueue(label: "milepost.disk", qos: .userInitiated)

    package init() {}

    package func add(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }
    package func drain() { queue.sync {} }
}

struct DiskQueue {
    private let worker: any Worker
    private let courier: Courier

    init(_ worker: any Worker, _ courier: @escaping Courier) {
        self.worker = worker
        self.courier = courier
    }

    /// Does `work` off the loop, then `finish` with its result on it.
    func perform<Result>(_ work: @escaping @Sendable () -> Result, then finish: @escaping (Result) -> Void) {
        let finish = Handover(finish)
        worker.add { [courier] in
            let result = work()
            courier(Handover { finish.value(result) })
        }
    }

    var canBeSpared: Bool { worker.canBeSpared }

    /// Returns when everything that was asked for before is done.
    func drain() {
        worker.drain()
    }
}
