// Carrying out a patch, with a bound on the work: a few hundred bytes of `copy` could double a document thirty times.

extension JSONValue {
    /// The value after all operations of `patch`; if one fails, its error.
    package func patched(with patch: JSONPatch, _ limits: JSONLimits = .usual) throws(JSONPatchError) -> JSONValue {
        var work = PatchWork(self, limits)
        for (index, operation) in patch.operations.enumerated() {
            do throws(JSONPatchError.Fault) {
                try work.apply(operation)
            } catch {
                throw JSONPatchError(fault: error, operation: index, pointer: operation.path.text)
            }
        }
        return work.document
    }
}

private struct PatchWork {
    private(set) var document: JSONValue
    private let depthLimit: Int
    private var stepsLeft: Int

    init(_ document: JSONValue, _ limits: JSONLimits) {
        self.document = document
        depthLimit = limits.depth
        stepsLeft = limits.patchSteps
    }

    mutating func apply(_ operation: JSONPatch.Operation) throws(JSONPatchError.Fault) {
        switch operation {
        case .add(let path, let value): try add(value, at: path)
        case .remove(let path): _ = try remove(at: path)
        case .replace(let path, let value): try replace(with: value, at: path)
        case .move(let from, let path): try move(from, path)
        case .copy(let from, let path): try add(value(at: from), at: path)
        case .test(let path, let expected):
            let value = try value(at: path)
            try pay(for: value, depth: 0)
            guard value == expected else { throw .testFailed }
        }
    }

    private func value(at path: JSONPointer) throws(JSONPatchError.Fault) -> JSONValue {
        guard let value = document[path] else { throw .noSuchValue }
        return value
    }

    private mutating func add(_ value: JSONValue, at path: JSONPointer) throws(JSONPatchError.Fault) {
        try pay(for: value, depth: path.steps.count)
        guard case .name(let name)? = path.steps.last else {
            document = value
            return
        }
        try changeParent(of: path) { (parent: inout JSONValue) throws(JSONPatchError.Fault) in
            try parent.insert(value, at: name)
        }
    }

    @discardableResult
    private mutating func remove(at path: JSONPointer) throws(JSONPatchError.Fault) -> JSONValue {
        guard case .name(let name)? = path.steps.last else { throw .wholeDocumentRemoved }
        return try changeParent(of: path, orElse: .noSuchValue) {
            (parent: inout JSONValue) throws(JSONPatchError.Fault) in
            try parent.takeOut(name)
        }
    }

    private mutating func replace(with value: JSONValue, at path: JSONPointer) throws(JSONPatchError.Fault) {
        try pay(for: value, depth: path.steps.count)
        try document.change(at: path.steps[...], orElse: .noSuchValue) { (old: inout JSONValue) in old = value }
    }

    private mutating func move(_ from: JSONPointer, _ path: JSONPointer) throws(JSONPatchError.Fault) {
        if from == path {
            _ = try value(at: from)
            return
        }
        guard !path.steps.starts(with: from.steps) else { throw .movedIntoItself }
        try add(try remove(at: from), at: path)
    }

    private mutating func changeParent<Result>(
        of path: JSONPointer, orElse missing: JSONPatchError.Fault = .noSuchParent,
        _ body: (inout JSONValue) throws(JSONPatchError.Fault) -> Result
    ) throws(JSONPatchError.Fault) -> Result {
        let parentSteps = path.steps.dropLast()
        if let parent = document[path.parent] { try pay(parent.partCount) }
        return try document.change(at: parentSteps, orElse: missing, body)
    }

    // MARK: Bounds

    private mutating func pay(_ steps: Int) throws(JSONPatchError.Fault) {
        stepsLeft -= steps
        guard stepsLeft >= 0 else { throw .tooMuchWork }
    }

    /// Pays for each byte of a value that is to stand `depth` deep, and sees that it stands nowhere too deep.
    private mutating func pay(for value: JSONValue, depth: Int) throws(JSONPatchError.Fault) {
        if !value.kind.isScalar, depth >= depthLimit { throw .tooDeep(limit: depthLimit) }
        try pay(1)
        switch value {
        case .null, .bool: break
        case .number(let number): try pay(number.text.count)
        case .string(let string): try pay(string.content.count)
        case .array(let elements): for element in elements { try pay(for: element, depth: depth + 1) }
        case .object(let object):
            for member in object.members {
                try pay(member.name.content.count)
                try pay(for: member.value, depth: depth + 1)
            }
        }
    }
}

extension JSONValue {
    fileprivate var partCount: Int {
        switch self {
        case .array(let elements): elements.count
        case .object(let object): object.count
        default: 0
        }
    }

    /// Changes the value that the steps lead to where it stands: nothing on the way is copied.
    fileprivate mutating func change<Result>(
        at steps: ArraySlice<JSONPointer.Step>, orElse missing: JSONPatchError.Fault,
        _ body: (inout JSONValue) throws(JSONPatchError.Fault) -> Result
    ) throws(JSONPatchError.Fault) -> Result {
        guard case .name(let name)? = steps.first else { return try body(&self) }
        let rest = steps.dropFirst()
        switch self {
        case .array(var elements):
            guard let index = name.index, index < elements.count else { throw missing }
            self = .null
            defer { self = .array(elements) }
            return try elements[index].change(at: rest, orElse: missing, body)
        case .object(var object):
            guard let place = object.place(of: name.string) else { throw missing }
            self = .null
            defer { self = .object(object) }
            return try object.change(at: place) { (value: inout JSONValue) throws(JSONPatchError.Fault) in
                try value.change(at: rest, orElse: missing, body)
            }
        default: throw missing
        }
    }

    fileprivate mutating func insert(
        _ value: JSONValue, at name: JSONPointer.Name
    ) throws(JSONPatchError.Fault) {
        switch self {
        case .array(var elements):
            guard let index = name.isAfterLast ? elements.count : name.index, index <= elements.count else {
                throw .badIndex
            }
            self = .null
            elements.insert(value, at: index)
            self = .array(elements)
        case .object(var object):
            self = .null
            object[name.string] = value
            self = .object(object)
        default: throw .parentIsScalar
        }
    }

    fileprivate mutating func takeOut(_ name: JSONPointer.Name) throws(JSONPatchError.Fault) -> JSONValue {
        switch self {
        case .array(var elements):
            guard let index = name.index, index < elements.count else { throw .badIndex }
            self = .null
            defer { self = .array(elements) }
            return elements.remove(at: index)
        case .object(var object):
            self = .null
            defer { self = .object(object) }
            guard let value = object.remove(name.string) else { throw .noSuchValue }
            return value
        default: throw .noSuchValue
        }
    }
}
