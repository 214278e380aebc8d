// Following a pointer through bytes or through a tree.

extension JSONView {
    /// The first value that the pointer leads to; nil where there is none.
    package subscript(pointer: JSONPointer) -> JSONView? {
        var found: JSONView?
        _ = visit(pointer.steps[...]) { view in
            found = view
            return true
        }
        return found
    }

    /// Calls `body` with every value that the pointer leads to, in the order of the document.
    package func forEach(at pointer: JSONPointer, _ body: (JSONView) -> Void) {
        _ = visit(pointer.steps[...]) { view in
            body(view)
            return false
        }
    }

    /// Whether the pointer leads to a value for which `condition` holds; it looks no further than the first.
    package func contains(at pointer: JSONPointer, where condition: (JSONView) -> Bool) -> Bool {
        visit(pointer.steps[...], condition)
    }

    /// Follows the steps and stops as soon as `body` answers true; answers whether it did.
    private func visit(_ steps: ArraySlice<JSONPointer.Step>, _ body: (JSONView) -> Bool) -> Bool {
        var view = self
        var rest = steps
        while let step = rest.popFirst() {
            guard case .name(let name) = step else { return view.visitParts(rest, body) }
            guard let part = view.part(name) else { return false }
            view = part
        }
        return body(view)
    }

    private func visitParts(_ steps: ArraySlice<JSONPointer.Step>, _ body: (JSONView) -> Bool) -> Bool {
        if kind == .array {
            for element in elements where element.visit(steps, body) { return true }
        } else {
            for member in members where member.value.visit(steps, body) { return true }
        }
        return false
    }

    /// The exact pointers to all values that the pointer leads to, in the order of the document.
    package func places(of pointer: JSONPointer) -> [JSONPointer] {
        var found: [JSONPointer] = []
        notePlaces(of: pointer.steps[...], at: .root, &found)
        return found
    }

    private func notePlaces(
        of steps: ArraySlice<JSONPointer.Step>, at place: JSONPointer, _ found: inout [JSONPointer]
    ) {
        guard let step = steps.first else { return found.append(place) }
        let rest = steps.dropFirst()
        switch (step, kind) {
        case (.name(let name), _): part(name)?.notePlaces(of: rest, at: place.appending(name.string), &found)
        case (.every, .array):
            for (index, element) in elements.enumerated() {
                element.notePlaces(of: rest, at: place.appending(index), &found)
            }
        case (.every, _):
            for member in members {
                member.value.notePlaces(of: rest, at: place.appending(JSONString(member.name)), &found)
            }
        }
    }

    private func part(_ name: JSONPointer.Name) -> JSONView? {
        switch kind {
        case .object: member(name)
        case .array: name.index.flatMap { element($0) }
        default: nil
        }
    }
}

extension JSONValue {
    /// The first value that the pointer leads to; nil where there is none.
    package subscript(pointer: JSONPointer) -> JSONValue? {
        value(at: pointer.steps[...])
    }

    private func value(at steps: ArraySlice<JSONPointer.Step>) -> JSONValue? {
        guard let step = steps.first else { return self }
        let rest = steps.dropFirst()
        switch (self, step) {
        case (.object(let object), .name(let name)): return object[name.string]?.value(at: rest)
        case (.array, .name(let name)): return name.index.flatMap { self[$0] }?.value(at: rest)
        case (.object(let object), .every):
            for member in object.members { if let value = member.value.value(at: rest) { return value } }
        case (.array(let elements), .every):
            for element in elements { if let value = element.value(at: rest) { return value } }
        default: break
        }
        return nil
    }
}
