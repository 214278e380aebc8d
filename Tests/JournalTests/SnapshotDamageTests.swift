// Snapshots that are damaged: every single flipped byte and every cut is found, and said where.

import Bytes
import Journal
import Testing
import TestSupport

struct SnapshotDamageTests {
    private static let small = snapshot { writer in
        writer.field("redis-ver", ByteView("7.0.0"))
        writer.own("note", ByteView("0123456789"))
        writer.database(0, keys: 4, expiring: 1)
        writer.entry("name", "alice", expiry: 1_800_000_000_000)
        writer.entry("number", "12345")
        writer.entry("long", String(repeating: "abcd", count: 30))
        writer.entry(ByteView("idle"), .bytes(ByteView("value")), idleSeconds: 9)
    }

    private func damage(of bytes: [UInt8]) -> JournalDamage? {
        JournalTests.damage { () throws(JournalError) in
            let disk = SimulatedDisk()
            disk["dump.rdb"] = bytes
            // Not as text: most values are no UTF-8, and to repair them takes long.
            var reader = try SnapshotReader.open("dump.rdb", on: disk)
            while try reader.next() != nil {}
        }
    }

    @Test func everyFlippedBitIsFound() throws {
        let intact = try listing(Self.small)
        for index in Self.small.indices {
            for bit in 0..<8 {
                var bytes = Self.small
                bytes[index] ^= 1 << bit
                do throws(JournalError) {
                    let disk = SimulatedDisk()
                    disk["dump.rdb"] = bytes
                    let lines = try listing("dump.rdb", on: disk)
                    Issue.record("bit \(bit) of byte \(index) goes unnoticed: \(lines == intact)")
                } catch {
                    // A type that is not served may come out of it as well: that stops the load too.
                    if case .damage(let damage) = error {
                        #expect(damage.offset <= bytes.count && damage.provenTo <= damage.offset)
                        #expect(damage.provenTo <= index || index >= bytes.count - 9, "byte \(index)")
                    }
                }
            }
        }
    }

    @Test func everyCutIsFound() {
        for count in 0..<Self.small.count {
            let found = damage(of: Array(Self.small[..<count]))
            #expect(found != nil, "cut at \(count)")
            #expect(found.map { $0.offset <= count } ?? false)
        }
    }

    private static let large: [UInt8] = {
        var random = SeededRandom(seed: 7)
        return snapshot { writer in
            for number in 0..<3_000 {
                let value = (0..<1_200).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                Array("key:\(number)".utf8).withView { key in value.withView { writer.entry(key, .bytes($0)) } }
            }
        }
    }()

    @Test func damageInALargeFileIsFoundWithItsStretch() throws {
        let mebibyte = 1 << 20
        #expect(Self.large.count > 3 * mebibyte)
        for place in stride(from: 1_000, to: Self.large.count - 1_000, by: 100_003) {
            var bytes = Self.large
            bytes[place] ^= 0x10
            let found = try #require(damage(of: bytes), "byte \(place)")
            #expect(found.provenTo <= place && place - found.provenTo < mebibyte + 3_000, "byte \(place)")
            #expect(found.offset >= found.provenTo)
        }
    }

    @Test func whatTheReaderHandsOutBeforeDamageIsNotMoreThanAStretch() throws {
        var bytes = Self.large
        bytes[2 << 20] ^= 1
        let disk = SimulatedDisk()
        disk["dump.rdb"] = bytes
        var reader = try SnapshotReader.open("dump.rdb", on: disk)
        var last = 0
        let found = JournalTests.damage { () throws(JournalError) in
            while try reader.next() != nil { last = reader.offset }
        }
        #expect(found != nil)
        #expect(last < 3 << 20 + 3_000)
    }

    @Test func aMissingPieceOfOurOwnIsFound() throws {
        func field(_ name: String, _ value: String) -> [UInt8] {
            [0xfa, UInt8(name.utf8.count)] + Array(name.utf8) + [UInt8(value.utf8.count)] + Array(value.utf8)
        }
        let cases = [
            [field("milepost-a", "0/6 abc")], [field("milepost-a", "3/6 def")],
            [field("milepost-a", "0/6 abc"), field("milepost-b", "3/6 def")],
            [field("milepost-a", "0/6 abc"), field("milepost-a", "4/6 ef")], [field("milepost-a", "abc")],
            [field("milepost-a", "0/2 abc")], [field("milepost-a", "x/2 abc")],
        ]
        for parts in cases { #expect(damage(of: handmade(version: 10, parts)) != nil) }
        let whole = handmade(version: 10, [field("milepost-a", "0/6 abc"), field("milepost-a", "3/6 def")])
        #expect(try listing(whole) == ["own a 0/6 3", "own a 3/6 3"])
    }

    @Test func lengthsBeyondTheFileAskForNoMemory() throws {
        let heads: [[UInt8]] = [
            [0x80, 0xff, 0xff, 0xff, 0xff], [0x81, 0, 0, 0x7f, 0, 0, 0, 0, 0],
            [0x81] + [UInt8](repeating: 0xff, count: 8),
            [0xc3, 0x81] + [UInt8](repeating: 0xff, count: 8) + [5],
            [0xc3, 2, 0x81, 0, 0, 0x7f, 0, 0, 0, 0, 0, 0, 0x61], [0x82, 0], [0xc4, 0],
        ]
        for head in heads {
            let found = try #require(damage(of: handmade(version: 10, [[0, 1, 0x6b] + head])))
            #expect(found.offset < 40)
        }
    }

    @Test func theReportSaysFileOffsetAndAdvice() throws {
        var bytes = Self.small
        bytes[bytes.count - 4] ^= 1
        let text = try #require(damage(of: bytes)).description
        #expect(text.contains("dump.rdb is damaged at offset \(bytes.count - 8)"))
        #expect(text.contains("backup") && text.contains("Nothing was changed"))
    }

    @Test func aDiskThatCannotBeReadIsSaid() {
        let disk = SimulatedDisk()
        let error = #expect(throws: JournalError.self) { try listing("missing.rdb", on: disk) }
        #expect(error.map { "\($0)" } == "missing.rdb: open: No such file or directory")
    }
}
