// What a type asks of its resources, as RES.TYPE DEFINE gives it. A type without a definition takes any document.

package import Bytes
package import JSON

package struct Definition: Sendable {
    /// One part of the key that an index sorts by.
    package enum Part: Hashable, Sendable {
        case path(JSONPointer)
        case namespace
        case name
    }

    package struct Reference: Sendable {
        /// Where the names of what is referred to stand.
        let path: JSONPointer
        let type: ByteString
    }

    package enum Storage: String, Sendable {
        case memory
        case onDemand = "ondemand"
    }

    package private(set) var schema: JSONValue?
    package private(set) var assertsFormats = true
    package private(set) var indexes: [ByteString: [Part]] = [:]
    package private(set) var references: [Reference] = []
    package private(set) var unique: [JSONPointer] = []
    package private(set) var namePattern: String?
    package private(set) var removedFields: [JSONPointer] = []
    package private(set) var versionsKept = Limits.versionsKept
    /// In milliseconds, as everything that lasts.
    package private(set) var maximumAge: Int64?
    package private(set) var lifetime: Int64?
    package private(set) var storage = Storage.memory
    package private(set) var cacheLifetime: Int64 = 600_000
    package private(set) var cacheBytes = 64 << 20
    package private(set) var bodyLength = Limits.bodyLength

    /// Whether no index, no reference and no unique value has anything looked for in bodies.
    var looksForNothing: Bool { indexes.isEmpty && references.isEmpty && unique.isEmpty }

    package init() {}

    package init(_ document: JSONValue) throws(StoreError) {
        guard let object = document.object else { throw StoreError(.invalid, "a definition is a JSON object") }
        for member in object.members { try take(member.name.text, member.value) }
    }

    private static let members =
        "schema, assertFormats, indexes, refs, unique, namePattern, removeFields, history, ttl, store, cacheTTL, "
        + "cacheBytes and maxBytes"

    private mutating func take(_ name: String, _ value: JSONValue) throws(StoreError) {
        switch name {
        case "schema": schema = value
        case "assertFormats": assertsFormats = try value.bool(for: name)
        case "indexes": indexes = try Self.indexes(value)
        case "refs": references = try Self.references(value)
        case "unique": unique = try value.pointers(for: name)
        case "namePattern": namePattern = try value.string(for: name)
        case "removeFields": removedFields = try value.pointers(for: name)
        case "history": try takeHistory(value)
        case "ttl": lifetime = value.kind == .null ? nil : try value.duration(for: name)
        case "store":
            guard let known = Storage(rawValue: try value.string(for: name)) else {
                throw StoreError(.invalid, "/store is \"memory\" or \"ondemand\"")
            }
            storage = known
        case "cacheTTL": cacheLifetime = try value.duration(for: name)
        case "cacheBytes": cacheBytes = try value.size(for: name)
        case "maxBytes": bodyLength = try value.size(for: name)
        default: throw StoreError(.invalid, "a definition has no member \"\(name)\"; it takes \(Self.members)")
        }
    }

    private mutating func takeHistory(_ value: JSONValue) throws(StoreError) {
        guard let object = value.object else { throw StoreError(.invalid, "/history is an object") }
        for member in object.members {
            switch member.name.text {
            case "keep": versionsKept = try member.value.count(for: "history/keep")
            case "maxAge": maximumAge = try member.value.duration(for: "history/maxAge")
            case let other: throw StoreError(.invalid, "/history has no member \"\(other)\"; it takes keep and maxAge")
            }
        }
    }

    private static func indexes(_ value: JSONValue) throws(StoreError) -> [ByteString: [Part]] {
        guard let object = value.object else { throw StoreError(.invalid, "/indexes is an object") }
        var indexes: [ByteString: [Part]] = [:]
        for member in object.members {
            let place = "indexes/\(member.name.text)"
            guard let texts = member.value.elements, !texts.isEmpty else {
                throw StoreError(.invalid, "/\(place) is a list of paths, at least one")
            }
            var parts: [Part] = []
            for text in texts { parts.append(try part(text, place)) }
            indexes[ByteString(member.name.content)] = parts
        }
        return indexes
    }

    private static func part(_ value: JSONValue, _ place: String) throws(StoreError) -> Part {
        switch try value.string(for: place) {
        case "@name": .name
        case "@namespace": .namespace
        default: .path(try value.pointer(for: place))
        }
    }

    private static func references(_ value: JSONValue) throws(StoreError) -> [Reference] {
        guard let elements = value.elements else { throw StoreError(.invalid, "/refs is a list") }
        var references: [Reference] = []
        for (index, element) in elements.enumerated() {
            let place = "refs/\(index)"
            guard let object = element.object, object.count == 2, let path = object["path"], let type = object["type"]
            else { throw StoreError(.invalid, "/\(place) is an object of a path and a type") }
            let name = try type.string(for: place + "/type")
            try Naming.checkType(ByteString(name))
            references.append(Reference(path: try path.pointer(for: place + "/path"), type: ByteString(name)))
        }
        return references
    }
}

