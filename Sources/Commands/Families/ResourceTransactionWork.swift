// A long transaction, prepared in slices: its JSON is read on another queue, and then its bodies are read and judged.
// The plan and the commit are one piece.

internal import Bytes
internal import Engine
internal import Resources

final class TransactionWork: LongWork {
    private let services: Services
    private var reading: Result<[Step], StoreError>?
    private var steps: [Step] = []
    private(set) var done = 0
    let unit = ProgressReport.Unit.operations
    let title = "Preparing a transaction"

    init(_ text: [UInt8], _ services: Services) {
        self.services = services
        services.host.doAside {
            Result { () throws(StoreError) in
                try text.withView { view throws(StoreError) in try TransactionReader.steps(in: view) }
            }
        } then: { [weak self] reading in
            self?.take(reading)
        }
    }

    private func take(_ reading: Result<[Step], StoreError>) {
        self.reading = reading
        if case .success(let steps) = reading { self.steps = steps }
    }

    var total: Int { steps.count }
    var state: LongWorkState { reading == nil ? .waits : done == total ? .isFinished : .canGoOn }

    /// The operations, or what is wrong with one of them.
    func operations() throws(StoreError) -> [Step] {
        _ = try reading?.get()
        return steps
    }

    func goOn(until isOver: () -> Bool) {
        while !isOver(), done < total {
            // Why it is refused, planning says.
            guard services.engine.resources.examine(&steps[done]) else { return done = total }
            done += 1
        }
    }
}
