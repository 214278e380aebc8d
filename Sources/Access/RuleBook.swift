// What rules can name: the commands with their subcommands and categories, and what a new set of rights begins with.

package final class RuleBook {
    package struct Entry {
        /// In small letters, with its container's before a bar.
        package let name: String
        package let categories: UInt32
        package let container: Int?
        package let subcommands: [Int]

        package init(name: String, categories: UInt32, container: Int?, subcommands: [Int]) {
            self.name = name
            self.categories = categories
            self.container = container
            self.subcommands = subcommands
        }
    }

    package struct Category {
        package let name: String
        package let bit: UInt32

        package init(name: String, bit: UInt32) {
            self.name = name
            self.bit = bit
        }
    }

    /// A command is known by its place here.
    package let entries: [Entry]
    package let categories: [Category]
    /// Whether new users and selectors may name every channel (`acl-pubsub-default`).
    package var opensChannels = false
    private let places: [String: Int]

    package init(_ entries: [Entry], categories: [Category]) {
        self.entries = entries
        self.categories = categories
        places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($0.element.name, $0.offset) })
    }

    /// The place of `command` or `container|subcommand`; capitals make no difference.
    package func find(_ name: String) -> Int? { places[name.lowercased()] }

    package func category(_ name: String) -> Category? {
        let wanted = name.lowercased()
        return categories.first { $0.name == wanted }
    }

    /// The commands of a category, each container before its subcommands.
    package func members(of category: Category) -> [Entry] {
        entries.filter { $0.categories & category.bit != 0 }
    }
}
