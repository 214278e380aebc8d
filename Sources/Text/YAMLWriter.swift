// JSON as YAML for people: blocks and lines, quotes only where a reader would otherwise see something else.

package import JSON

package struct YAMLWriter {
    private var output: [UInt8] = []

    package static func write(_ value: JSONValue) -> [UInt8] {
        var writer = YAMLWriter()
        writer.writeDocument(value)
        return writer.output
    }

    private mutating func writeDocument(_ value: JSONValue) {
        switch value {
        case .object(let object) where !object.isEmpty: write(object, indent: 0)
        case .array(let elements) where !elements.isEmpty: write(elements, indent: 0)
        default:
            writeScalar(value, indent: 0)
            output.append(UInt8(ascii: "\n"))
        }
    }

    // MARK: Collections

    /// Writes members, the first of them where the line stands.
    private mutating func write(_ object: JSONObject, indent: Int) {
        for (place, member) in object.members.enumerated() {
            if place > 0 { writeSpaces(indent) }
            writeKey(member.name.content, indent: indent)
            writeMember(member.value, indent: indent)
        }
    }

    private mutating func writeMember(_ value: JSONValue, indent: Int) {
        switch value {
        case .object(let object) where !object.isEmpty:
            writeLine(indent: indent + 2)
            write(object, indent: indent + 2)
        case .array(let elements) where !elements.isEmpty:
            writeLine(indent: indent + 2)
            write(elements, indent: indent + 2)
        default:
            output.append(UInt8(ascii: " "))
            writeScalar(value, indent: indent + 2)
            output.append(UInt8(ascii: "\n"))
        }
    }

    /// Writes items, the first of them where the line stands. A collection in a list begins on its item's line.
    private mutating func write(_ elements: [JSONValue], indent: Int) {
        for (place, element) in elements.enumerated() {
            if place > 0 { writeSpaces(indent) }
            output += [UInt8(ascii: "-"), UInt8(ascii: " ")]
            switch element {
            case .object(let object) where !object.isEmpty: write(object, indent: indent + 2)
            case .array(let elements) where !elements.isEmpty: write(elements, indent: indent + 2)
            default:
                writeScalar(element, indent: indent + 2)
                output.append(UInt8(ascii: "\n"))
            }
        }
    }

    /// Readers look for the colon of a key within 1024 characters, unless a mark says that it is one.
    private mutating func writeKey(_ name: [UInt8], indent: Int) {
        let start = output.count
        if YAMLStyle.isPlain(name) { output += name } else { writeQuoted(name) }
        if output.count - start > 1000 {
            output.insert(contentsOf: "? ".utf8, at: start)
            writeLine(indent: indent)
        }
        output.append(UInt8(ascii: ":"))
    }

    private mutating func writeLine(indent: Int) {
        output.append(UInt8(ascii: "\n"))
        writeSpaces(indent)
    }

    private mutating func writeSpaces(_ count: Int) {
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
    }

    // MARK: Scalars

    /// Writes what stands on one line, but for a text of lines: that follows, indented.
    private mutating func writeScalar(_ value: JSONValue, indent: Int) {
        switch value {
        case .string(let string): write(string.content, indent: max(indent, 2))
        default: value.write(to: &output)
        }
    }

    private mutating func write(_ content: [UInt8], indent: Int) {
        if YAMLStyle.isPlain(content) {
            output += content
        } else if YAMLStyle.isBlock(content) {
            writeBlock(content, indent: indent)
        } else {
            writeQuoted(content)
        }
    }

    private mutating func writeBlock(_ content: [UInt8], indent: Int) {
        let newline = UInt8(ascii: "\n")
        output.append(UInt8(ascii: "|"))
        let isEnded = content.last == newline
        if !isEnded { output.append(UInt8(ascii: "-")) }
        if isEnded, content.dropLast().last == newline { output.append(UInt8(ascii: "+")) }
        // The last line ends as every scalar does.
        let lines = (isEnded ? content.dropLast() : content[...]).split(
            separator: newline, omittingEmptySubsequences: false)
        for line in lines {
            output.append(newline)
            if line.isEmpty { continue }
            writeSpaces(indent)
            output += line
        }
    }

    private mutating func writeQuoted(_ content: [UInt8]) {
        if YAMLStyle.isSingleQuoted(content) {
            let quote = UInt8(ascii: "'")
            output.append(quote)
            for byte in content { output.append(contentsOf: repeatElement(byte, count: byte == quote ? 2 : 1)) }
            output.append(quote)
            return
        }
        output.append(UInt8(ascii: "\""))
        for scalar in String(decoding: content, as: UTF8.self).unicodeScalars { writeEscaped(scalar) }
        output.append(UInt8(ascii: "\""))
    }

    private mutating func writeEscaped(_ scalar: UnicodeScalar) {
        switch scalar {
        case "\"", "\\": output += Array("\\\(scalar)".utf8)
        case "\n": output += Array("\\n".utf8)
        case "\t": output += Array("\\t".utf8)
        case _ where YAMLStyle.isPrintable(scalar): output += Array(String(scalar).utf8)
        default:
            let digits = String(scalar.value, radix: 16)
            let (letter, count) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
            output += Array("\\\(letter)\(String(repeating: "0", count: count - digits.count))\(digits)".utf8)
        }
    }
}
