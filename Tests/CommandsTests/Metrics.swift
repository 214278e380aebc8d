// A reader of Prometheus's text format, strict where a scraper is, written from the format and not from the writer.

import Commands
import Testing
import TestSupport

struct Metrics {
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    /// By name and labels as they are written.
    private(set) var samples: [String: Double] = [:]
    private(set) var types: [String: String] = [:]
    /// How many samples each family has.
    private(set) var counts: [String: Int] = [:]

    static func of(_ server: TestServer) throws -> Metrics {
        let session = server.connect().session
        server.services.clients.remove(session)
        var visitor = Visitor(session, of: server.services)
        return try Metrics(String(decoding: visitor.metrics(), as: UTF8.self))
    }

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Malformed(description: "the last line does not end") }
        var family = ""
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("# HELP ") {
                let words = line.split(separator: " ", maxSplits: 3)
                guard words.count == 4, types[String(words[2])] == nil else { throw Malformed(description: line) }
                family = String(words[2])
                guard family.wholeMatch(of: /milepost_[a-z0-9_]+/) != nil else { throw Malformed(description: line) }
            } else if line.hasPrefix("# TYPE ") {
                let words = line.split(separator: " ")
                guard words.count == 4, words[2] == family, ["counter", "gauge"].contains(words[3]) else {
                    throw Malformed(description: line)
                }
                types[family] = String(words[3])
            } else {
                try take(line, of: family)
            }
        }
    }

    private static func sample() -> Regex<(Substring, Substring, Substring?, Substring)> {
        #/
        ([a-zA-Z_:][a-zA-Z0-9_:]*)
        (\{ [a-z_]+="(?:[^"\\\n]|\\[\\"n])*" (?:,[a-z_]+="(?:[^"\\\n]|\\[\\"n])*")* \})?
        \u{20}(\S+)
        /#
    }

    private mutating func take(_ line: String, of family: String) throws {
        guard let match = line.wholeMatch(of: Self.sample()), match.1 == family, types[family] != nil,
            let value = Double(match.3), value.isFinite
        else { throw Malformed(description: line) }
        guard samples.updateValue(value, forKey: String(match.1) + (match.2 ?? "")) == nil else {
            throw Malformed(description: "twice: \(line)")
        }
        counts[family, default: 0] += 1
    }

    subscript(name: String) -> Double? { samples[name] }
}
