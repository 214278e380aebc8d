// Fields that a type does not keep are taken out of a body before it is judged and stored.

internal import JSON

extension JSONValue {
    /// Takes out every member and element that the pointer leads to.
    mutating func remove(at pointer: JSONPointer) {
        remove(at: pointer.steps[...])
    }

    private mutating func remove(at steps: ArraySlice<JSONPointer.Step>) {
        guard let step = steps.first else { return }
        let rest = steps.dropFirst()
        switch (self, step) {
        case (.object(var object), .name(let name)):
            self = .null
            if rest.isEmpty {
                object[name.string] = nil
            } else if var part = object[name.string] {
                part.remove(at: rest)
                object[name.string] = part
            }
            self = .object(object)
        case (.object(var object), .every):
            for member in object.members {
                var part = member.value
                part.remove(at: rest)
                object[member.name] = rest.isEmpty ? nil : part
            }
            self = .object(object)
        case (.array(var elements), .every):
            if rest.isEmpty { elements = [] }
            for index in elements.indices { elements[index].remove(at: rest) }
            self = .array(elements)
        case (.array(var elements), .name(let name)):
            guard let index = name.index, elements.indices.contains(index) else { return }
            if rest.isEmpty { elements.remove(at: index) } else { elements[index].remove(at: rest) }
            self = .array(elements)
        default: return
        }
    }
}
