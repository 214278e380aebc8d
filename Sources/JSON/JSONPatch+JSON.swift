// A patch from its document, and the document of a patch.

extension JSONPatch {
    /// The patch that this document spells. What an operation has no use for is left alone, as the RFC says.
    package init(_ document: JSONValue) throws(JSONPatchError) {
        guard case .array(let elements) = document else {
            throw JSONPatchError(fault: .notAnArray, operation: nil, pointer: nil)
        }
        var operations: [Operation] = []
        operations.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            do throws(JSONPatchError.Fault) {
                operations.append(try Operation(element))
            } catch {
                throw JSONPatchError(fault: error, operation: index, pointer: element["path"]?.string?.text)
            }
        }
        self.operations = operations
    }

    package var value: JSONValue { .array(operations.map(\.value)) }
}

extension JSONPatchError.Fault: Error {}

extension JSONPatch.Operation {
    fileprivate init(_ document: JSONValue) throws(JSONPatchError.Fault) {
        guard case .object(let object) = document else { throw .notAnObject }
        let name = try object.text(of: "op")
        let path = try object.pointer(of: "path")
        switch name {
        case "add": self = .add(path, try object.required("value"))
        case "remove": self = .remove(path)
        case "replace": self = .replace(path, try object.required("value"))
        case "move": self = .move(from: try object.pointer(of: "from"), to: path)
        case "copy": self = .copy(from: try object.pointer(of: "from"), to: path)
        case "test": self = .test(path, try object.required("value"))
        default: throw .unknownOperation(name)
        }
    }

    package var name: String {
        switch self {
        case .add: "add"
        case .remove: "remove"
        case .replace: "replace"
        case .move: "move"
        case .copy: "copy"
        case .test: "test"
        }
    }

    /// The place that it changes or tests.
    package var path: JSONPointer {
        switch self {
        case .add(let path, _), .remove(let path), .replace(let path, _), .move(_, let path), .copy(_, let path),
            .test(let path, _):
            path
        }
    }

    var value: JSONValue {
        var members = [JSONMember("op", .string(JSONString(name))), JSONMember("path", .string(path.string))]
        switch self {
        case .add(_, let value), .replace(_, let value), .test(_, let value):
            members.append(JSONMember("value", value))
        case .move(let from, _), .copy(let from, _):
            members.insert(JSONMember("from", .string(from.string)), at: 1)
        case .remove: break
        }
        return .object(JSONObject(members))
    }
}

extension JSONPointer {
    fileprivate var string: JSONString { JSONString(bytes) }
}

extension JSONObject {
    fileprivate func required(_ name: String) throws(JSONPatchError.Fault) -> JSONValue {
        guard let value = self[JSONString(name)] else { throw .missing(member: name) }
        return value
    }

    fileprivate func text(of name: String) throws(JSONPatchError.Fault) -> String {
        guard case .string(let string) = try required(name) else { throw .notAString(member: name) }
        return string.text
    }

    fileprivate func pointer(of name: String) throws(JSONPatchError.Fault) -> JSONPointer {
        let text = try text(of: name)
        do throws(JSONPointerError) {
            return try JSONPointer(text)
        } catch {
            throw .badPointer(member: name, error)
        }
    }
}
