// Judges a text by RFC 8259 and writes it without its insignificant whitespace, in one pass and without a tree.
//
// What comes out is what is stored: member order, the text of numbers and the escapes of strings are the author's. Only
// the whitespace goes, so two documents are the same body exactly if they come out as the same bytes. Beside the
// grammar, names must be unlike within their object, and escapes must spell whole characters: a lone surrogate could
// be stored in no form that is UTF-8.

package import Bytes

/// A reader keeps its room from document to document: after the first few it allocates nothing.
package struct JSONReader: ~Copyable {
    private struct Container {
        let isObject: Bool
        /// Where its names begin in the list of names.
        let firstName: Int
    }

    package var limits: JSONLimits
    private var open: [Container] = []
    private var names = NameList()

    package init(_ limits: JSONLimits = .usual) {
        self.limits = limits
    }

    /// Appends the document that `text` spells to `output`; a text that is refused leaves the output as it was.
    package mutating func read(_ text: ByteView, into output: inout [UInt8]) throws(JSONError) {
        try begin(text)
        try output.appendCopy(of: text) { (copy: inout TextCopy) throws(JSONError) in
            try text.withSpan { bytes throws(JSONError) in try readDocument(text, bytes, &copy) }
        }
    }

    /// The document that `text` spells: the same bytes, not copied, where it has no whitespace to lose.
    package mutating func read(_ text: [UInt8]) throws(JSONError) -> [UInt8] {
        try text.copy { (text, copy: inout TextCopy) throws(JSONError) in
            try begin(text)
            try text.withSpan { bytes throws(JSONError) in try readDocument(text, bytes, &copy) }
        }
    }

    private mutating func begin(_ text: ByteView) throws(JSONError) {
        guard text.count <= limits.length else { throw JSONError(.tooLong(limit: limits.length), at: limits.length) }
        open.removeAll(keepingCapacity: true)
        names.removeAll()
    }

    private mutating func readDocument(
        _ text: ByteView, _ bytes: Span<UInt8>, _ copy: inout TextCopy
    ) throws(JSONError) {
        var at = skip(bytes, 0, &copy)
        if at >= bytes.count { throw JSONError(.emptyDocument, at: at) }
        repeat {
            // At a value: either it is a whole one, or a container begins and the next value is its first.
            switch JSONScan.byte(bytes, at) {
            case UInt8(ascii: "\""):
                at = abs(try JSONScan.endOfString(text, bytes, at))
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                at = try JSONScan.endOfNumber(bytes, at, longest: limits.numberLength)
            case UInt8(ascii: "{"):
                at = try begin(isObject: true, bytes, at, &copy)
                if JSONScan.byte(bytes, at) != UInt8(ascii: "}") {
                    at = try readName(text, bytes, at, .nameOrEnd, &copy)
                    continue
                }
            case UInt8(ascii: "["):
                at = try begin(isObject: false, bytes, at, &copy)
                if JSONScan.byte(bytes, at) != UInt8(ascii: "]") { continue }
            default:
                at = try JSONScan.endOfWord(bytes, at)
            }
            at = skip(bytes, at, &copy)
            at = try readAfterValue(text, bytes, at, &copy)
        } while !open.isEmpty
        if at < bytes.count { throw JSONError(.trailingBytes, at: at) }
    }

    /// Leaves out the whitespace at a place and answers where it ends. All that is kept stands above the blank.
    @inline(__always)
    private func skip(_ bytes: Span<UInt8>, _ at: Int, _ copy: inout TextCopy) -> Int {
        JSONScan.byte(bytes, at) > 0x20 ? at : copy.leaveOutWhitespace(at: at)
    }

    private mutating func begin(
        isObject: Bool, _ bytes: Span<UInt8>, _ at: Int, _ copy: inout TextCopy
    ) throws(JSONError) -> Int {
        guard open.count < limits.depth else { throw JSONError(.tooDeep(limit: limits.depth), at: at) }
        open.append(Container(isObject: isObject, firstName: names.count))
        return skip(bytes, at + 1, &copy)
    }

    /// Reads what stands after a value: the ends of containers, and the comma and name before the next value.
    @inline(__always)
    private mutating func readAfterValue(
        _ text: ByteView, _ bytes: Span<UInt8>, _ start: Int, _ copy: inout TextCopy
    ) throws(JSONError) -> Int {
        var at = start
        while let container = open.last {
            let byte = JSONScan.byte(bytes, at)
            if byte == UInt8(ascii: ",") {
                at = skip(bytes, at + 1, &copy)
                return container.isObject ? try readName(text, bytes, at, .name, &copy) : at
            }
            guard byte == (container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw JSONScan.unexpected(bytes, at, container.isObject ? .commaOrBrace : .commaOrBracket)
            }
            if container.isObject { try names.close(from: container.firstName, in: text) }
            open.removeLast()
            at = skip(bytes, at + 1, &copy)
        }
        return at
    }

    private mutating func readName(
        _ text: ByteView, _ bytes: Span<UInt8>, _ start: Int, _ expectation: JSONError.Expectation,
        _ copy: inout TextCopy
    ) throws(JSONError) -> Int {
        guard JSONScan.byte(bytes, start) == UInt8(ascii: "\"") else {
            throw JSONScan.unexpected(bytes, start, expectation)
        }
        let end = try JSONScan.endOfString(text, bytes, start)
        names.append(from: start + 1, to: abs(end) - 1, hasEscapes: end < 0, in: text)
        let colon = skip(bytes, abs(end), &copy)
        guard JSONScan.byte(bytes, colon) == UInt8(ascii: ":") else { throw JSONScan.unexpected(bytes, colon, .colon) }
        return skip(bytes, colon + 1, &copy)
    }
}
