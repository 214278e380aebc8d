// How fast the reader is beside Python's json.loads and Foundation's JSONSerialization on the same documents, in turns.
// Timings are no part of the usual tests: MILEPOST_JSON_SPEED=1 swift test -c release --filter SpeedTests

import Bytes
import Foundation
import JSON
import Testing
import TestSupport

private let isAsked = ProcessInfo.processInfo.environment["MILEPOST_JSON_SPEED"] != nil

@Suite(.serialized) struct SpeedTests {
    @Test(.enabled(if: isAsked, "MILEPOST_JSON_SPEED is not set")) func theReaderIsFast() throws {
        print("document              bytes      ours  Foundation  json.loads   (MB/s, medians of 5 rounds)")
        var (beforeFoundation, beforePython) = (1.0, 1.0)
        let documents = try Self.documents()
        for (name, document) in documents {
            var rates: [[Double]] = [[], [], []]
            for _ in 0..<5 {
                rates[0].append(try Self.rate(document, Self.read))
                rates[1].append(try Self.rate(document, Self.readWithFoundation))
                rates[2].append(try Self.rateOfPython(document))
            }
            let (ours, foundation, python) = (rates[0].sorted()[2], rates[1].sorted()[2], rates[2].sorted()[2])
            let figures = [ours, foundation, python].map { String(format: "%10.0f", $0) }.joined()
            let ratios = String(format: "%7.1f x Foundation %6.1f x Python", ours / foundation, ours / python)
            print(
                name.padding(toLength: 16, withPad: " ", startingAt: 0), String(format: "%10d", document.count),
                figures, ratios)
            beforeFoundation *= pow(ours / foundation, 1 / Double(documents.count))
            beforePython *= pow(ours / python, 1 / Double(documents.count))
        }
        print(String(format: "In the geometric mean %.1f x Foundation, %.1f x Python", beforeFoundation, beforePython))
        #expect(beforeFoundation >= 5)
        #expect(beforePython >= 3)
    }

    private static func read(_ document: [UInt8], times: Int) throws {
        var reader = JSONReader()
        var output: [UInt8] = []
        for _ in 0..<times {
            output.removeAll(keepingCapacity: true)
            try document.withView { view throws(JSONError) in try reader.read(view, into: &output) }
        }
    }

    private static func readWithFoundation(_ document: [UInt8], times: Int) throws {
        let data = Data(document)
        for _ in 0..<times { _ = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed) }
    }

    /// Megabytes per second.
    private static func rate(_ document: [UInt8], _ read: ([UInt8], Int) throws -> Void) throws -> Double {
        let times = max(1, 1_000_000 / document.count)
        let time = try ContinuousClock().measure { try read(document, times) }
        return Double(document.count * times) / 1e6 / (time / .seconds(1))
    }

    private static let program = """
        import json, sys, time
        document = sys.stdin.buffer.read()
        times = max(1, 1000000 // len(document))
        start = time.perf_counter()
        for _ in range(times): json.loads(document)
        print(len(document) * times / 1e6 / (time.perf_counter() - start))
        """

    private static func rateOfPython(_ document: [UInt8]) throws -> Double {
        let text = try Python.run(program, document)
        return try #require(Double(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    // MARK: Documents

    private static func documents() throws -> [(String, [UInt8])] {
        var random = SeededRandom(seed: 1)
        let small =
            #"{"rule":"Host(`app.example.org`) && PathPrefix(`/api`)","service":"app-backend","#
            + #""entryPoints":["websecure"],"middlewares":["auth","compress"],"priority":42,"#
            + #""tls":{"certResolver":"le","options":"modern"}}"#
        let users = (0..<4_200).map { number in
            #"{"id": \#(random.next() >> 34), "name": "user-\#(number)", "email": "user-\#(number)@example.org", "#
                + #""active": \#(number % 3 == 0), "score": \#(Double(random.next() >> 40) / 1e5), "#
                + #""tags": ["a\#(number % 50)", "b\#(number % 70)"], "#
                + #""address": {"street": "\#(number) Main Street", "city": "Springfield"}, "parent": null}"#
        }
        let words = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor"
        let foreign = "съешь ещё этих мягких французских булок да выпей чаю 日本語 テキスト naïve café"
        let numbers = (0..<30_000).map { "\(random.next() >> 20), -\($0), \(Double(random.next() >> 30) / 1e7)" }
        let strings = { (text: String) in
            "[" + (0..<4_000).map { "\"\($0) \(text) \(text)\"" }.joined(separator: ",") + "]"
        }
        var all = [
            ("small", small), ("large", "[" + users.joined(separator: ", ") + "]"), ("strings", strings(words)),
            ("strings, UTF-8", strings(foreign)), ("strings, escaped", strings(#"a \"b\"\n c\t\u00e9 \\ d"#)),
            ("numbers", "[" + numbers.joined(separator: ", ") + "]"),
            ("many names", "{" + (0..<40_000).map { "\"member-\($0)\":\($0)" }.joined(separator: ",") + "}"),
        ]
        let pretty = try JSONSerialization.data(
            withJSONObject: JSONSerialization.jsonObject(with: Data(all[1].1.utf8)), options: .prettyPrinted)
        all.append(("large, pretty", String(decoding: pretty, as: UTF8.self)))
        if sharedData != nil { all.append(("schema suite", try schemaSuite())) }
        return all.map { ($0.0, Array($0.1.utf8)) }
    }

    private static func schemaSuite() throws -> String {
        let folder = try #require(sharedData).appendingPathComponent("json-schema-2020-12")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
            .sorted()
        let texts = try files.map { String(decoding: try sharedFile("json-schema-2020-12/" + $0), as: UTF8.self) }
        return "[" + texts.joined(separator: ",") + "]"
    }
}
