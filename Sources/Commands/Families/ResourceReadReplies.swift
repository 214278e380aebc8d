// How a resource that was read is told: its body alone, or a map of all that is known of it.

internal import Bytes
internal import JSON
internal import RESP
internal import Resources
internal import Text

/// The form in which bodies go out. They come in and are kept as JSON.
enum ResourceFormat {
    case json
    case yaml
    case messagePack

    init(_ word: ByteView) throws(CommandError) {
        if word.spells("json") {
            self = .json
        } else if word.spells("yaml") {
            self = .yaml
        } else if word.spells("msgpack") {
            self = .messagePack
        } else {
            throw CommandError(
                "FORMAT '\(word.prefix(64).text)' is not known here; bodies go out as json, yaml or msgpack")
        }
    }

    func write(_ document: ByteView, to reply: inout ReplyWriter) {
        switch self {
        case .json: reply.bulk(document)
        case .yaml: reply.bulk(YAMLWriter.write(JSONValue(JSONView(document))))
        case .messagePack: reply.bulk(MessagePack.write(JSONValue(JSONView(document))))
        }
    }
}

/// What is told of each resource.
struct ResourceShape {
    /// Parts of the body or of the metadata instead of the body, by the words that asked for them.
    var fields: [(words: ByteString, place: Place)] = []
    /// One part alone instead of the body.
    var part: Place?
    var hasMetadata = false
    var format = ResourceFormat.json
}

extension ReplyWriter {
    /// A resource as RES.GET tells it.
    mutating func resource(_ item: Page.Item, _ shape: ResourceShape) {
        guard shape.hasMetadata else { return document(of: item, shape) }
        let (key, version) = (item.resource.key, item.version)
        map(10)
        entry("type", key.type)
        entry("namespace", key.namespace)
        entry("name", key.name)
        entry("version", Int64(clamping: version.number))
        entry("revision", Int64(clamping: version.revision))
        entry("created", item.resource.birth(of: version))
        entry("updated", version.time)
        entry("author", version.author)
        entry("expires", version.end)
        word("resource")
        document(of: item, shape)
    }

    /// A resource as one of a list: its address and its body, where no metadata is asked for.
    mutating func listed(_ item: Page.Item, _ shape: ResourceShape) {
        guard !shape.hasMetadata else { return resource(item, shape) }
        array(3)
        bulk(item.resource.key.namespace.bytes)
        bulk(item.resource.key.name.bytes)
        document(of: item, shape)
    }

    private mutating func document(of item: Page.Item, _ shape: ResourceShape) {
        let document: [UInt8]? =
            if !shape.fields.isEmpty {
                item.document(of: shape.fields)
            } else if let part = shape.part {
                item.document(at: part)
            } else {
                item.version.body
            }
        guard let document else { return null() }
        document.withView { shape.format.write($0, to: &self) }
    }

    /// A page of a list.
    mutating func page(_ page: Page, _ shape: ResourceShape) {
        map(3)
        entry("revision", Int64(clamping: page.revision))
        word("cursor")
        if let cursor = page.cursor { bulk(cursor.text) } else { null() }
        word("items")
        array(page.items.count)
        for item in page.items { listed(item, shape) }
    }

    // MARK: Entries of maps

    mutating func entry(_ name: StaticString, _ text: ByteString) {
        word(name)
        bulk(text.bytes)
    }

    mutating func entry(_ name: StaticString, _ number: Int64?) {
        word(name)
        if let number { integer(number) } else { null() }
    }
}

extension Page.Item {
    /// What stands at a place, or the list of it where there may be several; nil where there is nothing.
    fileprivate func document(at place: Place) -> [UInt8]? {
        var values: [[UInt8]] = []
        forEachValue(at: place) { values.append($0.array) }
        guard !place.isExact else { return values.first }
        return [UInt8(ascii: "[")] + values.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
    }

    /// An object of parts, each by the words that asked for it; those are left out of which there is nothing.
    fileprivate func document(of fields: [(words: ByteString, place: Place)]) -> [UInt8] {
        let members = fields.compactMap { field in
            document(at: field.place).map {
                JSONValue.string(JSONString(field.words.bytes)).bytes + [UInt8(ascii: ":")] + $0
            }
        }
        return [UInt8(ascii: "{")] + members.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "}")]
    }
}
