// Snapshots of every version of Redis and Valkey, made by hand from what each may hold.

import Bytes
import Journal
import Testing
import TestSupport

struct SnapshotVersionTests {
    private static let entry: [UInt8] = [0, 1, 0x6b, 1, 0x76]

    @Test(arguments: 1...12) func everyVersionIsRead(version: Int) throws {
        #expect(try listing(handmade(version: version, [[0xfe, 3], Self.entry])) == ["database 3", "k = v"])
    }

    @Test(arguments: [0, 13, 80, 9999]) func otherVersionsAreRefusedByName(version: Int) throws {
        let bytes = handmade(version: version, [Self.entry])
        let found = try #require(damage { () throws(JournalError) in _ = try read(bytes) })
        #expect(found.what == "Can't handle RDB format version \(version)")
    }

    private func read(_ bytes: [UInt8]) throws(JournalError) -> [String] {
        let disk = SimulatedDisk()
        disk["dump.rdb"] = bytes
        return try listing("dump.rdb", on: disk)
    }

    @Test func filesThatAreNoSnapshotsAreRefused() throws {
        for text in ["", "REDIS", "REDIS00", "*3\r\n$3\r\nSET\r\n", "REDIS00x1", "RFDIS0010", "VALKEY080"] {
            #expect(damage { () throws(JournalError) in _ = try read(Array(text.utf8)) } != nil, "\(text)")
        }
    }

    @Test func expiryCameInSecondsOnce() throws {
        let bytes = handmade(version: 2, [[0xfd, 0, 1, 0, 0], Self.entry, Self.entry])
        #expect(try read(bytes) == ["k = v expires 256000", "k = v"])
    }

    @Test func minusOneIsNoExpiry() throws {
        #expect(try read(handmade(version: 9, [[0xfc] + [UInt8](repeating: 0xff, count: 8), Self.entry])) == ["k = v"])
    }

    @Test func idleTimeAndFrequencyBelongToTheNextEntry() throws {
        let bytes = handmade(version: 9, [[0xf8, 0x42, 0x01, 0xf9, 7], Self.entry, Self.entry])
        #expect(try read(bytes) == ["k = v idle 513 frequency 7", "k = v"])
    }

    @Test func keysMayBeNumbersOrPacked() throws {
        let packed: [UInt8] = [0, 0xc3, 5, 0x40, 100, 0, 0x61, 0xe0, 0x5a, 0, 1, 0x76]
        let bytes = handmade(version: 6, [[0, 0xc1, 0x39, 0x30, 1, 0x76], packed])
        #expect(try read(bytes) == ["12345 = v", String(repeating: "a", count: 100) + " = v"])
    }

    @Test func lengthsOfEveryFormAreRead() throws {
        for head: [UInt8] in [[3], [0x40, 3], [0x80, 0, 0, 0, 3], [0x81, 0, 0, 0, 0, 0, 0, 0, 3]] {
            #expect(try read(handmade(version: 10, [[0, 1, 0x6b] + head + Array("abc".utf8)])) == ["k = abc"])
        }
    }

    @Test func whatTellsOfSlotsIsPassedOver() throws {
        #expect(try read(handmade(version: 12, [[0xf4, 0x41, 0x00, 5, 0], Self.entry])) == ["k = v"])
    }

    @Test func librariesAreHandedOut() throws {
        #expect(
            try read(handmade(version: 10, [[0xf5, 3] + Array("lib".utf8), Self.entry])) == ["library lib", "k = v"])
    }

    private static let kinds: [(UInt8, String)] = [
        (1, "list"), (10, "list"), (14, "list"), (18, "list"), (2, "set"), (11, "set"), (20, "set"), (3, "sorted set"),
        (5, "sorted set"), (12, "sorted set"), (17, "sorted set"), (4, "hash"), (9, "hash"), (13, "hash"), (16, "hash"),
        (15, "stream"), (19, "stream"), (21, "stream"), (6, "module value"), (7, "module value"),
        (22, "hash with expiring fields"), (25, "hash with expiring fields"),
    ]

    @Test(arguments: kinds.indices) func aKindThatIsNotServedIsNamedWithItsKey(index: Int) {
        let (type, kind) = Self.kinds[index]
        let bytes = handmade(version: 12, [Self.entry, [type, 5] + Array("mykey".utf8) + [1, 2, 3]])
        #expect(unserved(bytes) == UnservedValue(file: "dump.rdb", offset: 14, kind: kind, key: "mykey"))
    }

    private func unserved(_ bytes: [UInt8]) -> UnservedValue? {
        do throws(JournalError) {
            _ = try read(bytes)
            return nil
        } catch {
            guard case .unserved(let value) = error else { return nil }
            return value
        }
    }

    @Test func notesOfModulesAreRefusedWithTheModulesName() {
        // "ReJSON-RL" with version 3: nine letters of six bits, and ten bits.
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let number = "ReJSON-RL".utf8.reduce(UInt64(0)) { $0 << 6 | UInt64(letters.firstIndex(of: $1)!) } << 10 | 3
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - $0 * 8)) }
        let found = unserved(handmade(version: 9, [[0xf7, 0x81] + bytes + [2, 1, 0]]))
        #expect(found?.kind == "note of the module 'ReJSON-RL'")
        #expect(unserved(handmade(version: 10, [[0xf6, 0]]))?.key == nil)
    }

    @Test func typesThatNobodyKnowsAreDamage() {
        for type: UInt8 in [8, 26, 100, 243] {
            let bytes = handmade(version: 10, [[type, 1, 0x6b, 1, 0x76]])
            let found = damage { () throws(JournalError) in _ = try read(bytes) }
            #expect(found?.offset == 10)
        }
    }

    @Test func aLogMayFollow() throws {
        let disk = SimulatedDisk()
        let bytes = handmade(version: 9, [Self.entry])
        disk["old.aof"] = bytes + stockLog("SET a 1")
        var reader = try SnapshotReader.open("old.aof", on: disk)
        while try reader.next() != nil {}
        #expect(reader.end == bytes.count)
        var expectation = LogExpectation()
        expectation.start = bytes.count
        #expect(try logListing("old.aof", on: disk, expectation).commands == ["SET a 1"])
    }

    @Test func aChecksumOfZeroIsNone() throws {
        var bytes = handmade(version: 9, [Self.entry])
        bytes.replaceSubrange(bytes.count - 8..<bytes.count, with: [UInt8](repeating: 0, count: 8))
        #expect(try read(bytes) == ["k = v"])
    }

    @Test func theChecksumOfTheWholeCanBeLeftUnlooked() throws {
        var bytes = handmade(version: 9, [Self.entry])
        bytes[bytes.count - 1] ^= 1
        #expect(try listing(bytes, checksums: false) == ["k = v"])
        #expect(damage { () throws(JournalError) in _ = try read(bytes) } != nil)
    }
}
