// The formats that are asserted where a type says so. What a format does not speak about - anything but a string - and
// what is no format known here, it lets pass.

internal import Bytes
internal import Regex

enum Format: String {
    case dateTime = "date-time"
    case date
    case time
    case uri
    case hostname
    case email
    case uuid
    case ipv4
    case ipv6
    case regex

    func allows(_ text: [UInt8]) -> Bool {
        var reader = FormatReader(text[...])
        switch self {
        case .dateTime: return reader.takesDate() && reader.takes(anyOf: "Tt") && reader.takesTime() && reader.isAtEnd
        case .date: return reader.takesDate() && reader.isAtEnd
        case .time: return reader.takesTime() && reader.isAtEnd
        case .uri: return URIFormat.allows(text)
        case .hostname: return HostnameFormat.allows(text[...])
        case .email: return EmailFormat.allows(text)
        case .uuid: return reader.takesUUID() && reader.isAtEnd
        case .ipv4: return reader.takesIPv4() && reader.isAtEnd
        case .ipv6: return AddressFormat.isIPv6(text[...])
        case .regex: return Pattern.fault(in: String(decoding: text, as: UTF8.self), .ecmaCheck) == nil
        }
    }

    var words: String {
        switch self {
        case .dateTime: "a date and time like 2026-01-31T23:59:00Z"
        case .date: "a date like 2026-01-31"
        case .time: "a time with an offset like 23:59:00Z"
        case .uri: "a URI"
        case .hostname: "a host name"
        case .email: "an e-mail address"
        case .uuid: "a UUID"
        case .ipv4: "an IPv4 address"
        case .ipv6: "an IPv6 address"
        case .regex: "a regular expression (ECMA-262)"
        }
    }
}

/// A text and a place in it, for formats of fixed parts.
struct FormatReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>) {
        rest = text
    }

    var isAtEnd: Bool { rest.isEmpty }
    var next: UInt8? { rest.first }

    mutating func takes(anyOf signs: StaticString) -> Bool {
        guard let byte = rest.first, "\(signs)".utf8.contains(byte) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func takes(while condition: (UInt8) -> Bool) -> Int {
        let taken = rest.prefix(while: condition).count
        rest.removeFirst(taken)
        return taken
    }

    /// A number of just so many digits.
    mutating func number(digits: Int) -> Int? {
        guard rest.count >= digits, rest.prefix(digits).allSatisfy(\.isDigit) else { return nil }
        let value = rest.prefix(digits).reduce(0) { $0 * 10 + Int($1 - 0x30) }
        rest.removeFirst(digits)
        return value
    }

    // MARK: RFC 3339

    mutating func takesDate() -> Bool {
        guard let year = number(digits: 4), takes(anyOf: "-"), let month = number(digits: 2), takes(anyOf: "-"),
            let day = number(digits: 2), (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        return (1...days).contains(day)
    }

    mutating func takesTime() -> Bool {
        guard let hour = number(digits: 2), takes(anyOf: ":"), let minute = number(digits: 2), takes(anyOf: ":"),
            let second = number(digits: 2), hour < 24, minute < 60, second <= 60
        else { return false }
        if takes(anyOf: "."), takes(while: \.isDigit) == 0 { return false }
        guard let offset = timeOffset() else { return false }
        // A leap second is the last of a day in UTC.
        let minuteInUTC = (hour * 60 + minute - offset + 2880) % 1440
        return second < 60 || minuteInUTC == 1439
    }

    /// Minutes ahead of UTC.
    private mutating func timeOffset() -> Int? {
        if takes(anyOf: "Zz") { return 0 }
        let isAhead = next == UInt8(ascii: "+")
        guard takes(anyOf: "+-"), let hour = number(digits: 2), takes(anyOf: ":"), let minute = number(digits: 2),
            hour < 24, minute < 60
        else { return nil }
        return isAhead ? hour * 60 + minute : -(hour * 60 + minute)
    }

    // MARK: Others

    mutating func takesUUID() -> Bool {
        for (index, length) in [8, 4, 4, 4, 12].enumerated() {
            if index > 0, !takes(anyOf: "-") { return false }
            guard takes(while: \.isHexDigit) == length else { return false }
        }
        return true
    }

    mutating func takesIPv4() -> Bool {
        for index in 0..<4 {
            if index > 0, !takes(anyOf: ".") { return false }
            let digits = rest.prefix(while: \.isDigit)
            guard (1...3).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0"),
                let value = number(digits: digits.count), value < 256
            else { return false }
        }
        return true
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
    var isHexDigit: Bool { isDigit || (0x41...0x46).contains(self) || (0x61...0x66).contains(self) }
}
