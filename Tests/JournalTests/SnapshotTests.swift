// Snapshots: their frozen form, and that everything written is read as it was.

import Bytes
import Journal
import Testing
import TestSupport

struct SnapshotFormTests {
    /// Byte for byte what stands in Journal.md. If this changes, old files do not mean what they did.
    @Test func theFrozenForm() {
        let bytes = snapshot { writer in
            writer.field("redis-ver", ByteView("7.0.0"))
            writer.own("note", ByteView("abc"))
            writer.database(0, keys: 3, expiring: 1)
            writer.entry("k", "hello", expiry: 0x0102_0304_0506)
            writer.entry("n", "-129")
            writer.entry("long", String(repeating: "a", count: 100))
        }
        let expected: [[UInt8]] = [
            Array("REDIS0010".utf8),
            [0xfa, 9] + Array("redis-ver".utf8) + [5] + Array("7.0.0".utf8),
            [0xfa, 13] + Array("milepost-note".utf8) + [7] + Array("0/3 abc".utf8),
            [0xfe, 0, 0xfb, 3, 1],
            [0xfc, 6, 5, 4, 3, 2, 1, 0, 0, 0, 1] + Array("k".utf8) + [5] + Array("hello".utf8),
            [0, 1] + Array("n".utf8) + [0xc1, 0x7f, 0xff],
            [0, 4] + Array("long".utf8) + [0xc3, 5, 0x40, 100, 0, 0x61, 0xe0, 0x5a, 0],
            [0xfa, 12] + Array("milepost-crc".utf8) + [8] + Array("ac95e61c".utf8),
            [0xff, 0x97, 0x2c, 0xf8, 0xa0, 0x12, 0x66, 0x74, 0x33],
        ]
        let flat = Array(expected.joined())
        #expect(bytes.count == flat.count)
        #expect(hex(bytes) == hex(flat))
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0, radix: 16) }.joined(separator: " ")
    }

    @Test func numbersAreWrittenInTheirShortestForm() {
        let forms: [(String, [UInt8])] = [
            ("0", [0xc0, 0]), ("-1", [0xc0, 0xff]), ("127", [0xc0, 127]), ("128", [0xc1, 128, 0]),
            ("-32768", [0xc1, 0, 0x80]), ("32768", [0xc2, 0, 0x80, 0, 0]),
            ("-2147483648", [0xc2, 0, 0, 0, 0x80]), ("2147483648", [10] + Array("2147483648".utf8)),
            ("007", [3, 0x30, 0x30, 0x37]), ("-0", [2, 0x2d, 0x30]), ("", [0]),
        ]
        for (text, form) in forms {
            let bytes = snapshot { $0.entry("k", text) }
            #expect(Array(bytes[9..<12 + form.count]) == [0, 1, 0x6b] + form, "\(text)")
        }
    }

    @Test func aNumberHandedInAsSuchIsWrittenAsItsText() throws {
        for number in [0, -129, 40_000, Int64.max, .min] {
            let asNumber = snapshot { $0.entry(ByteView("k"), .integer(number)) }
            #expect(asNumber == snapshot { $0.entry("k", String(number)) })
        }
    }

    @Test func stringsArePackedOnlyWhereItSavesAndIfAllowed() {
        let text = String(repeating: "ab", count: 50)
        #expect(snapshot { $0.entry("k", text) }.count < 80)
        #expect(snapshot(packs: false) { $0.entry("k", text) }.count > 100)
        #expect(
            snapshot { $0.entry("k", "abababababababababab") }
                == snapshot(packs: false) {
                    $0.entry("k", "abababababababababab")
                })
    }

    @Test func withoutChecksumTheEndIsZeros() throws {
        let bytes = snapshot(checksum: false) { $0.entry("k", "v") }
        #expect(bytes.suffix(8) == [0, 0, 0, 0, 0, 0, 0, 0])
        #expect(try listing(bytes) == ["k = v"])
    }
}

