// What stands before a node and what it is made of, until it is known whether it is a value or a name.

internal import JSON

/// The tags of YAML's core schema.
enum YAMLTag: String {
    case string = "!!str"
    case integer = "!!int"
    case float = "!!float"
    case bool = "!!bool"
    case null = "!!null"
    case map = "!!map"
    case list = "!!seq"

    func fits(_ value: JSONValue) -> Bool {
        switch (self, value) {
        case (.string, .string), (.float, .number), (.bool, .bool), (.null, .null), (.map, .object), (.list, .array):
            true
        case (.integer, .number(let number)): number.isInteger
        default: false
        }
    }
}

/// An anchor and a tag, each at most once.
struct YAMLProperties {
    var anchor: [UInt8]?
    var tag: YAMLTag?
    /// Where they begin, for what is wrong with them.
    var place = 0

    var isEmpty: Bool { anchor == nil && tag == nil }
}

/// A text that is not yet a value: what it means hangs on how it is written.
struct YAMLScalar {
    let content: [UInt8]
    /// Written without quotes, and so perhaps a number or a word like null.
    let isPlain: Bool
    let place: Int

    init(_ content: [UInt8], isPlain: Bool, at place: Int) {
        self.content = content
        self.isPlain = isPlain
        self.place = place
    }

    /// The key that puts other mappings' members into its own.
    var isMerge: Bool { isPlain && content == [UInt8(ascii: "<"), UInt8(ascii: "<")] }
}

enum YAMLNode {
    case scalar(YAMLScalar, YAMLProperties)
    case value(JSONValue, at: Int)
}

/// A mapping while it is read.
struct YAMLMapping {
    var object = JSONObject()
    /// The mappings under the merge key, where it stands.
    var merged: [JSONObject]?

    /// What is merged yields to what is written, and later mappings to earlier ones.
    var withMerged: JSONObject {
        var object = object
        for member in merged?.flatMap(\.members) ?? [] where object.place(of: member.name) == nil {
            object[member.name] = member.value
        }
        return object
    }
}

/// What an anchor names, and what it costs to have it once more.
struct YAMLAnchor {
    let value: JSONValue
    let weight: Int
    let height: Int
}

/// How much a document has grown to, so that aliases of aliases cannot make little text into more than memory holds.
struct YAMLGrowth {
    /// How much aliases may add, in bytes of content and a few for each value.
    static let most = 16 << 20

    private(set) var weight = 0
    private var weightOfAliases = 0

    mutating func add(_ content: Int) { weight += content + 8 }

    /// Whether there is room for what an anchor names.
    mutating func repeats(_ anchor: YAMLAnchor) -> Bool {
        weight += anchor.weight
        weightOfAliases += anchor.weight
        return weightOfAliases <= Self.most
    }
}
