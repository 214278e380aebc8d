// Collections in brackets, and whatever else may stand within a line.

internal import JSON

@inline(__always)
func isFlowMark(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): true
    default: false
    }
}

extension YAMLReader {
    /// The node that stands here, which is no collection in lines. A plain scalar goes on over lines that are indented
    /// deeper than `indent`.
    mutating func readInline(_ properties: YAMLProperties, under indent: Int) throws(TextError) -> YAMLNode {
        let start = at
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            let isList = byte == UInt8(ascii: "[")
            let value = try keep(properties) { reader throws(TextError) in
                isList ? try reader.readFlowList() : try reader.readFlowMapping()
            }
            return .value(value, at: start)
        case UInt8(ascii: "*"):
            guard properties.isEmpty else {
                throw fault("an alias can have no anchor and no tag of its own: remove them")
            }
            return try readAlias()
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            return .scalar(YAMLScalar(try readQuoted(), isPlain: false, at: start), properties)
        default:
            return .scalar(YAMLScalar(try readPlain(properties, under: indent), isPlain: true, at: start), properties)
        }
    }

    /// A node within brackets.
    private mutating func readFlowNode() throws(TextError) -> YAMLNode {
        var properties = YAMLProperties()
        while try readProperty(into: &properties) { _ = try skipToContent() }
        return try readInline(properties, under: -1)
    }

    private mutating func readFlowList() throws(TextError) -> JSONValue {
        var elements: [JSONValue] = []
        try readFlow(until: UInt8(ascii: "]")) { reader throws(TextError) in
            let node = try reader.readFlowNode()
            _ = try reader.skipToContent()
            guard reader.byte == UInt8(ascii: ":") else {
                elements.append(try reader.value(of: node))
                return
            }
            // `[a: b]` is a list of a mapping with one member.
            try reader.enter()
            var mapping = YAMLMapping()
            try reader.readFlowMember(named: node, into: &mapping)
            reader.leave()
            elements.append(.object(mapping.withMerged))
        }
        return .array(elements)
    }

    private mutating func readFlowMapping() throws(TextError) -> JSONValue {
        var mapping = YAMLMapping()
        try readFlow(until: UInt8(ascii: "}")) { reader throws(TextError) in
            let node = try reader.readFlowNode()
            _ = try reader.skipToContent()
            try reader.readFlowMember(named: node, into: &mapping)
        }
        return .object(mapping.withMerged)
    }

    /// Reads what stands after a key: a colon and a value, or nothing, which is null.
    private mutating func readFlowMember(
        named key: YAMLNode, into mapping: inout YAMLMapping
    ) throws(TextError) {
        var value = JSONValue.null
        if byte == UInt8(ascii: ":") {
            at += 1
            _ = try skipToContent()
            if !isFlowMark(byte) || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") {
                value = try self.value(of: try readFlowNode())
                _ = try skipToContent()
            }
        }
        try add(value, to: &mapping, as: key)
    }

    /// Reads entries and the commas between them, from the opening bracket to the closing one.
    private mutating func readFlow(
        until end: UInt8, _ readEntry: (inout YAMLReader) throws(TextError) -> Void
    ) throws(TextError) {
        let start = at
        try enter()
        flowDepth += 1
        at += 1
        _ = try skipToContent()
        while byte != end {
            try expectMore(since: start)
            try readEntry(&self)
            _ = try skipToContent()
            if byte == UInt8(ascii: ",") {
                at += 1
                _ = try skipToContent()
            } else if byte != end {
                try expectMore(since: start)
                throw fault("',' or '\(Character(UnicodeScalar(end)))' must stand here")
            }
        }
        at += 1
        flowDepth -= 1
        leave()
    }

    private func expectMore(since start: Int) throws(TextError) {
        guard at >= text.bytes.count else { return }
        throw fault("this bracket is never closed", at: start)
    }
}
