// A list that looks at many resources: read in slices, all of them as of the revision at which it began.

internal import Bytes
internal import Resources

final class ListWork: LongWork {
    /// What looks at no more is read at once, in a millisecond or two.
    static let looksAtOnce = 512

    private let reading: Reading
    private var failure: StoreError?
    private var isFinished = false
    let total: Int
    let unit = ProgressReport.Unit.resources
    let title: String

    init(_ reading: Reading, of type: ByteString) {
        self.reading = reading
        total = reading.total
        title = "Listing \(type.text)"
    }

    var done: Int { reading.looked }
    var state: LongWorkState { isFinished ? .isFinished : .canGoOn }

    func goOn(until isOver: () -> Bool) {
        do throws(StoreError) { isFinished = try reading.goOn(until: isOver) } catch {
            failure = error
            isFinished = true
        }
    }

    /// What was read, or why it could not be.
    func outcome() throws(StoreError) -> Reading {
        if let failure { throw failure }
        return reading
    }
}
