// What a client can get wrong before a request even exists. Each ends the connection after its error is sent.

package enum ProtocolError: Error, Equatable {
    case tooBigInlineRequest
    case tooBigCountLine
    case invalidArgumentCount
    case unauthenticatedArgumentCount
    case tooBigLengthLine
    case expectedBulk(got: UInt8)
    case invalidBulkLength
    case unauthenticatedBulkLength
    case unbalancedQuotes

    package var text: String {
        switch self {
        case .tooBigInlineRequest: "too big inline request"
        case .tooBigCountLine: "too big mbulk count string"
        case .invalidArgumentCount: "invalid multibulk length"
        case .unauthenticatedArgumentCount: "unauthenticated multibulk length"
        case .tooBigLengthLine: "too big bulk count string"
        case .expectedBulk(let byte): "expected '$', got '\(Character(UnicodeScalar(byte)))'"
        case .invalidBulkLength: "invalid bulk length"
        case .unauthenticatedBulkLength: "unauthenticated bulk length"
        case .unbalancedQuotes: "unbalanced quotes in request"
        }
    }
}
