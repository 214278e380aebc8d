// Goes through the bytes of a log, one command or line at a step, and knows where transactions begin and end.

internal import Bytes

struct LogScan: ~Copyable {
    enum Step {
        /// A command, or a line that means nothing to us.
        case more
        case timestamp(Int64)
        /// A mark of ours, which is whole and ends before `next`.
        case mark(BatchMark, next: Int)
        /// The end of the file, between commands.
        case end
        /// The end of the file, in the middle of something.
        case short
        case malformed(StaticString)
        /// A mark of ours that is not well formed and ends before `next`.
        case malformedMark(next: Int)
    }

    /// Where in the window the next command or line begins, and where the last line began.
    private(set) var at = 0
    private(set) var line = 0
    /// Where the open transaction begins; outside of one, the same as `at`.
    private(set) var unit = 0
    private(set) var isInTransaction = false

    /// How many bytes of whole commands and transactions were found.
    var length: Int { unit }

    mutating func step(
        _ window: inout FileWindow, _ list: inout ArgumentList, _ commands: inout [LogCommand], mark log: UInt64?
    ) throws(JournalError) -> Step {
        guard try window.fill(to: at + 1) else { return .end }
        switch window.pending[at] {
        case UInt8(ascii: "*"): return try command(&window, &list, &commands)
        case UInt8(ascii: "#"): return try annotation(&window, log)
        default: return .malformed("Bad file format reading the append only file: neither a command nor a comment")
        }
    }

    // MARK: Commands

    private mutating func command(
        _ window: inout FileWindow, _ list: inout ArgumentList, _ commands: inout [LogCommand]
    ) throws(JournalError) -> Step {
        let first = list.count
        let count: Int
        var place: Int
        switch try Self.number(&window, at, UInt8(ascii: "*")) {
        case .whole(let number, let next):
            count = number
            place = next
        case .short: return .short
        case .malformed: return .malformed("Bad file format reading the append only file: a count that is none")
        }
        guard count > 0 else { return .malformed("Bad file format reading the append only file: an empty command") }
        while true {
            place = list.appendWholeBulks(in: window.pending, at: place, most: count - (list.count - first))
            if list.count - first == count { break }
            switch try Self.string(&window, place) {
            case .whole: continue
            case .short: return .short
            case .malformed: return .malformed("Bad file format reading the append only file: a string that is none")
            }
        }
        let arguments = first..<list.count
        commands.append(LogCommand(start: at, end: place, arguments: arguments))
        follow(list.over(window.pending, arguments)[0])
        advance(to: place)
        return .more
    }

    /// MULTI and EXEC may come in any spelling.
    private mutating func follow(_ name: ByteView) {
        if name.count == 5, name.spells("multi") { isInTransaction = true }
        if name.count == 4, name.spells("exec") { isInTransaction = false }
    }

    private mutating func advance(to next: Int) {
        at = next
        if !isInTransaction { unit = next }
    }

    private enum Part {
        case whole(Int, next: Int)
        case short
        case malformed
    }

    /// `<marker><digits>\r\n`, in whatever part of it there is.
    private static func number(
        _ window: inout FileWindow, _ at: Int, _ marker: UInt8
    ) throws(JournalError) -> Part {
        let longest = 14
        if try !window.fill(to: at + longest) { _ = try window.fill(to: window.end - window.start) }
        if let (number, next) = window.pending.plainLength(at: at, marker: marker) { return .whole(number, next: next) }
        let rest = window.pending.dropFirst(at).prefix(longest)
        if rest.isEmpty { return .short }
        guard rest.count < longest, rest[0] == marker else { return .malformed }
        // What is there must be the beginning of a number line, cut off.
        var place = 1
        while place < rest.count, rest[place] &- 0x30 < 10 { place += 1 }
        if place == rest.count { return .short }
        return rest[place] == 0x0d && place + 1 == rest.count && place > 1 ? .short : .malformed
    }

    /// Makes a string whole that was not.
    private static func string(_ window: inout FileWindow, _ at: Int) throws(JournalError) -> Part {
        guard case .whole(let length, let next) = try number(&window, at, UInt8(ascii: "$")) else {
            return try number(&window, at, UInt8(ascii: "$"))
        }
        let end = next + length + 2
        guard try window.fill(to: end) else { return .short }
        let bytes = window.pending
        return bytes[end - 2] == 0x0d && bytes[end - 1] == 0x0a ? .whole(length, next: end) : .malformed
    }

    // MARK: Lines

    private mutating func annotation(_ window: inout FileWindow, _ log: UInt64?) throws(JournalError) -> Step {
        _ = try window.fill(to: min(at + JournalLimits.annotation, window.end - window.start))
        let rest = window.pending.dropFirst(at).prefix(JournalLimits.annotation)
        guard let newline = rest.firstIndex(of: 0x0a) else {
            return rest.count < JournalLimits.annotation
                ? .short : .malformed("Bad file format reading the append only file: a comment without end")
        }
        let text = rest.prefix(newline + 1)
        if let log, text.starts(with: ByteView(LogLine.words)) {
            guard let mark = BatchMark.parse(text, log: log) else { return .malformedMark(next: at + text.count) }
            return .mark(mark, next: at + text.count)
        }
        line = at
        advance(to: at + text.count)
        let stamp = ByteView("#TS:")
        guard text.starts(with: stamp), let end = text.firstIndex(of: 0x0d),
            let seconds = text[stamp.count..<end].integer
        else { return .more }
        return .timestamp(seconds)
    }
}
