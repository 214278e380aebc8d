// The facts about Traefik, read where MILEPOST_SHARED_DATA says that they lie.

import Bytes
import Foundation
import JSON
import Testing

let factsFolder = ProcessInfo.processInfo.environment["MILEPOST_SHARED_DATA"].map {
    URL(fileURLWithPath: $0).appendingPathComponent("traefik")
}

func facts(_ name: String) throws -> JSONValue {
    try JSONValue(reading: String(contentsOf: #require(factsFolder).appendingPathComponent(name), encoding: .utf8))
}

/// A file with one document on each line, or any other file by its lines.
func factLines(_ name: String) throws -> [String] {
    try String(contentsOf: #require(factsFolder).appendingPathComponent(name), encoding: .utf8)
        .split(separator: "\n").map(String.init)
}

extension JSONValue {
    subscript(_ name: String) -> JSONValue? { self[JSONString(name)] }
    var words: String? { string?.text }
}

func json(_ text: String) -> JSONValue {
    do { return try JSONValue(reading: text) } catch { fatalError("\(text): \(error)") }
}
