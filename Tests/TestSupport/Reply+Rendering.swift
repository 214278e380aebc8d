// A reply as redis-cli shows it to a person: what the examples of the commands are written in.

extension Reply {
    /// The lines that redis-cli would print, without the last line end.
    package var rendered: String {
        lines(indent: "").joined(separator: "\n")
    }

    /// The first line stands behind its number, those that follow below it.
    private func lines(indent: String) -> [String] {
        switch self {
        case .status(let text): [text]
        case .error(let text): ["(error) \(text)"]
        case .integer(let number): ["(integer) \(number)"]
        case .bulk(let bytes): [Self.quoted(bytes)]
        case .null: ["(nil)"]
        case .boolean(let value): [value ? "(true)" : "(false)"]
        case .double(let text): ["(double) \(text)"]
        case .bigNumber(let text): [text]
        case .verbatim(_, let text): text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        case .array(let elements): elements.isEmpty ? ["(empty array)"] : Self.numbered(elements, ")", indent)
        case .set(let elements): elements.isEmpty ? ["(empty set)"] : Self.numbered(elements, "~", indent)
        case .push(let elements): elements.isEmpty ? ["(empty push)"] : Self.numbered(elements, ")", indent)
        case .map(let elements): elements.isEmpty ? ["(empty hash)"] : Self.paired(elements, indent)
        case .nothing: ["(no reply)"]
        case .malformed(let bytes): ["(malformed) \(Self.quoted(bytes))"]
        }
    }

    private static func numbered(_ elements: [Reply], _ mark: String, _ indent: String) -> [String] {
        let width = String(elements.count).count
        let inner = indent + String(repeating: " ", count: width + 2)
        return elements.enumerated().flatMap { index, element in
            let number = (index == 0 ? "" : indent) + padded(index + 1, to: width) + mark + " "
            let lines = element.lines(indent: inner)
            return [number + lines[0]] + lines.dropFirst()
        }
    }

    private static func paired(_ elements: [Reply], _ indent: String) -> [String] {
        let width = String(elements.count / 2).count
        let inner = indent + String(repeating: " ", count: width + 2)
        return stride(from: 0, to: elements.count, by: 2).flatMap { index in
            let number = (index == 0 ? "" : indent) + padded(index / 2 + 1, to: width) + "# "
            var lines = elements[index].lines(indent: inner)
            lines[0] = number + lines[0]
            let value = elements[index + 1].lines(indent: inner)
            // A value of several lines begins on one of its own.
            if value.count > 1 {
                lines[lines.count - 1] += " => "
                return lines + [inner + value[0]] + value.dropFirst()
            }
            lines[lines.count - 1] += " => " + value[0]
            return lines
        }
    }

    private static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: " ", count: width - digits.count) + digits
    }

    private static func quoted(_ bytes: [UInt8]) -> String {
        "\"" + bytes.map(escaped).joined() + "\""
    }

    private static func escaped(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\\"): return "\\\\"
        case UInt8(ascii: "\""): return "\\\""
        case 0x0a: return "\\n"
        case 0x0d: return "\\r"
        case 0x09: return "\\t"
        case 0x07: return "\\a"
        case 0x08: return "\\b"
        case 0x20...0x7e: return String(UnicodeScalar(byte))
        default:
            let digits = String(byte, radix: 16)
            return "\\x" + (digits.count == 1 ? "0" : "") + digits
        }
    }
}
