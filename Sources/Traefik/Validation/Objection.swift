// Why an object won't do: where in it, and in words that its author can act on.

package import JSON

package struct Objection: Equatable, Sendable {
    package let path: JSONPointer
    package let reason: String

    package var text: String { (path == .root ? "" : path.text + ": ") + reason }
}

/// What is said of one object.
struct Objections {
    /// More than these help nobody.
    static let most = 10

    private(set) var all: [Objection] = []

    mutating func add(_ path: JSONPointer, _ reason: String) {
        if all.count < Self.most { all.append(Objection(path: path, reason: reason)) }
    }
}

extension JSONPointer {
    func appending(_ name: String) -> JSONPointer { appending(JSONString(name)) }
}

extension JSONKind {
    /// As an error names it.
    var article: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "this number"
        case .string: "this string"
        case .array: "a list"
        case .object: "an object"
        }
    }

    var isNoObject: String { "an object belongs here, not \(article): write its fields between { and }" }
    var isNoList: String { "a list belongs here, not \(article): write its elements between [ and ]" }
}
