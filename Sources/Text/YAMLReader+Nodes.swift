// From nodes to values and names: properties, tags, keys, and the merging of mappings.

internal import JSON

extension YAMLReader {
    /// Reads an anchor or a tag, if one stands here, and the blanks after it.
    mutating func readProperty(into properties: inout YAMLProperties) throws(TextError) -> Bool {
        guard byte == UInt8(ascii: "&") || byte == UInt8(ascii: "!") else { return false }
        if properties.isEmpty { properties.place = at }
        if byte == UInt8(ascii: "&") {
            if properties.anchor != nil { throw fault("a second anchor of one value: remove one") }
            properties.anchor = try readAnchorName()
        } else {
            if properties.tag != nil { throw fault("a second tag of one value: remove one") }
            properties.tag = try readTag()
        }
        guard isBlankOrEnd(byte) || flowDepth > 0 && isFlowMark(byte) else {
            throw fault("a blank must stand after an anchor or a tag")
        }
        skipBlanks()
        return true
    }

    private mutating func readTag() throws(TextError) -> YAMLTag {
        let start = at
        at = text.end(from: at) { !isBlankOrEnd($0) && !isFlowMark($0) }
        let name = String(decoding: text.bytes[start..<at], as: UTF8.self)
        guard let tag = name == "!" ? .string : YAMLTag(rawValue: name) else {
            throw fault("the tags that are known are !!str, !!int, !!float, !!bool, !!null, !!map and !!seq", at: start)
        }
        return tag
    }

    // MARK: Values

    mutating func value(of node: YAMLNode) throws(TextError) -> JSONValue {
        switch node {
        case .value(let value, _): return value
        case .scalar(let scalar, let properties):
            return try keep(properties) { reader throws(TextError) in
                reader.growth.add(scalar.content.count)
                return try reader.value(of: scalar, properties.tag)
            }
        }
    }

    private func value(of scalar: YAMLScalar, _ tag: YAMLTag?) throws(TextError) -> JSONValue {
        if tag == .string || tag == nil && !scalar.isPlain { return .string(JSONString(scalar.content)) }
        guard let value = YAMLSchema.value(of: scalar.content) else {
            throw fault("a number must be finite: if this is a text, put it in quotes", at: scalar.place)
        }
        return value
    }

    // MARK: Members

    /// Adds a member to a mapping that has no other of this name.
    mutating func add(_ value: JSONValue, to mapping: inout YAMLMapping, as key: YAMLNode) throws(TextError) {
        if case .scalar(let scalar, let properties) = key, scalar.isMerge, properties.tag == nil {
            guard mapping.merged == nil else { throw duplicate(scalar.content, at: scalar.place) }
            mapping.merged = try mappings(in: value, at: scalar.place)
            return
        }
        let (name, place) = try name(of: key)
        guard mapping.object.place(of: name) == nil else { throw duplicate(name.content, at: place) }
        mapping.object[name] = value
    }

    private func duplicate(_ name: [UInt8], at place: Int) -> TextError {
        let name = String(decoding: name, as: UTF8.self)
        return fault("the key '\(name)' stands a second time in its mapping: remove one of them", at: place)
    }

    private func mappings(in value: JSONValue, at place: Int) throws(TextError) -> [JSONObject] {
        let mappings = (value.elements ?? [value]).map(\.object)
        guard !mappings.contains(nil) else {
            throw fault("what '<<' merges must be a mapping or a list of mappings", at: place)
        }
        return mappings.compactMap(\.self)
    }

    /// The name that a key spells: what is no string is named by its text.
    private mutating func name(of key: YAMLNode) throws(TextError) -> (JSONString, place: Int) {
        switch key {
        case .scalar(let scalar, let properties):
            if !properties.isEmpty { _ = try value(of: key) }
            growth.add(scalar.content.count)
            return (JSONString(scalar.content), scalar.place)
        case .value(.string(let string), let place): return (string, place)
        case .value(let value, let place):
            guard value.kind.isScalar else {
                throw fault("a key must be a text or a number: put it in quotes", at: place)
            }
            return (JSONString(value.bytes), place)
        }
    }
}
