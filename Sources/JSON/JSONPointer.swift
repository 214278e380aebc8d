// RFC 6901: the way to a value, as text. In a pattern a step `*` stands for every member and every element.

package import Bytes

package struct JSONPointer: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        case name(Name)
        case every
    }

    /// A step by name; in an array, by number.
    package struct Name: Hashable, Sendable {
        package let content: [UInt8]
        /// The place in an array that the name stands for: digits without needless zeros.
        package let index: Int?

        package init(_ content: [UInt8]) {
            self.content = content
            index = content.withView { $0.integer }.flatMap { $0 >= 0 ? Int($0) : nil }
        }

        /// `-` is the place after the last element.
        package var isAfterLast: Bool { content == [UInt8(ascii: "-")] }

        package var string: JSONString { JSONString(content) }
    }

    package private(set) var steps: [Step]

    /// The way to the document itself.
    package static let root = JSONPointer(steps: [])

    private init(steps: [Step]) {
        self.steps = steps
    }

    /// An exact pointer, in which `*` is a name like any other.
    package init(_ text: ByteView) throws(JSONPointerError) {
        try self.init(text, isPattern: false)
    }

    /// A pointer in which a step `*` stands for every member and every element.
    package init(pattern text: ByteView) throws(JSONPointerError) {
        try self.init(text, isPattern: true)
    }

    package init(_ text: String) throws(JSONPointerError) {
        self = try Array(text.utf8).withView { view throws(JSONPointerError) in try JSONPointer(view) }
    }

    package init(pattern text: String) throws(JSONPointerError) {
        self = try Array(text.utf8).withView { view throws(JSONPointerError) in try JSONPointer(pattern: view) }
    }

    private init(_ text: ByteView, isPattern: Bool) throws(JSONPointerError) {
        steps = []
        if text.isEmpty { return }
        guard text[0] == UInt8(ascii: "/") else { throw JSONPointerError(.noSlash, at: 0) }
        var start = 1
        while start <= text.count {
            let end = text.firstIndex(of: UInt8(ascii: "/"), from: start) ?? text.count
            let isEvery = isPattern && text[start..<end] == ByteView("*")
            steps.append(isEvery ? .every : .name(try Self.name(text, start..<end)))
            start = end + 1
        }
    }

    private static func name(_ text: ByteView, _ range: Range<Int>) throws(JSONPointerError) -> Name {
        var content: [UInt8] = []
        var at = range.lowerBound
        while at < range.upperBound {
            var byte = text[at]
            if byte == UInt8(ascii: "~") {
                let digit = at + 1 < range.upperBound ? text[at + 1] : 0
                guard digit == UInt8(ascii: "0") || digit == UInt8(ascii: "1") else {
                    throw JSONPointerError(.badEscape, at: at)
                }
                byte = digit == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/")
                at += 1
            }
            content.append(byte)
            at += 1
        }
        return Name(content)
    }

    /// Whether the pointer leads to one value at most.
    package var isExact: Bool { !steps.contains(.every) }

    /// The way to what holds the value; of the root, the root.
    package var parent: JSONPointer { JSONPointer(steps: Array(steps.dropLast())) }

    package func appending(_ name: JSONString) -> JSONPointer {
        JSONPointer(steps: steps + [.name(Name(name.content))])
    }

    package func appending(_ index: Int) -> JSONPointer {
        JSONPointer(steps: steps + [.name(Name(Array(String(index).utf8)))])
    }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for step in steps {
            bytes.append(UInt8(ascii: "/"))
            guard case .name(let name) = step else {
                bytes.append(UInt8(ascii: "*"))
                continue
            }
            for byte in name.content {
                switch byte {
                case UInt8(ascii: "~"): bytes.append(ByteView("~0"))
                case UInt8(ascii: "/"): bytes.append(ByteView("~1"))
                default: bytes.append(byte)
                }
            }
        }
        return bytes
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

package struct JSONPointerError: Error, Equatable {
    package enum Fault: Equatable, Sendable {
        case noSlash
        case badEscape
    }

    package let fault: Fault
    package let offset: Int

    package init(_ fault: Fault, at offset: Int) {
        self.fault = fault
        self.offset = offset
    }

    package var text: String {
        switch fault {
        case .noSlash: "a pointer that is not empty begins with '/'"
        case .badEscape: "'~' without 0 or 1 after it at byte \(offset) of the pointer"
        }
    }
}
