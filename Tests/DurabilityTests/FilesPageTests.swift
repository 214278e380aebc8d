// Holds the page that tells of the files byte by byte: the files it shows are made here, by the server on a simulated
// disk, and every byte of them must stand there as it is.

import Foundation
import TestSupport
import Testing

struct FilesPageTests {
    private static let file = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/Durability/Durability.docc/Files.md")
    private static let folder = "appendonlydir/appendonly.aof"

    @Test func theBytesThatItShowsAreThoseThatAreWritten() throws {
        var page = try HexPage(String(contentsOf: Self.file, encoding: .utf8))
        let files = try Self.makeFiles(as: page.shown)
        if ProcessInfo.processInfo.environment["MILEPOST_WRITE_FILES"] != nil {
            page.show(files)
            try page.text.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        #expect(page.shown.keys.sorted() == files.keys.sorted())
        for (name, bytes) in files {
            let shown = try #require(page.shown[name])
            let place = zip(bytes, shown).enumerated().first { $1.0 != $1.1 }?.offset ?? min(bytes.count, shown.count)
            #expect(
                bytes == shown,
                """
                \(name) differs from \(place) on: write it anew with MILEPOST_WRITE_FILES=1 swift test --filter \
                FilesPageTests, and read what it says of those bytes
                """)
        }
    }

    /// The offsets before the bytes of a line count them.
    @Test func itsOffsetsAreTrue() throws {
        #expect(try HexPage(String(contentsOf: Self.file, encoding: .utf8)).wrongOffsets == [])
    }

    /// A base tells how much memory is used. While other tests allocate, malloc at times gives a block some bytes more
    /// than usual, so one attempt of many has to agree.
    private static func makeFiles(as shown: [String: [UInt8]]) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for _ in 0..<50 {
            files = try makeFiles()
            if files == shown { break }
        }
        return files
    }

    /// What the page tells the story of: a log that begins, and one rewrite of it.
    private static func makeFiles() throws -> [String: [UInt8]] {
        let disk = SimulatedDisk()
        let machine = try Machine(on: disk, policy: "everysec", at: TestServer.beginning)
        let client = machine.clients[0]
        var files: [String: [UInt8]] = [:]
        func run(_ requests: [String]...) {
            machine.receive(requests, from: client)
            machine.settle()
            machine.advance(milliseconds: 1_000)
        }
        func keep(_ path: String, as name: String) throws {
            let bytes = try #require(disk[path], "\(path) is missing")
            files[name] = bytes
        }
        run(["SET", "greeting", "hello", "PXAT", "1700003600000"], ["SET", "count", "12"])
        run(["MULTI"], ["INCR", "count"], ["RES.PUT", "apps", "shop", "web", #"{"port":80}"#], ["EXEC"])
        try keep("\(folder).1.incr.aof", as: "appendonly.aof.1.incr.aof")
        run(["BGREWRITEAOF"])
        try keep("\(folder).2.base.rdb", as: "appendonly.aof.2.base.rdb")
        try keep("\(folder).manifest", as: "appendonly.aof.manifest")
        run(["RES.PUT", "apps", "shop", "web", #"{"port":81}"#])
        try keep("\(folder).2.incr.aof", as: "appendonly.aof.2.incr.aof")
        return files
    }
}

/// A page with blocks of bytes: after a line of three backquotes, `hex` and a name, each line has an offset, up to
/// sixteen bytes, and behind two blanks what they mean.
private struct HexPage {
    private static let bytesPerLine = 16
    private static let remarkColumn = 56

    private var lines: [String]

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var text: String { lines.joined(separator: "\n") }

    /// The blocks, by name, with the lines that they consist of.
    private var blocks: [(name: String, lines: Range<Int>)] {
        lines.indices.compactMap { index in
            guard lines[index].hasPrefix("```hex ") else { return nil }
            let end = lines[index...].firstIndex(of: "```") ?? lines.endIndex
            return (String(lines[index].dropFirst("```hex ".count)), index + 1..<end)
        }
    }

    var shown: [String: [UInt8]] {
        Dictionary(uniqueKeysWithValues: blocks.map { ($0.name, lines[$0.lines].flatMap { Self.bytes(of: $0) }) })
    }

    var wrongOffsets: [String] {
        blocks.flatMap { block in
            var offset = 0
            return lines[block.lines].filter { line in
                defer { offset += Self.bytes(of: line).count }
                return Int(line.prefix(4), radix: 16) != offset
            }
        }
    }

    private static func bytes(of line: String) -> [UInt8] {
        let body = line.dropFirst(4).prefix(remarkColumn - 4)
        return body.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }

    private static func line(_ bytes: ArraySlice<UInt8>, at offset: Int, _ remark: String) -> String {
        let hex = bytes.map { hexadecimal(Int($0), digits: 2) }.joined(separator: " ")
        let line = "\(hexadecimal(offset, digits: 4))  \(hex)"
        return remark.isEmpty ? line : line.padding(toLength: remarkColumn, withPad: " ", startingAt: 0) + remark
    }

    private static func hexadecimal(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// Puts other bytes in the place of those that are there, and leaves what is said of them; what is longer or
    /// shorter than before is shown from the first line that does not fit on without a word.
    mutating func show(_ files: [String: [UInt8]]) {
        for (index, block) in blocks.enumerated().reversed() {
            guard let bytes = files[block.name] else { continue }
            var offset = 0
            var new: [String] = []
            let isAsLong = lines[block.lines].reduce(0) { $0 + Self.bytes(of: $1).count } == bytes.count
            for line in isAsLong ? Array(lines[block.lines]) : [] {
                let count = Self.bytes(of: line).count
                let remark = line.count > Self.remarkColumn ? String(line.dropFirst(Self.remarkColumn)) : ""
                new.append(Self.line(bytes[offset..<offset + count], at: offset, remark))
                offset += count
            }
            while offset < bytes.count {
                let count = min(Self.bytesPerLine, bytes.count - offset)
                new.append(Self.line(bytes[offset..<offset + count], at: offset, ""))
                offset += count
            }
            lines.replaceSubrange(blocks[index].lines, with: new)
        }
    }
}
