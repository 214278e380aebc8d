// The six kinds of value, in the order in which values of unlike kinds are sorted.

package enum JSONKind: Int, Comparable, Sendable {
    case null
    case bool
    case number
    case string
    case array
    case object

    package static func < (left: JSONKind, right: JSONKind) -> Bool { left.rawValue < right.rawValue }

    package var name: String { "\(self)" }

    package var isScalar: Bool { self < .array }
}

/// How one value stands to another.
package enum JSONOrder: Sendable {
    case less
    case equal
    case greater

    @inline(__always)
    init<Value: Comparable>(_ left: Value, _ right: Value) {
        self = left < right ? .less : left == right ? .equal : .greater
    }

    var reversed: JSONOrder {
        switch self {
        case .less: .greater
        case .equal: .equal
        case .greater: .less
        }
    }
}
