// A document as MessagePack, for clients that would rather not parse text.

package import JSON

/// No number changes on the way: what is no integer of 64 bits and would come back otherwise from a double goes out as
/// its text.
package enum MessagePack {
    package static func write(_ value: JSONValue) -> [UInt8] {
        var output: [UInt8] = []
        append(value, to: &output)
        return output
    }

    private static func append(_ value: JSONValue, to output: inout [UInt8]) {
        switch value {
        case .null: output.append(0xc0)
        case .bool(let bool): output.append(bool ? 0xc3 : 0xc2)
        case .number(let number): append(number, to: &output)
        case .string(let string): append(string.content, to: &output)
        case .array(let elements):
            appendHead(elements.count, short: 0x90, long: 0xdc, to: &output)
            for element in elements { append(element, to: &output) }
        case .object(let object):
            appendHead(object.count, short: 0x80, long: 0xde, to: &output)
            for member in object.members {
                append(member.name.content, to: &output)
                append(member.value, to: &output)
            }
        }
    }

    /// The head of an array or of a map: up to 15 parts are counted in one byte.
    private static func appendHead(_ count: Int, short: UInt8, long: UInt8, to output: inout [UInt8]) {
        if count < 16 {
            output.append(short | UInt8(count))
        } else {
            append(UInt64(count), marks: [(1 << 16, long, 2), (1 << 32, long + 1, 4)], to: &output)
        }
    }

    private static func append(_ content: [UInt8], to output: inout [UInt8]) {
        if content.count < 32 {
            output.append(0xa0 | UInt8(content.count))
        } else {
            let marks: [Mark] = [(1 << 8, 0xd9, 1), (1 << 16, 0xda, 2), (1 << 32, 0xdb, 4)]
            append(UInt64(content.count), marks: marks, to: &output)
        }
        output.append(contentsOf: content)
    }

    // MARK: Numbers

    private static func append(_ number: JSONNumber, to output: inout [UInt8]) {
        let text = String(decoding: number.text, as: UTF8.self)
        if text != "-0", let integer = Int64(text), integer < 0 {
            appendNegative(integer, to: &output)
        } else if text != "-0", let integer = UInt64(text) {
            appendPositive(integer, to: &output)
        } else if let double = Double(text), JSONNumber("\(double)") == number {
            output.append(0xcb, then: double.bitPattern, bytes: 8)
        } else {
            append(number.text, to: &output)
        }
    }

    private static func appendPositive(_ integer: UInt64, to output: inout [UInt8]) {
        if integer < 0x80 {
            output.append(UInt8(integer))
        } else {
            let marks: [Mark] = [(1 << 8, 0xcc, 1), (1 << 16, 0xcd, 2), (1 << 32, 0xce, 4), (.max, 0xcf, 8)]
            append(integer, marks: marks, to: &output)
        }
    }

    private static func appendNegative(_ integer: Int64, to output: inout [UInt8]) {
        let pattern = UInt64(bitPattern: integer)
        switch integer {
        case (-32)...: output.append(UInt8(truncatingIfNeeded: pattern))
        case Int64(Int8.min)...: output.append(0xd0, then: pattern, bytes: 1)
        case Int64(Int16.min)...: output.append(0xd1, then: pattern, bytes: 2)
        case Int64(Int32.min)...: output.append(0xd2, then: pattern, bytes: 4)
        default: output.append(0xd3, then: pattern, bytes: 8)
        }
    }

    /// The mark of the form that takes what is less than a bound, and how many bytes it has.
    private typealias Mark = (bound: UInt64, mark: UInt8, bytes: Int)

    private static func append(_ number: UInt64, marks: [Mark], to output: inout [UInt8]) {
        guard let form = marks.first(where: { number < $0.bound }) ?? marks.last else { return }
        output.append(form.mark, then: number, bytes: form.bytes)
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ mark: UInt8, then number: UInt64, bytes: Int) {
        append(mark)
        for shift in (0..<bytes).reversed() { append(UInt8(truncatingIfNeeded: number >> UInt64(shift * 8))) }
    }
}
