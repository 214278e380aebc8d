// JSON as TOML: in each table first what stands on lines, then the tables within under headers of their own.

internal import JSON

struct TOMLWriter {
    private var output: [UInt8] = []
    /// The names and places of what is written, from the document down.
    private var path: [String] = []

    static func write(_ value: JSONValue) throws(TextError) -> [UInt8] {
        guard case .object(let object) = value else {
            throw TextError(unwritable: "a TOML document is a table: \(value.kind.name) can be none; ask for JSON")
        }
        var writer = TOMLWriter()
        try writer.writeMembers(of: object, under: [])
        return writer.output
    }

    // MARK: Tables

    /// Writes what stands under a header: members on lines of their own, then the tables within.
    private mutating func writeMembers(of object: JSONObject, under header: [UInt8]) throws(TextError) {
        for member in object.members where !hasHeader(member.value) {
            write(key: member.name.content)
            write(" = ")
            try descend(member.name.text) { writer throws(TextError) in try writer.writeInline(member.value) }
            write("\n")
        }
        for member in object.members where hasHeader(member.value) {
            try descend(member.name.text) { writer throws(TextError) in
                try writer.writeTable(member, under: header)
            }
        }
    }

    /// Whether a value stands under a header: tables do, and lists of nothing but tables.
    private func hasHeader(_ value: JSONValue) -> Bool {
        switch value {
        case .object: true
        case .array(let elements): !elements.isEmpty && elements.allSatisfy { $0.kind == .object }
        default: false
        }
    }

    private mutating func writeTable(_ member: JSONMember, under header: [UInt8]) throws(TextError) {
        var header = header
        if !header.isEmpty { header.append(UInt8(ascii: ".")) }
        header += Self.spelling(ofKey: member.name.content)
        switch member.value {
        case .array(let elements):
            for (place, element) in elements.enumerated() {
                guard case .object(let object) = element else { continue }
                write(header: header, isList: true)
                try descend("\(place)") { writer throws(TextError) in
                    try writer.writeMembers(of: object, under: header)
                }
            }
        case .object(let object):
            let isOnlyOnTheWay = !object.isEmpty && object.members.allSatisfy { hasHeader($0.value) }
            if !isOnlyOnTheWay { write(header: header, isList: false) }
            try writeMembers(of: object, under: header)
        default: break
        }
    }

    private mutating func write(header: [UInt8], isList: Bool) {
        if !output.isEmpty { write("\n") }
        write(isList ? "[[" : "[")
        output += header
        write(isList ? "]]\n" : "]\n")
    }

    // MARK: Values

    private mutating func writeInline(_ value: JSONValue) throws(TextError) {
        switch value {
        case .null: throw fault("TOML has no null: ask for JSON or YAML")
        case .bool, .string: write(scalar: value)
        case .number(let number):
            guard TOMLNumber.isFloat(number) || number.integer != nil else {
                throw fault("TOML has no integer of more than 64 bits: ask for JSON or YAML")
            }
            output += number.text
        case .array(let elements):
            write("[")
            for (place, element) in elements.enumerated() {
                if place > 0 { write(", ") }
                try descend("\(place)") { writer throws(TextError) in try writer.writeInline(element) }
            }
            write("]")
        case .object(let object):
            write("{")
            for (place, member) in object.members.enumerated() {
                write(place > 0 ? ", " : " ")
                write(key: member.name.content)
                write(" = ")
                try descend(member.name.text) { writer throws(TextError) in try writer.writeInline(member.value) }
            }
            write(object.isEmpty ? "}" : " }")
        }
    }

    private mutating func write(scalar: JSONValue) {
        if case .string(let string) = scalar {
            output += Self.spelling(of: string.content)
        } else {
            scalar.write(to: &output)
        }
    }

    private mutating func write(key: [UInt8]) {
        output += Self.spelling(ofKey: key)
    }

    private mutating func write(_ text: String) {
        output += Array(text.utf8)
    }

    // MARK: Texts

    private static func spelling(ofKey key: [UInt8]) -> [UInt8] {
        let isBare = key.allSatisfy { byte in
            isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        return isBare && !key.isEmpty ? key : spelling(of: key)
    }

    /// In single quotes where that spares backslashes, else in double ones.
    private static func spelling(of content: [UInt8]) -> [UInt8] {
        let (single, double, backslash) = (UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "\\"))
        let isLiteral = content.allSatisfy { $0 >= 0x20 && $0 != 0x7f && $0 != single }
        if isLiteral, content.contains(double) || content.contains(backslash) { return [single] + content + [single] }
        return [double] + content.flatMap(escaped) + [double]
    }

    private static func escaped(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [UInt8(ascii: "\\"), byte]
        case UInt8(ascii: "\n"): return Array("\\n".utf8)
        case UInt8(ascii: "\t"): return Array("\\t".utf8)
        case 0..<0x20, 0x7f:
            let digits = String(byte, radix: 16)
            return Array(("\\u00" + (digits.count < 2 ? "0" : "") + digits).utf8)
        default: return [byte]
        }
    }

    // MARK: Faults

    private mutating func descend(
        _ name: String, _ write: (inout TOMLWriter) throws(TextError) -> Void
    ) throws(TextError) {
        path.append(name)
        try write(&self)
        path.removeLast()
    }

    private func fault(_ reason: String) -> TextError {
        TextError(unwritable: "\(path.map { "/" + $0 }.joined()): \(reason)")
    }
}
