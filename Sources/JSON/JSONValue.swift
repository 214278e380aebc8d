// A document as a tree, for what must look at all of it or change it: schemas, patches, comparisons.

package import Bytes

package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(JSONString)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    // MARK: From bytes and to bytes

    /// The document that `text` spells, judged as `JSONReader` does.
    package init(reading text: ByteView, _ limits: JSONLimits = .usual) throws(JSONError) {
        var reader = JSONReader(limits)
        var document: [UInt8] = []
        try reader.read(text, into: &document)
        self = document.withView { JSONValue(JSONView($0)) }
    }

    package init(reading text: String, _ limits: JSONLimits = .usual) throws(JSONError) {
        self = try Array(text.utf8).withView { view throws(JSONError) in try JSONValue(reading: view, limits) }
    }

    /// The tree of a value that lies in a read document.
    package init(_ view: JSONView) {
        switch view.kind {
        case .null: self = .null
        case .bool: self = .bool(view.bool == true)
        case .number: self = .number(JSONNumber(trusted: view.bytes))
        case .string: self = .string(JSONString(view))
        case .array: self = .array(view.elements.map { JSONValue($0) })
        case .object:
            self = .object(JSONObject(view.members.map { JSONMember(JSONString($0.name), JSONValue($0.value)) }))
        }
    }

    /// Appends the value as its author wrote it, less whitespace.
    package func write(to output: inout [UInt8]) {
        switch self {
        case .null: output.append(ByteView("null"))
        case .bool(let value): output.append(ByteView(value ? "true" : "false"))
        case .number(let number): output.append(contentsOf: number.text)
        case .string(let string): string.write(to: &output)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                element.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let object):
            output.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                member.name.write(to: &output)
                output.append(UInt8(ascii: ":"))
                member.value.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    // MARK: Parts

    package var kind: JSONKind {
        switch self {
        case .null: .null
        case .bool: .bool
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }

    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var number: JSONNumber? { if case .number(let number) = self { number } else { nil } }
    package var string: JSONString? { if case .string(let string) = self { string } else { nil } }
    package var elements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
    package var object: JSONObject? { if case .object(let object) = self { object } else { nil } }

    /// The member of this name, where this is an object that has it.
    package subscript(name: JSONString) -> JSONValue? { object?[name] }

    /// The element at this place, where this is an array that has it.
    package subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }
}

/// Equality by value: numbers by what they are worth, strings by content, members in any order.
extension JSONValue: Hashable {
    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left == right
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind.rawValue)
        switch self {
        case .null: break
        case .bool(let value): hasher.combine(value)
        case .number(let number): hasher.combine(number)
        case .string(let string): hasher.combine(string)
        case .array(let elements): hasher.combine(elements)
        case .object(let object): hasher.combine(object)
        }
    }
}

extension JSONValue {
    /// Whether both are written alike, but for the order of members.
    package func isWritten(like other: JSONValue) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)): left.text == right.text
        case (.string(let left), .string(let right)): left.isWritten(like: right)
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isWritten(like: $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.members.allSatisfy { right[$0.name].map($0.value.isWritten(like:)) ?? false }
        default: self == other
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral text: String) { self = .string(JSONString(text)) }
    package init(integerLiteral number: Int) { self = .number(JSONNumber(number)) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}
