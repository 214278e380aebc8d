// A reply read whole, for loads that look at what they are told instead of only counting it.

internal import Bytes

enum Reply: Equatable {
    case line(String)
    case error(String)
    case number(Int)
    case text(String)
    case null
    /// An array, a set, a push, or the names and values of a map in turn.
    case list([Reply])

    static func == (reply: Reply, words: [String]) -> Bool {
        reply.elements?.map(\.text) == words
    }

    /// The text of a string, whichever kind of string it is.
    var text: String? {
        switch self {
        case .line(let text), .text(let text): text
        default: nil
        }
    }

    var number: Int? { if case .number(let number) = self { number } else { nil } }
    var elements: [Reply]? { if case .list(let elements) = self { elements } else { nil } }

    /// The first word of an error.
    var errorCode: Substring? {
        if case .error(let text) = self { text.prefix { $0 != " " } } else { nil }
    }

    /// What stands after a name in a map.
    subscript(name: String) -> Reply? {
        guard let elements else { return nil }
        let place = stride(from: 0, to: elements.count - 1, by: 2).first { elements[$0].text == name }
        return place.map { elements[$0 + 1] }
    }
}

/// Reads replies out of bytes in which they are known to be whole.
struct ReplyReader {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func next() -> Reply {
        let kind = bytes[position]
        let line = line()
        switch kind {
        case UInt8(ascii: "-"), UInt8(ascii: "!"): return .error(line)
        case UInt8(ascii: ":"): return .number(Int(line) ?? 0)
        case UInt8(ascii: "$"), UInt8(ascii: "="): return body(Int(line) ?? -1)
        case UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: ">"): return list(Int(line) ?? -1)
        case UInt8(ascii: "%"): return list(2 * (Int(line) ?? 0))
        case UInt8(ascii: "_"): return .null
        default: return .line(line)
        }
    }

    private mutating func line() -> String {
        let start = position + 1
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\r")) ?? bytes.endIndex
        position = min(end + 2, bytes.endIndex)
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private mutating func body(_ length: Int) -> Reply {
        if length < 0 { return .null }
        defer { position += length + 2 }
        return .text(String(decoding: bytes[position..<position + length], as: UTF8.self))
    }

    private mutating func list(_ count: Int) -> Reply {
        if count < 0 { return .null }
        var elements: [Reply] = []
        for _ in 0..<count { elements.append(next()) }
        return .list(elements)
    }
}
