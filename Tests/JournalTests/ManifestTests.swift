// Manifests: their form, Redis's rules for them, and that no byte of ours can change unnoticed and do harm.

import Bytes
import Journal
import Platform
import Testing
import TestSupport

private func parse(_ text: String) throws(JournalError) -> Manifest {
    try Manifest.parse(Array(text.utf8), file: "a.manifest", prefix: "appendonly.aof")
}

private func refusal(_ text: String) -> String? {
    damage { () throws(JournalError) in _ = try parse(text) }?.what
}

struct ManifestTests {
    private static func sample() -> Manifest {
        var manifest = Manifest(prefix: "appendonly.aof", log: 0x9f3c_52d1_a07b_e644)
        manifest.append(manifest.nextIncrement)
        let next = manifest.nextIncrement
        manifest.append(next)
        manifest.adopt(base: manifest.nextBase(isSnapshot: true), followedBy: next)
        return manifest
    }

    private static let text = """
        # milepost 9f3c52d1a07be644 94d88256
        file appendonly.aof.1.base.rdb seq 1 type b
        file appendonly.aof.1.incr.aof seq 1 type h
        file appendonly.aof.2.incr.aof seq 2 type i

        """

    @Test func theFrozenForm() {
        #expect(String(decoding: Self.sample().bytes, as: UTF8.self) == Self.text)
    }

    @Test(arguments: [RecoveryPoint.time(1_700_000_000_123), .revision(17)], ["log.before-recovery-1", "a b", nil])
    func aRecoveryIsNotedBesideTheFiles(point: RecoveryPoint, folder: String?) throws {
        var manifest = Self.sample()
        manifest.recovery = RecoveredPoint(point: point, folder: folder)
        let text = String(decoding: manifest.bytes, as: UTF8.self)
        #expect(try parse(text) == manifest)
        #expect(throws: JournalError.self) { try parse(text.replacing("17", with: "18")) }
        #expect(text.split(separator: "\n").count == 5)
    }

    /// Until a new base holds what is in them.
    @Test func theIncrementsOfAnotherServerNeedNotBearTheNameOfTheLog() throws {
        let disk = SimulatedDisk()
        let folder = LogFolder("aof", prefix: "appendonly.aof", on: disk)
        var manifest = try parse("file appendonly.aof.4.incr.aof seq 4 type i\n")
        manifest.append(manifest.nextIncrement)
        manifest.name(log: 77)
        manifest.append(manifest.nextIncrement)
        for number in 4...6 { disk["aof/appendonly.aof.\(number).incr.aof"] = stockLog("SET a \(number)") }
        #expect(manifest == (try parse(String(decoding: manifest.bytes, as: UTF8.self))))
        let heads = try folder.sources(of: manifest).map { $0.expectation.head?.sequence }
        #expect(heads == [nil, 5, 6])
        manifest.adopt(base: manifest.nextBase(isSnapshot: true), followedBy: manifest.increments[1])
        #expect(!String(decoding: manifest.bytes, as: UTF8.self).contains("foreign"))
    }

    @Test func whatIsWrittenIsRead() throws {
        let manifest = Self.sample()
        #expect(try parse(Self.text) == manifest)
        #expect(manifest.files.map(\.name) == ["appendonly.aof.1.base.rdb", "appendonly.aof.2.incr.aof"])
        #expect(manifest.history.map(\.name) == ["appendonly.aof.1.incr.aof"])
    }

