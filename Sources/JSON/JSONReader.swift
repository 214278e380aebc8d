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
        let start = output.count
        guard text.count <= limits.length else { throw JSONError(.tooLong(limit: limits.length), at: limits.length) }
        open.removeAll(keepingCapacity: true)
        names.removeAll()
        output.reserveCapacity(start + text.count)
        do throws(JSONError) {
            var scan = JSONScan(text, limits)
            try readDocument(&scan, &output)
            scan.keepRun(&output)
        } catch {
            output.removeLast(output.count - start)
            throw error
        }
    }

    private mutating func readDocument(_ scan: inout JSONScan, _ output: inout [UInt8]) throws(JSONError) {
        scan.skipWhitespace(&output)
        if scan.isAtEnd { throw JSONError(.emptyDocument, at: scan.at) }
        repeat {
            // At a value: either it is a whole one, or a container begins and the next value is its first.
            if try beginContainer(&scan, &output) { continue }
            try endContainers(&scan, &output)
        } while !open.isEmpty
        if !scan.isAtEnd { throw JSONError(.trailingBytes, at: scan.at) }
    }

    /// Reads a scalar or an empty container and answers false, or the head of a container up to its first value.
    @inline(__always)
    private mutating func beginContainer(
        _ scan: inout JSONScan, _ output: inout [UInt8]
    ) throws(JSONError) -> Bool {
        switch scan.byte {
        case UInt8(ascii: "{"):
            try begin(isObject: true, &scan, &output)
            if scan.byte == UInt8(ascii: "}") { return false }
            try readName(&scan, &output, .nameOrEnd)
            return true
        case UInt8(ascii: "["):
            try begin(isObject: false, &scan, &output)
            return scan.byte != UInt8(ascii: "]")
        case UInt8(ascii: "\""): _ = try scan.string()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try scan.number()
        default: try scan.literal()
        }
        scan.skipWhitespace(&output)
        return false
    }

    private mutating func begin(
        isObject: Bool, _ scan: inout JSONScan, _ output: inout [UInt8]
    ) throws(JSONError) {
        guard open.count < limits.depth else { throw JSONError(.tooDeep(limit: limits.depth), at: scan.at) }
        open.append(Container(isObject: isObject, firstName: names.count))
        scan.at += 1
        scan.skipWhitespace(&output)
    }

    /// Reads what stands after a value: the ends of containers, and the comma and name before the next value.
    @inline(__always)
    private mutating func endContainers(_ scan: inout JSONScan, _ output: inout [UInt8]) throws(JSONError) {
        while let container = open.last {
            let byte = scan.byte
            if byte == UInt8(ascii: ",") {
                scan.at += 1
                scan.skipWhitespace(&output)
                if container.isObject { try readName(&scan, &output, .name) }
                return
            }
            guard byte == (container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw scan.unexpected(container.isObject ? .commaOrBrace : .commaOrBracket)
            }
            if container.isObject { try names.close(from: container.firstName, in: scan.text) }
            open.removeLast()
            scan.at += 1
            scan.skipWhitespace(&output)
        }
    }

    @inline(__always)
    private mutating func readName(
        _ scan: inout JSONScan, _ output: inout [UInt8], _ expectation: JSONError.Expectation
    ) throws(JSONError) {
        guard scan.byte == UInt8(ascii: "\"") else { throw scan.unexpected(expectation) }
        let start = scan.at + 1
        let hasEscapes = try scan.string()
        names.append(from: start, to: scan.at - 1, hasEscapes: hasEscapes, in: scan.text)
        scan.skipWhitespace(&output)
        guard scan.byte == UInt8(ascii: ":") else { throw scan.unexpected(.colon) }
        scan.at += 1
        scan.skipWhitespace(&output)
    }
}