// MARK: Members of a definition

extension JSONValue {
    fileprivate func bool(for place: String) throws(StoreError) -> Bool {
        guard case .bool(let value) = self else { throw StoreError(.invalid, "/\(place) is true or false") }
        return value
    }

    fileprivate func string(for place: String) throws(StoreError) -> String {
        guard case .string(let value) = self else { throw StoreError(.invalid, "/\(place) is a string") }
        return value.text
    }

    fileprivate func count(for place: String) throws(StoreError) -> Int {
        guard case .number(let number) = self, let count = number.integer, count > 0 else {
            throw StoreError(.invalid, "/\(place) is a whole number above zero")
        }
        return count
    }

    fileprivate func pointer(for place: String) throws(StoreError) -> JSONPointer {
        let text = try string(for: place)
        do throws(JSONPointerError) { return try JSONPointer(pattern: text) } catch {
            throw StoreError(.invalid, "/\(place): \(error.text)")
        }
    }

    fileprivate func pointers(for place: String) throws(StoreError) -> [JSONPointer] {
        guard let elements else { throw StoreError(.invalid, "/\(place) is a list of paths") }
        var pointers: [JSONPointer] = []
        for (index, element) in elements.enumerated() { pointers.append(try element.pointer(for: "\(place)/\(index)")) }
        return pointers
    }

    /// A time as a number with a unit (`ms`, `s`, `m`, `h`, `d`), in milliseconds.
    fileprivate func duration(for place: String) throws(StoreError) -> Int64 {
        let units: [(String, Int64)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)]
        let text = try string(for: place)
        for (unit, length) in units where text.hasSuffix(unit) {
            guard let count = Int64(text.dropLast(unit.count)), count > 0 else { continue }
            let (product, overflows) = count.multipliedReportingOverflow(by: length)
            if !overflows { return product }
        }
        throw StoreError(.invalid, "/\(place) is a time such as \"30d\", \"12h\", \"10m\", \"5s\" or \"200ms\"")
    }

    /// A number of bytes, as a number or as text with a unit of 1024.
    fileprivate func size(for place: String) throws(StoreError) -> Int {
        if case .number = self { return try count(for: place) }
        let units = [("kb", 10), ("mb", 20), ("gb", 30)]
        let text = try string(for: place).lowercased()
        for (unit, shift) in units where text.hasSuffix(unit) {
            if let count = Int(text.dropLast(2)), (1..<1 << 30).contains(count) { return count << shift }
        }
        throw StoreError(.invalid, "/\(place) is a number of bytes, or text such as \"64mb\"")
    }
}

extension Definition {
    init(reading body: [UInt8]) throws(StoreError) {
        try self.init(try JSONValue(asking: body))
    }
}