    @Test func theManifestOfAStockServerIsTakenAsItIs() throws {
        let manifest = try parse(
            """
            # made by hand
            file appendonly.aof.2.base.rdb seq 2 type b
            FILE appendonly.aof.4.incr.aof Type i SEQ 4 later extension

            """)
        #expect(manifest.log == nil)
        #expect(manifest.base?.sequence == 2)
        #expect(
            manifest.increments == [
                Manifest.File(name: "appendonly.aof.4.incr.aof", sequence: 4, kind: .increment)
            ])
        #expect(
            String(decoding: manifest.bytes, as: UTF8.self).hasPrefix("file appendonly.aof.2.base.rdb seq 2 type b\n"))
    }

    @Test func namesThatAreNotOneWordStandInQuotes() throws {
        for name in ["my log", "a\"b", "tab\there", "b\\n", "line\nend", "é", "\u{7}\u{8}\r"] {
            var manifest = Manifest(prefix: name, log: nil)
            manifest.append(manifest.nextIncrement)
            let bytes = manifest.bytes
            #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("file \""))
            #expect(try Manifest.parse(bytes, file: "m", prefix: name) == manifest)
        }
    }

    @Test func everythingThatRedisRefusesIsRefusedInItsWords() {
        let long = String(repeating: "a", count: 1_100)
        let cases: [(String, String)] = [
            ("", "Found an empty AOF manifest"),
            ("file \(long) seq 1 type b\n", "The AOF manifest file contains too long line"),
            ("file a seq 1 type b", "The AOF manifest file contains too long line"),
            ("\n", "Invalid AOF manifest file format"), ("   \n", "Invalid AOF manifest file format"),
            ("file a seq 1\n", "Invalid AOF manifest file format"),
            ("file a seq 1 type b more\n", "Invalid AOF manifest file format"),
            ("file \"a seq 1 type b\n", "Invalid AOF manifest file format"),
            ("file a seq 0 type b\n", "Invalid AOF manifest file format"),
            ("file a seq x type b\n", "Invalid AOF manifest file format"),
            ("name a seq 1 type b\n", "Invalid AOF manifest file format"),
            ("file a seq 1 type \"\"\n", "Invalid AOF manifest file format"),
            ("file \"\" seq 1 type b\n", "Invalid AOF manifest file format"),
            ("file ../a seq 1 type b\n", "File can't be a path, just a filename"),
            ("file a seq 1 type b\nfile b seq 2 type b\n", "Found duplicate base file information"),
            ("file a seq 2 type i\nfile b seq 2 type i\n", "Found a non-monotonic sequence number"),
            ("file a seq -1 type i\n", "Found a non-monotonic sequence number"),
            ("file a seq 1 type x\n", "Unknown AOF file type"),
        ]
        for (text, words) in cases {
            #expect(refusal(text)?.hasPrefix(words) == true, "\(text): \(refusal(text) ?? "taken")")
        }
    }

    @Test func aRefusalNamesLineAndOffset() throws {
        let found = try #require(
            damage { () throws(JournalError) in _ = try parse("file a seq 1 type b\nfile b seq 1 type x\n") })
        #expect(found.offset == 20)
        #expect(found.what == "Unknown AOF file type (line 2: 'file b seq 1 type x')")
    }

    @Test func everyFlippedBitIsFoundOrHarmless() throws {
        let manifest = Self.sample()
        let bytes = manifest.bytes
        for index in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= 1 << bit
                let read = try? Manifest.parse(flipped, file: "m", prefix: "appendonly.aof")
                // Without a first line of ours it is a manifest of Redis, with the same files.
                if let read { #expect(read.files == manifest.files && index < 11, "bit \(bit) of byte \(index)") }
            }
        }
    }

    @Test func everyCutIsFoundOrHarmless() {
        let bytes = Self.sample().bytes
        for count in 0..<bytes.count {
            let read = try? Manifest.parse(Array(bytes[..<count]), file: "m", prefix: "appendonly.aof")
            #expect(read == nil || count < 11, "cut at \(count)")
            #expect(read?.files.isEmpty ?? true)
        }
    }

    @Test func numbersGoOnAfterTheLastOne() {
        var manifest = Manifest(prefix: "log", log: 1)
        #expect(manifest.nextIncrement.name == "log.1.incr.aof")
        #expect(manifest.nextBase(isSnapshot: false).name == "log.1.base.aof")
        manifest.append(manifest.nextIncrement)
        let second = manifest.nextIncrement
        manifest.append(second)
        manifest.adopt(base: manifest.nextBase(isSnapshot: true), followedBy: second)
        #expect(manifest.nextBase(isSnapshot: true).name == "log.2.base.rdb")
        #expect(manifest.nextIncrement.name == "log.3.incr.aof")
        manifest.drop(second)
        #expect(manifest.nextIncrement.name == "log.2.incr.aof")
        manifest.forget(manifest.history)
        #expect(manifest.history.isEmpty)
    }
}

struct LogFolderTests {
    private let disk = SimulatedDisk()
    private var folder: LogFolder { LogFolder("aof", prefix: "log", on: disk) }

    @Test func aFolderWithoutManifestHasNone() throws {
        #expect(try folder.manifest() == nil)
    }

    @Test func aManifestIsOldOrNewWhateverFails() throws {
        var old = Manifest(prefix: "log", log: 1)
        old.append(old.nextIncrement)
        try folder.write(old)
        var new = old
        new.append(new.nextIncrement)
        for failing in 1...5 {
            for lasting in [false, true] {
                disk.fail(after: failing, lasting: lasting)
                let isWritten = (try? folder.write(new)) != nil
                disk.heal()
                let found = try folder.manifest()
                #expect(isWritten ? found == new : found == old || failing > 4, "call \(failing)")
                try folder.write(old)
            }
        }
    }

    @Test(arguments: Seeds.fixed(5)) func aManifestOutlivesALossOfPower(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var old = Manifest(prefix: "log", log: 1)
        old.append(old.nextIncrement)
        try folder.write(old)
        var new = old
        new.append(new.nextIncrement)
        for failing in 1...6 {
            disk.fail(after: failing, lasting: true)
            let isWritten = (try? folder.write(new)) != nil
            disk.losePower(&random)
            disk.heal()
            let found = try folder.manifest()
            #expect(isWritten ? found == new : found == old || found == new)
            try folder.write(old)
        }
    }

    @Test func aFileThatIsMissingIsNamed() throws {
        var manifest = Manifest(prefix: "log", log: nil)
        manifest.append(manifest.nextIncrement)
        try folder.write(manifest)
        let found = damage { () throws(JournalError) in _ = try folder.sources(of: manifest) }
        #expect(found?.file == "aof/log.1.incr.aof")
        #expect(found?.what.hasPrefix("No such file or directory") == true)
    }

    @Test func eachFileIsKnownForWhatItIs() throws {
        var manifest = Manifest(prefix: "log", log: nil)
        let first = manifest.nextIncrement
        manifest.append(first)
        manifest.append(manifest.nextIncrement)
        manifest.adopt(base: manifest.nextBase(isSnapshot: true), followedBy: first)
        disk["aof/log.1.base.rdb"] = snapshot { $0.entry("a", "1") }
        disk["aof/log.1.incr.aof"] = stockLog("SET a 2")
        disk["aof/log.2.incr.aof"] = []
        let sources = try folder.sources(of: manifest)
        #expect(sources.map(\.isSnapshot) == [true, false, false])
        #expect(sources.map(\.expectation.isLast) == [false, true, true])
    }

    @Test func aFolderIsForOneServer() throws {
        let lock = try disk.lock("aof")
        #expect(lock != nil)
        #expect(try disk.lock("aof") == nil)
        #expect("\(JournalError.inUse(folder: "aof"))".contains("in use by another server"))
    }
}