struct SnapshotRoundTripTests {
    @Test func everythingComesBack() throws {
        let bytes = snapshot { writer in
            writer.field("ctime", 1_700_000_000)
            writer.database(0, keys: 2, expiring: 1)
            writer.entry("a", "1", expiry: 5)
            writer.entry("12", "text")
            writer.database(15, keys: 1, expiring: 0)
            writer.entry(ByteView("idle"), .bytes(ByteView("x")), idleSeconds: 70_000)
            writer.entry(ByteView("often"), .integer(-5_000_000_000), expiry: 1 << 40, frequency: 200)
            writer.library(ByteView("#!lua name=x"))
        }
        #expect(
            try listing(bytes) == [
                "field ctime = 1700000000", "database 0", "sizes 2 1", "a = (1) expires 5", "12 = text", "database 15",
                "sizes 1 0", "idle = x idle 70000", "often = -5000000000 expires 1099511627776 frequency 200",
                "library #!lua name=x",
            ])
    }

    @Test(arguments: Seeds.fixed(2)) func valuesOfEveryFormAndLengthComeBack(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var values = RandomValues(random: random)
        var pairs: [([UInt8], [UInt8])] = (0..<3_000).map { _ in (values.next(), values.next()) }
        for length in [63, 64, 16_383, 16_384, 300_000] {
            pairs.append((Array("\(length)".utf8), (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }))
        }
        let bytes = snapshot { writer in
            for (key, value) in pairs { key.withView { key in value.withView { writer.entry(key, .bytes($0)) } } }
        }
        let disk = SimulatedDisk()
        disk["dump.rdb"] = bytes
        var reader = try SnapshotReader.open("dump.rdb", on: disk)
        var read: [([UInt8], [UInt8])] = []
        while let item = try reader.next() {
            guard case .entry(let entry) = item else { continue }
            switch entry.value {
            case .integer(let number): read.append((entry.key.array, Array(String(number).utf8)))
            case .bytes(let view): read.append((entry.key.array, view.array))
            }
        }
        #expect(read.count == pairs.count)
        for (found, written) in zip(read, pairs) {
            #expect(found.0 == written.0 && found.1 == written.1)
        }
        #expect(reader.end == bytes.count)
    }

    @Test func itDoesNotMatterInWhatPiecesItIsTaken() {
        func make(_ take: (inout SnapshotWriter, inout [UInt8]) -> Void) -> [UInt8] {
            var writer = SnapshotWriter()
            var bytes: [UInt8] = []
            for number in 0..<40_000 {
                writer.entry("key:\(number)", String(repeating: "v\(number &* 7919)", count: number % 7 * 7))
                take(&writer, &bytes)
            }
            writer.end()
            return bytes + writer.takePiece()
        }
        let whole = make { _, _ in }
        #expect(whole.count > 1 << 20)
        #expect(make { writer, bytes in bytes += writer.takePiece() } == whole)
        let small = make { writer, bytes in
            let part = writer.pending.prefix(writer.pending.count / 3)
            bytes += part.array
            writer.consume(part.count)
        }
        #expect(small == whole)
    }

    @Test func whatIsOursComesInPiecesThatAStockServerPassesOver() throws {
        let value = [UInt8](repeating: 0x61, count: 2_500_000)
        let bytes = snapshot(packs: false) { writer in
            value.withView { writer.own("history", $0) }
            writer.own("empty", ByteView(""))
        }
        #expect(
            try listing(bytes) == [
                "own history 0/2500000 1048576", "own history 1048576/2500000 1048576",
                "own history 2097152/2500000 402848",
                "own empty 0/0 0",
            ])
    }

    @Test func theWriterHoldsNoMoreThanWasNotTaken() {
        var writer = SnapshotWriter()
        var most = 0
        for number in 0..<50_000 {
            writer.entry("key:\(number)", "a value of some length")
            most = max(most, writer.pending.count)
            if writer.pending.count > 100_000 { _ = writer.takePiece() }
        }
        #expect(writer.size > 1 << 20 && most < 101_000)
    }
}
