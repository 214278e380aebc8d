// Why a pattern is refused, and where. The codes are those of Go's regexp, so that what is said of a Traefik rule reads
// as Traefik says it; the advice is for whoever wrote the pattern.

package struct PatternError: Error, Equatable, Sendable {
    package enum Code: String, Sendable {
        case badClass = "invalid character class"
        case badRange = "invalid character class range"
        case badEscape = "invalid escape sequence"
        case badName = "invalid named capture"
        case badGroup = "invalid or unsupported Perl syntax"
        case nestedRepeat = "invalid nested repetition operator"
        case badCount = "invalid repeat count"
        case missingBracket = "missing closing ]"
        case missingParenthesis = "missing closing )"
        case missingOperand = "missing argument to repetition operator"
        case trailingBackslash = "trailing backslash at end of expression"
        case unexpectedParenthesis = "unexpected )"
        case tooDeep = "expression nests too deeply"
        case tooLarge = "expression too large"
    }

    package let code: Code
    /// The part of the pattern that is at fault.
    package let fragment: String
    /// Where that part begins, in bytes of UTF-8.
    package let offset: Int
    /// What is meant, where the code alone does not say it.
    package let advice: String?

    /// As Go says it.
    package var plainText: String { "error parsing regexp: \(code.rawValue): `\(fragment)`" }
}

extension PatternError: CustomStringConvertible {
    package var description: String {
        let place = "\(advice ?? code.rawValue), at offset \(offset)"
        return fragment.isEmpty ? place : "\(place): `\(fragment)`"
    }
}
