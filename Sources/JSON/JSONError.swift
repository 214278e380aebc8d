// What is wrong with a text that is not JSON, where, and in words that its author can act on.

package struct JSONError: Error, Equatable {
    package enum Fault: Equatable, Sendable {
        case emptyDocument
        case endedEarly
        case unexpectedByte(UInt8, Expectation)
        case trailingBytes
        case badLiteral
        case leadingZero
        case badNumber
        case tooLongNumber
        case tooLargeExponent
        case controlCharacter(UInt8)
        case badEscape
        case loneSurrogate
        case badUTF8
        case duplicateName
        case tooDeep(limit: Int)
        case tooLong(limit: Int)
    }

    /// What could have stood in place of a byte that makes no sense.
    package enum Expectation: Sendable {
        case value
        case name
        case nameOrEnd
        case colon
        case commaOrBrace
        case commaOrBracket
        case digit
    }

    package let fault: Fault
    /// Where in the text, counted in bytes from 0.
    package let offset: Int

    package init(_ fault: Fault, at offset: Int) {
        self.fault = fault
        self.offset = offset
    }

    package var text: String { "\(fault.text) at byte \(offset)" }
}

extension JSONError.Fault {
    package var text: String {
        switch self {
        case .emptyDocument: "no value: the document is empty"
        case .endedEarly: "the document ends in the middle of a value"
        case .unexpectedByte(let byte, let expectation): "\(Self.name(of: byte)) where \(expectation.text) must stand"
        case .trailingBytes: "something stands after the end of the document"
        case .badLiteral: "a word that is not true, false or null"
        case .leadingZero: "a number with a needless zero before it"
        case .badNumber: "a number that lacks a digit"
        case .tooLongNumber: "a number of too many digits"
        case .tooLargeExponent: "a number with too large an exponent"
        case .controlCharacter(let byte): "\(Self.name(of: byte)) stands in a string without being escaped"
        case .badEscape: "a backslash that begins no escape"
        case .loneSurrogate: "an escape of half a character: a surrogate without its other half"
        case .badUTF8: "bytes that are not UTF-8"
        case .duplicateName: "a member name that its object already has"
        case .tooDeep(let limit): "arrays and objects stand deeper than \(limit) in one another"
        case .tooLong(let limit): "the document is longer than \(limit) bytes"
        }
    }

    private static func name(of byte: UInt8) -> String {
        let isVisible = byte > 0x20 && byte < 0x7f
        return isVisible ? "'\(Character(UnicodeScalar(byte)))'" : "byte 0x" + String(byte, radix: 16)
    }
}

extension JSONError.Expectation {
    var text: String {
        switch self {
        case .value: "a value"
        case .name: "a member name"
        case .nameOrEnd: "a member name or '}'"
        case .colon: "':'"
        case .commaOrBrace: "',' or '}'"
        case .commaOrBracket: "',' or ']'"
        case .digit: "a digit"
        }
    }
}
