// What the tests of the journal have in common: files on a simulated disk, and everything that a reader finds in them.

import Bytes
import Journal
import Platform
import TestSupport

/// A snapshot in a text that can be compared: one line for each thing.
func listing(_ bytes: [UInt8], checksums: Bool = true) throws -> [String] {
    let disk = SimulatedDisk()
    disk["dump.rdb"] = bytes
    return try listing("dump.rdb", on: disk, checksums: checksums)
}

func listing(_ path: String, on disk: any Disk, checksums: Bool = true) throws(JournalError) -> [String] {
    var reader = try SnapshotReader.open(path, on: disk, checksums: checksums)
    var lines: [String] = []
    while let item = try reader.next() { lines.append(line(item)) }
    return lines
}

private func line(_ item: SnapshotItem) -> String {
    switch item {
    case .field(let name, let value): "field \(name.text) = \(value.text)"
    case .piece(let name, let offset, let total, let bytes): "own \(name.text) \(offset)/\(total) \(bytes.count)"
    case .database(let index): "database \(index)"
    case .sizes(let keys, let expiring): "sizes \(keys) \(expiring)"
    case .library(let source): "library \(source.text)"
    case .entry(let entry):
        ([entry.key.text, "=", text(entry.value)] + (entry.expiry.map { ["expires \($0)"] } ?? [])
            + (entry.idleSeconds.map { ["idle \($0)"] } ?? [])
            + (entry.frequency.map { ["frequency \($0)"] } ?? [])).joined(separator: " ")
    }
}

func text(_ value: SnapshotValue) -> String {
    switch value {
    case .integer(let number): "(\(number))"
    case .bytes(let view): view.text
    }
}

/// A snapshot that `write` fills.
func snapshot(
    packs: Bool = true, checksum: Bool = true, _ write: (inout SnapshotWriter) -> Void
) -> [UInt8] {
    var options = SnapshotWriter.Options()
    options.packs = packs
    options.checksum = checksum
    var writer = SnapshotWriter(options)
    write(&writer)
    writer.end()
    return writer.takePiece()
}

extension SnapshotWriter {
    mutating func entry(_ key: String, _ value: String, expiry: Int64? = nil) {
        Array(key.utf8).withView { key in
            Array(value.utf8).withView { entry(key, .bytes($0), expiry: expiry) }
        }
    }
}

/// An RDB file by hand: the parts after the magic, and a right checksum where the version has one.
func handmade(version: Int, _ parts: [[UInt8]]) -> [UInt8] {
    let digits = String(version)
    let magic = "REDIS" + String(repeating: "0", count: 4 - digits.count) + digits
    let bytes = Array(magic.utf8) + parts.joined() + [0xff]
    guard version >= 5 else { return bytes }
    let checksum = bytes.withView { CRC64.update(0, $0) }
    return bytes + (0..<8).map { UInt8(truncatingIfNeeded: checksum >> ($0 * 8)) }
}

/// What stands in a log, one command a line, and how it ended.
struct LogListing: Equatable {
    var commands: [String] = []
    var ending: LogEnd
}

func logListing(
    _ path: String, on disk: any Disk, _ expectation: LogExpectation = LogExpectation()
) throws(JournalError) -> LogListing {
    var reader = try LogReader.open(path, on: disk, expectation)
    var commands: [String] = []
    while let arguments = try reader.next() {
        commands.append((0..<arguments.count).map { arguments[$0].text }.joined(separator: " "))
    }
    guard let ending = reader.ending else { preconditionFailure("a reader that ended without an end") }
    return LogListing(commands: commands, ending: ending)
}

/// A log as a stock server writes it.
func stockLog(_ commands: String...) -> [UInt8] {
    commands.flatMap { command in Request.bytes(of: command.split(separator: " ").map { Array($0.utf8) }) }
}

extension LogWriter {
    mutating func run(_ text: String) {
        let words = text.split(separator: " ")
        command(words.count)
        for word in words { Array(word.utf8).withView { argument($0) } }
    }
}

/// The damage that `body` reports, or nil.
func damage(_ body: () throws(JournalError) -> Void) -> JournalDamage? {
    do throws(JournalError) {
        try body()
        return nil
    } catch {
        guard case .damage(let damage) = error else { return nil }
        return damage
    }
}
