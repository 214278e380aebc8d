// Texts that look like JSON, and patches of them: whatever comes is refused with a place inside it, or stored in a form
// that reads as itself, and views, trees and patches agree about it.

import Bytes
import JSON

struct JSONFuzz {
    private var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    private static let pieces = [
        "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "\"\\u0061\"", "\"\"", "\"\\ud83d\\ude00\"", "\"é\"", "1",
        "1.0",
        "-0", "1e5", "true", "false", "null", " ", "\n", "{\"a\":", "{\"b\":1", "[1,", "\"", "\\", "0", "e", ".",
        "\u{1}",
    ].map { Array($0.utf8) }

    consuming func run() -> String? {
        var documents: [JSONValue] = []
        for _ in 0..<50 {
            var text = Int.random(in: 0..<3, using: &random) == 0 ? noise() : Array(value(depth: 5).utf8)
            for _ in 0..<Int.random(in: 0...2, using: &random) { spoil(&text) }
            var limits = JSONLimits.usual
            limits.depth = Int.random(in: 1...8, using: &random)
            var stored: [UInt8] = []
            do throws(JSONError) {
                var reader = JSONReader(limits)
                try text.withView { view throws(JSONError) in try reader.read(view, into: &stored) }
            } catch {
                if !(0...text.count).contains(error.offset) { return "an error outside its text: \(error.text)" }
                if !stored.isEmpty { return "a refused text leaves something behind" }
                continue
            }
            if let fault = Self.fault(in: stored) { return "\(fault): \(String(decoding: stored, as: UTF8.self))" }
            documents.append(stored.withView { JSONValue(JSONView($0)) })
        }
        return faultBetween(documents)
    }

    private static func fault(in stored: [UInt8]) -> String? {
        stored.withView { bytes in
            var again: [UInt8] = []
            var reader = JSONReader()
            guard (try? reader.read(bytes, into: &again)) != nil, again == stored else {
                return "what is stored does not read as itself"
            }
            let tree = JSONValue(JSONView(bytes))
            if tree.bytes != stored { return "the tree is written in another way" }
            if tree.hashValue != JSONValue(JSONView(bytes)).hashValue { return "two hashes" }
            return JSONView(bytes).isEqual(to: JSONView(bytes)) ? nil : "a value is unlike itself"
        }
    }

    private mutating func faultBetween(_ documents: [JSONValue]) -> String? {
        guard documents.count > 1 else { return nil }
        for _ in 0..<20 {
            let (before, after) = (documents.randomElement(using: &random)!, documents.randomElement(using: &random)!)
            let patch = JSONPatch(from: before, to: after)
            guard let patched = try? before.patched(with: patch), patched.isWritten(like: after) else {
                return "\(before.text) does not become \(after.text) by \(patch.value.text)"
            }
            // Whatever a document says as a patch, it is one or it is not.
            _ = try? before.patched(with: JSONPatch(after))
            if before.merged(with: before).kind != before.kind { return "merged with itself, \(before.text) changes" }
        }
        return nil
    }

    // MARK: Texts

    private mutating func noise() -> [UInt8] {
        (0..<Int.random(in: 1...30, using: &random)).flatMap { _ in Self.pieces.randomElement(using: &random)! }
    }

    private mutating func value(depth: Int) -> String {
        let count = Int.random(in: 0...4, using: &random)
        switch Int.random(in: 0..<(depth > 0 ? 10 : 5), using: &random) {
        case 0: return ["null", "true", "false"].randomElement(using: &random)!
        case 1...2: return ["0", "-1", "1.0", "1e2", "0.5e-7", "12345678901234567890"].randomElement(using: &random)!
        case 3...4: return ["\"\"", "\"a\"", "\"\\u0061\"", "\"é/~\"", "\"/a/0\""].randomElement(using: &random)!
        case 5...6: return "[" + (0..<count).map { _ in value(depth: depth - 1) }.joined(separator: " ,") + "]"
        case 7:
            let path = ["", "/a", "/0", "/a/0", "/-"].randomElement(using: &random)!
            let name = ["add", "remove", "replace", "move", "copy", "test"].randomElement(using: &random)!
            return "[{\"op\":\"\(name)\",\"path\":\"\(path)\",\"from\":\"/a\",\"value\":\(value(depth: depth - 1))}]"
        default:
            let names = ["a", "b", "c", "\\u0064", "~/"].shuffled(using: &random).prefix(count)
            return "{" + names.map { "\"\($0)\":" + value(depth: depth - 1) }.joined(separator: ", ") + "}"
        }
    }

    private mutating func spoil(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(bytes[place], at: place)
        default: bytes.insert(contentsOf: Self.pieces.randomElement(using: &random)!, at: place)
        }
    }
}
