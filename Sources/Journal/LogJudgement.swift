// Tells a torn end from damage. Torn is what a kill or a loss of power leaves: an incomplete command at the very end,
// or a last batch that does not match its checksum. If anything of ours stands behind the fault, it once was whole:
// damage.

internal import Bytes
internal import Platform

enum LogFault {
    /// The file ends in the middle of something.
    case truncated
    case malformed(StaticString)
    /// A line of ours, ending before this place of the window, that is not well formed.
    case malformedMark(Int)
    /// A mark, ending before this place of the window, that does not match what stands before it.
    case mismatch(BatchMark, Int)
}

extension LogReader {
    mutating func judge(_ fault: LogFault, _ scan: borrowing LogScan) throws(JournalError) {
        let place = window.start + scan.at
        let groupStart = window.start
        // The mark that closes the stretch in which the fault lies.
        let mark: FoundMark?
        switch fault {
        case .mismatch(let found, let next):
            mark = FoundMark(end: window.start + next, batchStart: window.start + scan.at - found.length)
        case .malformedMark(let next) where window.start + next == end:
            mark = FoundMark(end: end, batchStart: groupStart)
        default:
            mark = try firstMark(after: groupStart)
        }
        if let mark {
            // A last batch is torn only where it is all that stands since the last checksum that holds: otherwise a
            // checksum in between is lost, and with it what it was to prove.
            guard mark.end == end, mark.batchStart == groupStart else { throw damage(words(fault), at: place) }
            return try cut(at: 0, of: scan, "a last batch that does not match its checksum")
        }
        if tearsInParts { return try cutToProven(of: scan) }
        if case .truncated = fault {
            let isWhole = scan.unit == scan.at
            return try cut(
                at: scan.unit, of: scan, isWhole ? "an incomplete command" : "a MULTI block whose EXEC is missing")
        }
        throw damage(words(fault), at: place)
    }

    private func words(_ fault: LogFault) -> String {
        switch fault {
        case .truncated: "what begins here does not end before the next checksum"
        case .malformed(let what): "\(what)"
        case .malformedMark: "a checksum line that is none"
        case .mismatch: "what stands since \(provenTo) does not match the checksum here"
        }
    }

    struct FoundMark {
        let end: Int
        let batchStart: Int
    }

    /// The first whole mark of this log behind `offset`: one that says of itself where it stands.
    func firstMark(after offset: Int) throws(JournalError) -> FoundMark? {
        guard let log = head?.log else { return nil }
        var search = try FileWindow(path, on: disk, from: offset, to: end)
        var at = 0
        while true {
            if try !search.fill(to: at + JournalLimits.annotation) {
                _ = try search.fill(to: search.end - search.start)
            }
            guard let hash = search.pending.firstIndex(of: UInt8(ascii: "#"), from: at) else {
                if search.start + search.pending.count >= search.end { return nil }
                search.release(search.pending.count)
                at = 0
                continue
            }
            at = hash
            if try !search.fill(to: at + JournalLimits.annotation) {
                _ = try search.fill(to: search.end - search.start)
            }
            let rest = search.pending.dropFirst(at).prefix(JournalLimits.annotation)
            if let newline = rest.firstIndex(of: 0x0a),
                let mark = BatchMark.parse(rest.prefix(newline + 1), log: log), mark.offset == search.start + at
            {
                return FoundMark(end: mark.offset + newline + 1, batchStart: mark.offset - mark.length)
            }
            at += 1
            search.release(at)
            at = 0
        }
    }
}
