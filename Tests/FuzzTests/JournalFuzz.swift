// Files as a disk should never give them back: snapshots, payloads, logs and manifests with bytes changed, lost,
// doubled or made up. Whatever stands in them, they are read or refused, and a log is never cut where it is whole.

import Bytes
import Journal
import TestSupport

struct JournalFuzz {
    private var random: SeededRandom
    private var values: RandomValues
    private let disk = SimulatedDisk()

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        values = RandomValues(random: random)
    }

    // MARK: Snapshots and payloads

    consuming func snapshot() -> String? {
        var writer = SnapshotWriter()
        for _ in 0..<Int.random(in: 0...30, using: &random) { add(to: &writer) }
        writer.end()
        var bytes = writer.takePiece()
        let whole = bytes
        for _ in 0..<Int.random(in: 0...3, using: &random) { spoil(&bytes) }
        // Without a checksum, the parser itself is asked.
        if bytes.count > 9, Bool.random(using: &random) { bytes.replaceSubrange(5..<9, with: Array("0004".utf8)) }
        disk["dump.rdb"] = bytes
        let isRead = (try? readSnapshot()) != nil
        if bytes == whole, !isRead { return "a whole snapshot is refused" }
        if Bool.random(using: &random) { bytes.removeFirst(min(bytes.count, 9)) }
        openPayload(bytes)
        return nil
    }

    private mutating func add(to writer: inout SnapshotWriter) {
        let (key, value) = (values.next(), values.next())
        switch Int.random(in: 0..<10, using: &random) {
        case 0: value.withView { writer.own("piece", $0) }
        case 1: value.withView { writer.field("field", $0) }
        case 2: value.withView { writer.library($0) }
        case 3: writer.database(Int.random(in: 0..<1_000, using: &random), keys: key.count, expiring: 0)
        default:
            let expiry = Bool.random(using: &random) ? Int64(key.count) : nil
            key.withView { key in value.withView { writer.entry(key, .bytes($0), expiry: expiry) } }
        }
    }

    private func readSnapshot() throws(JournalError) {
        var reader = try SnapshotReader.open("dump.rdb", on: disk)
        while let item = try reader.next() {
            if case .entry(let entry) = item { precondition(entry.key.count >= 0) }
        }
    }

    private func openPayload(_ bytes: [UInt8]) {
        bytes.withView { view in
            do throws(DumpPayload.Refusal) {
                try DumpPayload.open(view, checksum: false) { value in
                    if case .bytes(let view) = value { precondition(view.count >= 0) }
                }
            } catch {}
        }
    }

    // MARK: Logs and manifests

    consuming func log() -> String? {
        do throws(JournalError) {
            try writeLog()
        } catch {
            return "the log cannot be written: \(error)"
        }
        let whole = disk["log"] ?? []
        var bytes = whole
        let isCut = Int.random(in: 0..<4, using: &random) == 0
        if isCut {
            bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
        } else {
            for _ in 0..<Int.random(in: 0...3, using: &random) { spoil(&bytes) }
        }
        disk["log"] = bytes
        let outcome = readLog()
        if case .failure(let error) = outcome, isCut || bytes == whole { return "a log that is only cut: \(error)" }
        if case .success(let end) = outcome {
            if bytes == whole, end.cutBytes != 0 { return "a whole log is cut" }
            if end.offset > bytes.count { return "a log ends behind its end" }
        }
        _ = try? Manifest.parse(Array(bytes.prefix(500)), file: "manifest", prefix: "log")
        return nil
    }

    private mutating func writeLog() throws(JournalError) {
        var writer = LogWriter(try LogFile("log", on: disk), head: LogHead(log: random.next(), sequence: 1))
        for _ in 0..<Int.random(in: 0...20, using: &random) {
            let isTransaction = Int.random(in: 0..<4, using: &random) == 0
            if isTransaction { writer.beginTransaction() }
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let words = (0..<Int.random(in: 1...4, using: &random)).map { _ in values.next() }
                writer.command(words.count + 1)
                writer.argument("SET")
                for word in words { word.withView { writer.argument($0) } }
            }
            if isTransaction { writer.endTransaction() }
            if Bool.random(using: &random) { try writer.flush() }
        }
        try writer.flush()
    }

    private func readLog() -> Result<LogEnd, JournalError> {
        do throws(JournalError) {
            var reader = try LogReader.open("log", on: disk)
            while let arguments = try reader.next() { precondition(arguments.count > 0) }
            guard let ending = reader.ending else { preconditionFailure("a reader that ended without an end") }
            return .success(ending)
        } catch {
            return .failure(error)
        }
    }

    // MARK: Spoiling

    private mutating func spoil(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(bytes[place], at: place)
        case 4: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...200, using: &random)))
        default:
            let noise = (0..<Int.random(in: 1...20, using: &random)).map { _ in UInt8(truncatingIfNeeded: random.next())
            }
            bytes.insert(contentsOf: noise, at: place)
        }
    }
}
