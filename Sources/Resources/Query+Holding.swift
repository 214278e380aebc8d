// Whether a resource is what a query asks for, and where it stands in the order that is asked for.

package import Bytes
internal import JSON

extension Query {
    func holds(for item: Page.Item) -> Bool {
        conditions.allSatisfy { $0.holds(for: item) }
    }

    /// What items are sorted by: what is asked for, then the namespace and the name.
    func orderKey(of item: Page.Item) -> [UInt8] {
        var key: [UInt8] = []
        for order in orders {
            var part: [UInt8] = []
            item.withValue(at: order.place) { if part.isEmpty { JSONKey.append($0, to: &part) } }
            // What is missing comes first.
            if part.isEmpty { part = [0] }
            key += order.isDescending ? part.map { ~$0 } : part
        }
        return key + item.resource.shelf.namespace.bytes + [0] + item.resource.name.bytes
    }
}

extension Query.Condition {
    func holds(for item: Page.Item) -> Bool {
        var isMet = false
        item.withValue(at: place) { value in
            if !isMet { isMet = operand.withView { suits(value, JSONView($0)) } }
        }
        return relation == .unequal || relation == .isMissing ? !isMet : isMet
    }

    /// Whether one value does; what is denied is turned round above, where all values are known.
    private func suits(_ value: JSONView, _ operand: JSONView) -> Bool {
        switch relation {
        case .equal, .unequal: value.isEqual(to: operand)
        case .less, .atMost, .greater, .atLeast: value.kind == operand.kind && isInOrder(value, operand)
        case .isIn: operand.elements.contains { value.isEqual(to: $0) }
        case .hasPrefix: value.withContent { text in operand.withContent { text.starts(with: $0) } ?? false } ?? false
        case .matchesGlob:
            value.withContent { text in operand.withContent { Glob.matches($0, text) } ?? false } ?? false
        case .contains where value.kind == .array: value.elements.contains { $0.isEqual(to: operand) }
        case .contains: value.withContent { text in operand.withText { text.contains($0) } } ?? false
        case .exists, .isMissing: true
        }
    }

    private func isInOrder(_ value: JSONView, _ operand: JSONView) -> Bool {
        switch value.order(to: operand) {
        case .less: relation == .less || relation == .atMost
        case .equal: relation == .atMost || relation == .atLeast
        case .greater: relation == .greater || relation == .atLeast
        }
    }
}

extension JSONView {
    /// Lends a string's content, and anything else as it is written.
    fileprivate func withText<Result>(_ body: (ByteView) -> Result) -> Result {
        withContent(body) ?? body(bytes)
    }
}

extension Page.Item {
    /// Lends the values at a place as they are written, one after another.
    package func forEachValue(at place: Place, _ body: (ByteView) -> Void) {
        withValue(at: place) { body($0.bytes) }
    }

    fileprivate func withValue(at place: Place, _ body: (JSONView) -> Void) {
        if case .path(let path) = place {
            version.body?.withView { JSONView($0).forEach(at: path, body) }
        } else {
            metadata(place).bytes.withView { body(JSONView($0)) }
        }
    }

    private func metadata(_ place: Place) -> JSONValue {
        switch place {
        case .path: .null
        case .namespace: .string(JSONString(resource.shelf.namespace.bytes))
        case .name: .string(JSONString(resource.name.bytes))
        case .version: .number(JSONNumber(Int(clamping: version.number)))
        case .revision: .number(JSONNumber(Int(clamping: version.revision)))
        case .created: .number(JSONNumber(Int(clamping: resource.birth(of: version))))
        case .updated: .number(JSONNumber(Int(clamping: version.time)))
        case .author: .string(JSONString(version.author.bytes))
        }
    }
}

extension ByteView {
    /// Whether the bytes of another stand somewhere in these.
    fileprivate func contains(_ other: ByteView) -> Bool {
        guard let first = other.first else { return true }
        var at = firstIndex(of: first)
        while let start = at {
            if dropFirst(start).starts(with: other) { return true }
            at = firstIndex(of: first, from: start + 1)
        }
        return false
    }
}
