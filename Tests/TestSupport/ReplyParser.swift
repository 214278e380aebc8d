// Reads replies strictly: whatever a careful client would trip over is not a reply here either.

struct ReplyParser {
    private let bytes: [UInt8]
    private var position = 0
    private static let deepest = 32

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }
    var rest: [UInt8] { Array(bytes[position...]) }

    /// The next reply, or nil, at its start, where there is no whole one.
    mutating func reply() -> Reply? {
        let start = position
        guard let reply = element(depth: 0) else {
            position = start
            return nil
        }
        return reply
    }

    private mutating func element(depth: Int) -> Reply? {
        guard depth < Self.deepest, position < bytes.count else { return nil }
        let marker = Character(UnicodeScalar(bytes[position]))
        position += 1
        switch marker {
        case "+": return line().map { .status($0) }
        case "-": return line().map { .error($0) }
        case ":": return number().map { .integer($0) }
        case "$": return string()
        case "_": return line() == "" ? .null : nil
        case "#": return boolean()
        case ",": return line().flatMap { Double($0) == nil ? nil : .double($0) }
        case "(": return line().map { .bigNumber($0) }
        case "=": return verbatim()
        case "*": return array(depth)
        case "~": return elements(depth).map { .set($0) }
        case ">": return elements(depth).map { .push($0) }
        case "%": return elements(depth, perEntry: 2).map { .map($0) }
        default: return nil
        }
    }

    // MARK: Parts

    /// A line without its end; a lone CR or LF inside one is an error.
    private mutating func line() -> String? {
        guard let end = bytes[position...].firstIndex(of: 0x0d), end + 1 < bytes.count, bytes[end + 1] == 0x0a,
            !bytes[position..<end].contains(0x0a)
        else { return nil }
        defer { position = end + 2 }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }

    private mutating func number() -> Int64? {
        guard let text = line(), let number = Int64(text), String(number) == text else { return nil }
        return number
    }

    private mutating func string() -> Reply? {
        guard let length = number() else { return nil }
        if length == -1 { return .null }
        return payload(length).map { .bulk($0) }
    }

    private mutating func payload(_ length: Int64) -> [UInt8]? {
        guard length >= 0, length <= bytes.count - position - 2 else { return nil }
        let end = position + Int(length)
        guard bytes[end] == 0x0d, bytes[end + 1] == 0x0a else { return nil }
        defer { position = end + 2 }
        return Array(bytes[position..<end])
    }

    private mutating func boolean() -> Reply? {
        switch line() {
        case "t": .boolean(true)
        case "f": .boolean(false)
        default: nil
        }
    }

    private mutating func verbatim() -> Reply? {
        guard let length = number(), length >= 4, let payload = payload(length), payload[3] == UInt8(ascii: ":") else {
            return nil
        }
        return .verbatim(
            format: String(decoding: payload[..<3], as: UTF8.self), text: String(decoding: payload[4...], as: UTF8.self)
        )
    }

    private mutating func array(_ depth: Int) -> Reply? {
        if bytes[position...].starts(with: Array("-1\r\n".utf8)) {
            position += 4
            return .null
        }
        return elements(depth).map { .array($0) }
    }

    private mutating func elements(_ depth: Int, perEntry: Int64 = 1) -> [Reply]? {
        guard let count = number(), count >= 0, count <= bytes.count else { return nil }
        var elements: [Reply] = []
        for _ in 0..<count * perEntry {
            guard let next = element(depth: depth + 1) else { return nil }
            elements.append(next)
        }
        return elements
    }
}
