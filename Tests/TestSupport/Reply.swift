// A reply as a value, read from the bytes of RESP2 or RESP3.

package indirect enum Reply: Equatable {
    case status(String)
    case error(String)
    case integer(Int64)
    case bulk([UInt8])
    case null
    case array([Reply])
    case set([Reply])
    case push([Reply])
    /// Keys and values in turn.
    case map([Reply])
    case boolean(Bool)
    case double(String)
    case bigNumber(String)
    case verbatim(format: String, text: String)
    /// No reply came.
    case nothing
    /// Bytes came that are no reply.
    case malformed([UInt8])

    package static let ok = Reply.status("OK")
    package static let queued = Reply.status("QUEUED")

    package static func text(_ text: String) -> Reply {
        .bulk(Array(text.utf8))
    }

    /// An array of strings.
    package static func texts(_ texts: String...) -> Reply {
        .array(texts.map { .text($0) })
    }

    /// The text of a string, whichever kind of string it is.
    package var text: String? {
        switch self {
        case .bulk(let bytes): String(decoding: bytes, as: UTF8.self)
        case .status(let text), .verbatim(_, let text): text
        default: nil
        }
    }

    package var elements: [Reply]? {
        switch self {
        case .array(let elements), .set(let elements), .push(let elements), .map(let elements): elements
        default: nil
        }
    }

    /// The value of a key in a map.
    package subscript(key: String) -> Reply? {
        guard case .map(let elements) = self else { return nil }
        let place = stride(from: 0, to: elements.count - 1, by: 2).first { elements[$0].text == key }
        return place.map { elements[$0 + 1] }
    }

    package var number: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }

    /// The first word of an error, by which programs tell errors apart.
    package var errorCode: String? {
        guard case .error(let text) = self else { return nil }
        return String(text.prefix { $0 != " " })
    }

    package var isError: Bool {
        guard case .error = self else { return false }
        return true
    }

    /// What an error says.
    package var failure: String? {
        guard case .error(let text) = self else { return nil }
        return text
    }

    package var isMalformed: Bool {
        guard case .malformed = self else { return false }
        return true
    }

    /// Every reply in `bytes`; what is no whole reply stands at the end as `malformed`.
    package static func all(in bytes: [UInt8]) -> [Reply] {
        var parser = ReplyParser(bytes)
        var replies: [Reply] = []
        while !parser.isAtEnd {
            guard let reply = parser.reply() else {
                replies.append(.malformed(parser.rest))
                break
            }
            replies.append(reply)
        }
        return replies
    }

    /// The reply that `bytes` begin with, and what follows it; nil where there is no whole one.
    package static func first(in bytes: [UInt8]) -> (reply: Reply, rest: [UInt8])? {
        var parser = ReplyParser(bytes)
        return parser.reply().map { ($0, parser.rest) }
    }
}

extension Reply: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    package init(stringLiteral text: String) {
        self = .text(text)
    }

    package init(integerLiteral number: Int64) {
        self = .integer(number)
    }

    package init(arrayLiteral elements: Reply...) {
        self = .array(elements)
    }
}
