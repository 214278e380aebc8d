// How much of the process is in memory, for those who ask often: the kernel answers by a file, so it is asked ten times
// a second at most.

package struct ResidentGauge {
    /// For how long an answer is good, in nanoseconds.
    private static let life: Int64 = 100_000_000

    private let ask: () -> Int
    private var bytes = 0
    private var end = Int64.min

    package init(_ ask: @escaping () -> Int = { ProcessFigures.residentBytes }) {
        self.ask = ask
    }

    package mutating func bytes(at nanoseconds: Int64) -> Int {
        guard nanoseconds >= end else { return bytes }
        bytes = ask()
        end = nanoseconds + Self.life
        return bytes
    }
}
