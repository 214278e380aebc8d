// A table while it is read: what may still be added to it hangs on how it came to be.

internal import JSON

final class TOMLTable {
    enum Origin {
        /// On the way to the table of a header; a header of its own may still come.
        case implicit
        case header
        /// By the dots in a key; more such keys may follow under the same header.
        case dotted
    }

    enum Entry {
        /// Also lists and tables that stand within a line: nothing is added to those.
        case value(JSONValue)
        case table(TOMLTable)
        case tables([TOMLTable])
    }

    var origin: Origin
    private var names: [JSONString] = []
    private var entries: [JSONString: Entry] = [:]

    init(_ origin: Origin) {
        self.origin = origin
    }

    subscript(name: JSONString) -> Entry? { entries[name] }

    func add(_ entry: Entry, as name: JSONString) {
        names.append(name)
        entries[name] = entry
    }

    /// Adds a table to the list of tables of this name.
    func append(_ table: TOMLTable, to name: JSONString) {
        guard case .tables(var tables) = entries.updateValue(.tables([]), forKey: name) else { return }
        tables.append(table)
        entries[name] = .tables(tables)
    }

    var value: JSONValue {
        .object(
            JSONObject(
                names.compactMap { name in
                    entries[name].map { JSONMember(name, $0.value) }
                }))
    }
}

extension TOMLTable.Entry {
    fileprivate var value: JSONValue {
        switch self {
        case .value(let value): value
        case .table(let table): table.value
        case .tables(let tables): .array(tables.map(\.value))
        }
    }
}
