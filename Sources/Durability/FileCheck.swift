// Reads one file of a data folder to its end, and says what it holds and how it ends.

internal import Bytes
internal import Commands
internal import Configuration
internal import Journal
internal import Platform

struct FileCheck {
    private let disk: any Disk
    private let table = CommandTable(Families.all)
    /// The last moment of the log that checksums prove, as long as nothing behind it has been found damaged.
    private(set) var lastMoment: BaseMoment?
    private var isDamaged = false

    init(_ disk: any Disk) {
        self.disk = disk
    }

    /// A snapshot that belongs to no log.
    mutating func snapshot(_ path: String) -> FileReport {
        var report = FileReport(path)
        do throws(JournalError) {
            let (end, size) = try read(snapshot: path, &report)
            if end < size {
                throw .damage(
                    JournalDamage(
                        file: path, offset: end, provenTo: end, what: "something stands behind the end of the snapshot",
                        advice: "A server does not read it."))
            }
        } catch {
            report.state = .damaged("\(error)")
        }
        return report
    }

    /// A file of a log.
    mutating func file(_ source: LogSource) -> FileReport {
        var report = FileReport(source.path)
        report.facts = [
            source.file.kind == .base ? "base" : "increment \(source.file.sequence)", counted(source.size, "byte"),
        ]
        report.facts = [report.facts.joined(separator: ", ")]
        guard !isDamaged else {
            report.state = .unread("there is damage before it")
            return report
        }
        do throws(JournalError) {
            if let fault = source.fault { throw fault }
            var expectation = source.expectation
            if source.isSnapshot {
                let (end, size) = try read(snapshot: source.path, &report)
                guard end < size else { return report }
                expectation.start = end
            }
            try read(log: source.path, expectation, &report)
        } catch {
            isDamaged = true
            report.state = .damaged("\(error)")
            if case .damage = error {} else { lastMoment = nil }
        }
        return report
    }

    // MARK: Snapshots

    private mutating func read(
        snapshot path: String, _ report: inout FileReport
    ) throws(JournalError) -> (end: Int, size: Int) {
        var reader = try SnapshotReader.open(path, on: disk)
        var found = SnapshotFacts()
        while let item = try reader.next() { try found.note(item, in: reader) }
        report.facts += found.lines(version: reader.version)
        lastMoment = found.moment
        return (reader.end ?? reader.size, reader.size)
    }

    // MARK: Logs

    private mutating func read(
        log path: String, _ expectation: LogExpectation, _ report: inout FileReport
    ) throws(JournalError) {
        var reader = try LogReader.open(path, on: disk, expectation)
        do throws(JournalError) {
            while let arguments = try reader.next() { try check(arguments, in: reader) }
        } catch {
            note(reader.lastMark)
            if !reader.isProven { lastMoment = nil }
            throw error
        }
        guard let end = reader.ending else { return }
        note(end.lastMark)
        if end.untimedFrom != nil { lastMoment = nil }
        report.facts += Self.lines(end)
        if let torn = end.torn, end.cutBytes > 0 {
            report.state = .torn(what: torn, offset: end.offset, size: end.size)
        } else if expectation.ending != nil, end.offset < end.size {
            report.facts.append(
                "\(end.size - end.offset) bytes behind its end, which the next file names, do not count")
        }
    }

    private mutating func note(_ mark: BatchMark?) {
        if let mark { lastMoment = BaseMoment(time: mark.time, revision: mark.revision) }
    }

    /// A command that a start would refuse for its name or the number of its words.
    private func check(_ arguments: Arguments, in reader: borrowing LogReader) throws(JournalError) {
        let name = arguments[0]
        guard let place = table.find(name) else { throw refused(name, "it is not served", reader) }
        guard table.entries[place].command.arity.allows(arguments.count) else {
            throw refused(name, "it has the wrong number of words", reader)
        }
    }

    private func refused(_ name: ByteView, _ why: String, _ reader: borrowing LogReader) -> JournalError {
        .damage(
            JournalDamage(
                file: reader.path, offset: reader.offset, provenTo: 0,
                what: "behind this offset there is the command '\(name.prefix(64).text)', and \(why)",
                advice: "Remove what it is about on the server that the file came from, or keep that server for it."))
    }

    private static func lines(_ end: LogEnd) -> [String] {
        var lines = ["\(counted(end.commands, "command")) in \(counted(end.batches, "batch", "batches"))"]
        if let first = end.firstMark, let last = end.lastMark {
            lines.append(
                "written from \(Moment.text(first.time)) to \(Moment.text(last.time)), revisions \(first.revision) to "
                    + "\(last.revision)")
        }
        if end.unproven > 0 { lines.append("\(counted(end.unproven, "command")) without a checksum") }
        return lines
    }
}

/// What a snapshot says of itself and holds.
private struct SnapshotFacts {
    private(set) var moment: BaseMoment?
    private var maker: String?
    private var keys = 0
    private var expiring = 0
    private var databases = Set<Int>()

    mutating func note(_ item: SnapshotItem, in reader: borrowing SnapshotReader) throws(JournalError) {
        switch item {
        case .field(let name, let value):
            if name.text == "redis-ver" || name.text == "valkey-ver" { maker = "\(name.text) \(value.text)" }
            if moment == nil { moment = BaseMoment(item) }
        case .piece: moment = BaseMoment(item) ?? moment
        case .database(let number): databases.insert(number)
        case .sizes: break
        case .entry(let entry):
            keys += 1
            if entry.expiry != nil { expiring += 1 }
        case .library:
            throw .unserved(
                UnservedValue(file: reader.path, offset: reader.offset, kind: "library of functions", key: nil))
        }
    }

    func lines(version: Int) -> [String] {
        var lines = ["snapshot of version \(version)\(maker.map { ", \($0)" } ?? "")"]
        if let moment { lines.append("of \(Moment.text(moment.time)), revision \(moment.revision)") }
        lines.append(
            "\(counted(keys, "key")), \(expiring) of them expiring, in \(counted(databases.count, "database"))")
        return lines
    }
}
