// Where the schemas of a document stand, and by what names they can be referred to.

internal import JSON

/// A schema in a document.
struct SchemaPlace {
    let value: JSONValue
    /// A JSON Pointer from the document's root; in a document that is built in, behind its address.
    let path: String
    let resource: Int
}

/// A schema with an address of its own, and everything in it that has none.
struct SchemaResource {
    let address: URIReference
    let root: Int
    var anchors: [String: Int] = [:]
    var dynamicAnchors: [String: Int] = [:]
}

struct SchemaMap {
    private(set) var places: [SchemaPlace] = []
    private(set) var resources: [SchemaResource] = []
    private var placesByPath: [String: Int] = [:]
    private var resourcesByAddress: [String: Int] = [:]

    /// Notes the document and every schema in it.
    init(_ document: JSONValue) throws(SchemaError) {
        _ = try add(document, "", in: nil, URIReference(""))
    }

    // MARK: Walking

    /// Notes a schema and those within it. One without a resource is the root of a document.
    private mutating func add(
        _ value: JSONValue, _ path: String, in outer: Int?, _ address: URIReference
    ) throws(SchemaError) -> Int {
        let number = places.count
        guard case .object(let object) = value else {
            guard value.bool != nil else {
                throw SchemaError(path, "a schema is an object, true or false, not \(value.kind.article)")
            }
            let resource = try resource(outer, address, nil, number, path)
            addPlace(SchemaPlace(value: value, path: path, resource: resource))
            return number
        }
        let keywords = Keywords(object, path)
        try keywords.refuseOtherDrafts()
        let resource = try resource(outer, address, keywords.id(), number, path)
        addPlace(SchemaPlace(value: value, path: path, resource: resource))
        try addAnchors(keywords, number, resource)
        for child in try keywords.subschemas() {
            _ = try add(child.value, child.path, in: resource, resources[resource].address)
        }
        return number
    }

    private mutating func addPlace(_ place: SchemaPlace) {
        placesByPath[place.path] = places.count
        places.append(place)
    }

    /// The resource that a schema belongs to: its own, where it has an address or is the root of a document.
    private mutating func resource(
        _ outer: Int?, _ address: URIReference, _ id: URIReference?, _ root: Int, _ path: String
    ) throws(SchemaError) -> Int {
        if let id { return try addResource(id.resolved(against: address), root, path + "/$id") }
        if let outer { return outer }
        return try addResource(address, root, path)
    }

    private mutating func addResource(
        _ address: URIReference, _ root: Int, _ path: String
    ) throws(SchemaError) -> Int {
        guard resourcesByAddress[address.text] == nil else {
            throw SchemaError(path, "two schemas have the address \(address.text)")
        }
        resources.append(SchemaResource(address: address, root: root))
        resourcesByAddress[address.text] = resources.count - 1
        return resources.count - 1
    }

    private mutating func addAnchors(
        _ keywords: Keywords, _ place: Int, _ resource: Int
    ) throws(SchemaError) {
        let anchor = try keywords.anchor("$anchor")
        let dynamic = try keywords.anchor("$dynamicAnchor")
        for name in [anchor, dynamic].compactMap(\.self) {
            if let other = resources[resource].anchors[name], other != place {
                throw SchemaError(keywords.path, "two schemas have the anchor \(name)")
            }
            resources[resource].anchors[name] = place
        }
        if let dynamic { resources[resource].dynamicAnchors[dynamic] = place }
    }

    // MARK: Finding

    func place(at path: String) -> Int? { placesByPath[path] }

    struct Target {
        let place: Int
        /// The name of the dynamic anchor by which the place was found.
        let dynamicAnchor: String?
    }

    /// The schema that a reference in `place` leads to.
    mutating func target(
        of reference: String, in place: SchemaPlace, _ path: String
    ) throws(SchemaError) -> Target {
        let address = URIReference(reference).resolved(against: resources[place.resource].address)
        guard let resource = try resource(address.withoutFragment, path) else {
            throw SchemaError(
                path,
                "\(reference) leads to another document, \(address.withoutFragment.text); a schema must hold "
                    + "all that it refers to")
        }
        guard let fragment = address.decodedFragment else {
            throw SchemaError(path, "\(reference) has a % that is not followed by the code of a character")
        }
        if fragment.isEmpty { return Target(place: resources[resource].root, dynamicAnchor: nil) }
        if fragment.hasPrefix("/") {
            return Target(place: try follow(fragment, in: resource, reference, path), dynamicAnchor: nil)
        }
        guard let found = resources[resource].anchors[fragment] else {
            throw SchemaError(path, "\(reference) leads nowhere: there is no anchor \(fragment)")
        }
        let isDynamic = resources[resource].dynamicAnchors[fragment] == found
        return Target(place: found, dynamicAnchor: isDynamic ? fragment : nil)
    }

    private mutating func resource(_ address: URIReference, _ path: String) throws(SchemaError) -> Int? {
        if let known = resourcesByAddress[address.text] { return known }
        guard address.text == Metaschema.address else { return nil }
        let root = try add(Metaschema.document, Metaschema.address + "#", in: nil, address)
        return places[root].resource
    }

    /// Follows a pointer. It may lead to where no keyword takes a schema: then there is one because it is referred to.
    private mutating func follow(
        _ fragment: String, in resource: Int, _ reference: String, _ path: String
    ) throws(SchemaError) -> Int {
        let root = places[resources[resource].root]
        if let known = placesByPath[root.path + fragment] { return known }
        guard let pointer = try? JSONPointer(fragment) else {
            throw SchemaError(path, "\(reference) has a pointer with a ~ that is not followed by 0 or 1")
        }
        var value = root.value
        var reached = root.path
        var owner = root.resource
        for case .name(let name) in pointer.steps {
            guard let next = value[name.string] ?? name.index.flatMap({ value[$0] }) else {
                throw SchemaError(
                    path, "\(reference) leads nowhere: there is no \(reached + pointerStep(name.string.text))")
            }
            value = next
            reached += pointerStep(name.string.text)
            if let known = placesByPath[reached] { owner = places[known].resource }
        }
        if let known = placesByPath[reached] { return known }
        return try add(value, reached, in: owner, resources[owner].address)
    }
}
