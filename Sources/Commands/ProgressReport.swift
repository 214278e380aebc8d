// How far long work is, for the log: every few seconds how much is done, how fast, and how long the rest will take.
//
//     Loading: 42% (1218 of 2900 MB), 310 MB a second, about 6 s left

package struct ProgressReport {
    package enum Unit: String {
        case megabytes = "MB"
        case keys, objects, operations, resources

        package var name: String { rawValue }

        fileprivate var size: Int { self == .megabytes ? 1_000_000 : 1 }
    }

    /// Work that is shorter says nothing, in milliseconds.
    private static let interval: Int64 = 5000

    private let work: String
    private let unit: Unit
    private let start: Int64
    private var next: Int64

    /// - Parameter now: in milliseconds, from whichever moment on.
    package init(_ work: String, in unit: Unit, at now: Int64) {
        self.work = work
        self.unit = unit
        start = now
        next = now + Self.interval
    }

    /// The line to be logged now, where one is due.
    package mutating func line(done: Int, of total: Int, at now: Int64) -> String? {
        guard now >= next, done > 0, done < total else { return nil }
        next = now + Self.interval
        let perSecond = max(1, done * 1000 / Int(now - start))
        let left = (total - done + perSecond - 1) / perSecond
        let (did, all, speed) = (done / unit.size, total / unit.size, perSecond / unit.size)
        return "\(work): \(done * 100 / total)% (\(did) of \(all) \(unit.rawValue)), "
            + "\(speed) \(unit.rawValue) a second, about \(left) s left"
    }
}
