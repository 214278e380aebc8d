// A small book of rules to try users with: a few commands of two categories, and a container.

import Access
import Bytes

enum Book {
    static let read: UInt32 = 1
    static let write: UInt32 = 2

    /// Places: get 0, set 1, mget 2, config 3, config|get 4, config|set 5, select 6, publish 7, auth 8.
    static func make() -> RuleBook {
        RuleBook(
            [
                entry("get", read), entry("set", write), entry("mget", read),
                RuleBook.Entry(name: "config", categories: 0, container: nil, subcommands: [4, 5]),
                entry("config|get", read, in: 3), entry("config|set", write, in: 3), entry("select", 0),
                entry("publish", 0), entry("auth", 0),
            ],
            categories: [.init(name: "read", bit: read), .init(name: "write", bit: write)])
    }

    private static func entry(_ name: String, _ categories: UInt32, in container: Int? = nil) -> RuleBook.Entry {
        RuleBook.Entry(name: name, categories: categories, container: container, subcommands: [])
    }
}

extension UserRules {
    /// Applies rules that are separated by blanks, selectors among them.
    mutating func apply(all rules: String) throws {
        let words = rules.split(separator: " ").map { Array($0.utf8) }
        for word in try RuleWords.joiningSelectors(words) { try word.withView { try apply($0) } }
    }

    init(_ rules: String, in book: RuleBook = Book.make()) throws {
        self.init(book)
        try apply(all: rules)
    }

    var line: String { String(decoding: text, as: UTF8.self) }

    func admits(_ password: String) -> Bool {
        Array(password.utf8).withView { admits($0) }
    }
}

extension Users {
    convenience init() {
        self.init(Book.make())
    }

    func set(_ name: String, _ rules: String) throws(UserError) {
        try set(ByteString(name), rules.split(separator: " ").map { Array($0.utf8) })
    }

    var lines: [String] { inOrder.map { String(decoding: $0.line, as: UTF8.self) } }
}

/// Tries a request as its words; what its keys and channels are is said beside it.
func denial(
    of words: String, command: Int, keys: [Int] = [], _ access: KeyAccess = .read, channels: Call.Channels? = nil,
    isOpenToAll: Bool = false, for rules: String
) throws -> Denial? {
    let users = Users()
    try users.set("one", rules)
    let call = Call(command: command, isOpenToAll: isOpenToAll, channels: channels)
    return StoredArguments(words.split(separator: " ").map { Array($0.utf8) }).withArguments { request in
        users["one"]!.denial(of: call, request) { keys.map { KeyUse(position: $0, access: access) } }
    }
}
