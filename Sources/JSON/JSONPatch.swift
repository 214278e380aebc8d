// RFC 6902: changes to a document, one after another, all or none of them.

package struct JSONPatch: Sendable {
    package enum Operation: Sendable {
        case add(JSONPointer, JSONValue)
        case remove(JSONPointer)
        case replace(JSONPointer, JSONValue)
        case move(from: JSONPointer, to: JSONPointer)
        case copy(from: JSONPointer, to: JSONPointer)
        case test(JSONPointer, JSONValue)
    }

    package let operations: [Operation]

    package init(_ operations: [Operation]) {
        self.operations = operations
    }

    package var isEmpty: Bool { operations.isEmpty }
}

package struct JSONPatchError: Error, Equatable {
    package enum Fault: Equatable, Sendable {
        case notAnArray
        case notAnObject
        case missing(member: String)
        case notAString(member: String)
        case unknownOperation(String)
        case badPointer(member: String, JSONPointerError)
        case noSuchValue
        case noSuchParent
        case parentIsScalar
        case badIndex
        case wholeDocumentRemoved
        case movedIntoItself
        case testFailed
        case tooDeep(limit: Int)
        case tooMuchWork
    }

    package let fault: Fault
    /// Which operation it was, counted from 0; nil for a patch that is no list of operations.
    package let operation: Int?
    /// Where in the document it failed, where it got so far.
    package let pointer: String?

    package var text: String {
        let place = pointer.map { " at '\($0)'" } ?? ""
        return operation.map { "operation \($0)\(place): \(fault.text)" } ?? fault.text
    }
}

extension JSONPatchError.Fault {
    package var text: String {
        switch self {
        case .notAnArray: "a patch is an array of operations"
        case .notAnObject: "an operation is an object"
        case .missing(let member): "it lacks '\(member)'"
        case .notAString(let member): "'\(member)' is no string"
        case .unknownOperation(let name): "there is no operation '\(name)'"
        case .badPointer(let member, let error): "'\(member)' is no pointer: \(error.text)"
        case .noSuchValue: "there is no such value"
        case .noSuchParent: "there is nothing to put it in"
        case .parentIsScalar: "what should hold it is neither an object nor an array"
        case .badIndex: "the array has no such place"
        case .wholeDocumentRemoved: "the whole document cannot be removed"
        case .movedIntoItself: "a value cannot be moved into itself"
        case .testFailed: "the value is another"
        case .tooDeep(let limit): "arrays and objects would stand deeper than \(limit) in one another"
        case .tooMuchWork: "the patch copies and moves too much"
        }
    }
}
