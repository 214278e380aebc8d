// What refers to what: a table, made from the facts, and the names in an object that it leads to.

package import Bytes
package import JSON

package struct Reference: Equatable, Sendable {
    package let path: JSONPointer
    package let kind: ObjectKind
    /// As it is written.
    package let name: String

    /// The name of an object of the same namespace; nil for what stands outside.
    package var localName: ByteString? {
        guard let at = name.lastIndex(of: "@") else { return ByteString(name) }
        return name[at...] == "@redis" ? ByteString(String(name[..<at])) : nil
    }

    /// Whether Traefik has it without being told by a resource: from itself, or from every export.
    package var isBuiltIn: Bool {
        kind.hasDefault && localName == "default"
            || kind == .httpMiddlewares && localName == InertMiddleware.resourceName
    }
}

package enum ReferenceTable {
    struct Way: Sendable {
        let steps: [String]
        let pattern: JSONPointer
        let target: ObjectKind
    }

    static let ways: [ObjectKind: [Way]] = FactTable.lines(FactTable.references).reduce(into: [:]) { ways, line in
        let words = line.split(separator: " ").map(String.init)
        guard let source = ObjectKind(rawValue: words[0]), let target = ObjectKind(rawValue: words[2]),
            let pattern = try? JSONPointer(pattern: words[1])
        else {
            preconditionFailure("the table of references names a kind or a place that is none: \(line)")
        }
        let steps = words[1].split(separator: "/").map(String.init)
        ways[source, default: []].append(Way(steps: steps, pattern: pattern, target: target))
    }

    /// What the objects of each kind can lead to, through whatever stands in between.
    private static let reach = Dictionary(uniqueKeysWithValues: ObjectKind.allCases.map { ($0, reached(from: $0)) })

    private static func reached(from kind: ObjectKind) -> Set<ObjectKind> {
        var found: Set<ObjectKind> = []
        var open = [kind]
        while let next = open.popLast() {
            for way in ways[next] ?? [] where found.insert(way.target).inserted { open.append(way.target) }
        }
        return found
    }

    /// Whether a reference from an object of one kind to one of another may be a part of a circle.
    static func mayLeadBack(from source: ObjectKind, to target: ObjectKind) -> Bool {
        reach[target]?.contains(source) == true
    }

    /// In how many ways an object of the kind can refer to others.
    package static func count(of kind: ObjectKind) -> Int { ways[kind]?.count ?? 0 }

    /// Everything that an object refers to, in the order of the table.
    package static func references(in body: JSONValue, of kind: ObjectKind) -> [Reference] {
        var found: [Reference] = []
        for way in ways[kind] ?? [] {
            follow(way.steps[...], in: body, at: .root) { path, name in
                found.append(Reference(path: path, kind: way.target, name: name))
            }
        }
        return found
    }

    private static func follow(
        _ steps: ArraySlice<String>, in value: JSONValue, at path: JSONPointer,
        _ visit: (JSONPointer, String) -> Void
    ) {
        guard let step = steps.first else {
            if let name = value.string?.text { visit(path, name) }
            return
        }
        if step == "*" {
            for (index, element) in (value.elements ?? []).enumerated() {
                follow(steps.dropFirst(), in: element, at: path.appending(index), visit)
            }
        } else if let inner = value.member(step) {
            follow(steps.dropFirst(), in: inner, at: path.appending(step), visit)
        }
    }

    /// The object with every reference written anew.
    package static func rewriting(
        _ body: JSONValue, of kind: ObjectKind, _ rename: (Reference) -> String
    ) -> JSONValue {
        var body = body
        for reference in references(in: body, of: kind) {
            replace(reference.path.steps[...], in: &body, with: rename(reference))
        }
        return body
    }

    /// Writes an object as another provider serves it: to that one, what is called `name@redis` is its own `name`.
    static func write(_ body: ByteView, of kind: ObjectKind, withinProviderTo output: inout [UInt8]) {
        // Most say it nowhere, neither plainly nor by escapes.
        guard body.firstIndex(of: UInt8(ascii: "@")) != nil || body.hasEscapes else { return output.append(body) }
        var end = 0
        for (range, name) in qualifiedNames(in: JSONView(body), of: kind) {
            output.append(body[end..<range.lowerBound])
            JSONString(name).write(to: &output)
            end = range.upperBound
        }
        output.append(body[end..<body.count])
    }

    /// Where references stand that name this provider, in the order of the document, and what they name.
    private static func qualifiedNames(in body: JSONView, of kind: ObjectKind) -> [(range: Range<Int>, name: [UInt8])] {
        let suffix = Array("@redis".utf8)
        var found: [(range: Range<Int>, name: [UInt8])] = []
        for way in ways[kind] ?? [] {
            body.forEach(at: way.pattern) { view in
                guard let name = view.content, name.suffix(suffix.count) == suffix[...] else { return }
                found.append((view.range, name.dropLast(suffix.count)))
            }
        }
        return found.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    private static func replace(_ steps: ArraySlice<JSONPointer.Step>, in value: inout JSONValue, with name: String) {
        guard case .name(let step) = steps.first else {
            value = .string(JSONString(name))
            return
        }
        switch value {
        case .object(var object):
            guard let place = object.place(of: step.string) else { return }
            object.change(at: place) { replace(steps.dropFirst(), in: &$0, with: name) }
            value = .object(object)
        case .array(var elements):
            guard let index = step.index, elements.indices.contains(index) else { return }
            replace(steps.dropFirst(), in: &elements[index], with: name)
            value = .array(elements)
        default: return
        }
    }
}
