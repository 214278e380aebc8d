// ACL: who may connect, and what each may do.

internal import Access
internal import Bytes
internal import Configuration
internal import Engine
internal import RESP

package enum ACLCommands {
    package static let family: [Command] = [acl]

    static let acl = Command(
        "ACL", .atLeast(2), [], .server, since: "6.0.0",
        summary: "Tells of users and what they may do, and changes it.",
        complexity: "Depends on subcommand.",
        subcommands: [
            category, deleteUser, dryRun, generatePassword, getUser, list, load, log, save, setUser, users, whoAmI,
        ], helpSince: "6.0.0")

    private static let usual: Command.Flags = [.noScript, .loading, .stale]
    private static let administrative = usual.union(.admin)
    private static let everyNode = ["request_policy:all_nodes", "response_policy:all_succeeded"]

    // MARK: Users

    private static let setUser = Command(
        "SETUSER", .atLeast(3), administrative, .server, since: "6.0.0",
        summary: "Makes a user, or changes one, by rules: all of them, or none if one is no rule.",
        complexity: "O(N) with N rules",
        arguments: [.string("username"), .string("rule", optional: true, multiple: true)], tips: everyNode,
        examples: [
            Example("ACL SETUSER alice on >secret ~cached:* +get", "OK"),
            Example("ACL DRYRUN alice GET cached:1", "OK"),
            Example(
                "ACL DRYRUN alice SET cached:1 x",
                "\"User alice has no permissions to run the 'set' command\""),
            Example(
                "ACL SETUSER alice +nothing",
                "(error) ERR Error in ACL SETUSER modifier '+nothing': Unknown command or category name in ACL"),
        ], secrets: .from(2)
    ) { context throws(CommandError) in
        guard context[2].isOneWord else {
            throw CommandError("Usernames can't contain spaces or null characters")
        }
        let (name, rules) = (ByteString(context[2]), (3..<context.count).map { context[$0].array })
        let services = context.services
        do throws(UserError) {
            try services.changeUsers { () throws(UserError) in try services.users.set(name, rules) }
        } catch {
            throw CommandError(error.text)
        }
        context.reply.ok()
    }

    private static let deleteUser = Command(
        "DELUSER", .atLeast(3), administrative, .server, since: "6.0.0",
        summary: "Removes users, ends their connections, and answers how many users there were to remove.",
        complexity: "O(N) with N connections", arguments: [.string("username", multiple: true)], tips: everyNode,
        examples: [
            Example("ACL SETUSER alice", "OK"), Example("ACL DELUSER alice bob", "(integer) 1"),
            Example("ACL DELUSER default", "(error) ERR The 'default' user cannot be removed"),
        ], secrets: .from(2)
    ) { context throws(CommandError) in
        let users = context.services.users
        let names = (2..<context.count).map { ByteString(context[$0]) }
        guard !names.contains(users.standard.name) else { throw CommandError("The 'default' user cannot be removed") }
        var count = 0
        context.services.changeUsers { () throws(Never) in count = names.count { users.remove($0) != nil } }
        context.reply.integer(count)
    }

    private static let getUser = Command(
        "GETUSER", .exactly(3), administrative, .server, since: "6.0.0",
        summary: "Tells of a user: flags, hashes of passwords, and rights.",
        complexity: "O(N) with N passwords, commands and patterns of the user", arguments: [.string("username")],
        examples: [Example("ACL GETUSER nobody", "(nil)")], secrets: .from(2)
    ) { context throws(CommandError) in
        guard let user = context.services.users[ByteString(context[2])] else { return context.reply.null() }
        context.describe(user.rules)
    }

    private static let list = Command(
        "LIST", .exactly(2), administrative, .server, since: "6.0.0",
        summary: "Tells of every user, in the form in which a file of users is written.",
        complexity: "O(N) with N users",
        examples: [
            Example("ACL LIST", "1) \"user default on nopass sanitize-payload ~* &* +@all\"")
        ]
    ) { context throws(CommandError) in
        context.replyBulks(context.services.users.inOrder.map(\.line))
    }

    private static let users = Command(
        "USERS", .exactly(2), administrative, .server, since: "6.0.0", summary: "Answers the names of all users.",
        complexity: "O(N) with N users",
        examples: [Example("ACL SETUSER alice", "OK"), Example("ACL USERS", "1) \"alice\"\n2) \"default\"")]
    ) { context throws(CommandError) in
        context.replyBulks(context.services.users.inOrder.map(\.name.bytes))
    }

    private static let whoAmI = Command(
        "WHOAMI", .exactly(2), usual, .server, since: "6.0.0", summary: "Answers as which user one is connected.",
        examples: [Example("ACL WHOAMI", "\"default\"")]
    ) { context throws(CommandError) in
        context.reply.bulk(context.session.userName.bytes)
    }

    // MARK: What there is to allow

    private static let category = Command(
        "CAT", .atLeast(2), usual, .server, since: "6.0.0",
        summary: "Answers the categories of commands, or the commands of one.",
        complexity: "O(1): there are only so many.", arguments: [.string("category", optional: true)],
        examples: [Example("ACL CAT weather", "(error) ERR Unknown category 'weather'")]
    ) { context throws(CommandError) in
        let book = context.services.users.book
        guard context.count <= 3 else { throw .wrongSubcommand(context[1].text, of: "acl") }
        guard context.count == 3 else { return context.replyBulks(book.categories.map { Array($0.name.utf8) }) }
        guard let category = book.category(context[2].text) else {
            throw CommandError("Unknown category '\(context[2].prefix(128).text)'")
        }
        context.replyBulks(book.members(of: category).map { Array($0.name.utf8) })
    }

    private static let dryRun = Command(
        "DRYRUN", .atLeast(4), administrative, .server, since: "7.0.0",
        summary: "Answers whether a user could run a command, without running it.", complexity: "O(1).",
        arguments: [
            .string("username"), .string("command"), .string("arg", optional: true, multiple: true),
        ],
        examples: [
            Example("ACL DRYRUN default GET k", "OK"),
            Example("ACL DRYRUN nobody GET k", "(error) ERR User 'nobody' not found"),
            Example("ACL DRYRUN default LOOK k", "(error) ERR Command 'LOOK' not found"),
        ]
    ) { context throws(CommandError) in
        guard let user = context.services.users[ByteString(context[2])] else {
            throw CommandError("User '\(context[2].text)' not found")
        }
        try context.tryOut(user)
    }

    private static let generatePassword = Command(
        "GENPASS", .atLeast(2), usual, .server, since: "6.0.0",
        summary: "Answers a password that nobody can guess, of 256 bits or as many as are wanted.",
        arguments: [.integer("bits", optional: true)],
        examples: [
            Example(
                "ACL GENPASS 0",
                "(error) ERR ACL GENPASS argument must be the number of bits for the output password, a positive "
                    + "number up to 4096")
        ]
    ) { context throws(CommandError) in
        guard context.count <= 3 else { throw .wrongSubcommand(context[1].text, of: "acl") }
        let bits = context.count == 3 ? try context.integer(at: 2) : 256
        guard (1...4096).contains(bits) else {
            throw CommandError(
                "ACL GENPASS argument must be the number of bits for the output password, a positive number up to 4096")
        }
        // The system's generator, for whose numbers no seed can be found out.
        let digits = (0..<(bits + 3) / 4).map { _ in String(UInt8.random(in: 0..<16), radix: 16) }
        context.reply.bulk(digits.joined())
    }

    // MARK: Refusals

    private static let log = Command(
        "LOG", .atLeast(2), administrative, .server, everyKey: .access, since: "6.0.0",
        summary: "Tells of the latest refusals for want of a right or a password, or forgets them.",
        complexity: "O(N) with N refusals told",
        arguments: [.oneOf("operation", optional: true, [.integer("count"), .word("RESET")])],
        examples: [Example("ACL LOG RESET", "OK"), Example("ACL LOG", "(empty array)")]
    ) { context throws(CommandError) in
        guard context.count <= 3 else { throw .wrongSubcommand(context[1].text, of: "acl") }
        if context.count == 3, context.spells(2, "reset") {
            context.services.accessLog.clear()
            return context.reply.ok()
        }
        let count = context.count == 3 ? try context.integer(at: 2) : 10
        context.replyLog(Int(max(0, count)))
    }

    // MARK: The file

    private static let load = Command(
        "LOAD", .exactly(2), administrative, .server, since: "6.0.0",
        summary: "Reads the file of users again: all that it says counts, or nothing if there is a mistake in it.",
        complexity: "O(N) with N users and connections", examples: [Example("ACL LOAD", withoutFile)]
    ) { context throws(CommandError) in
        let path = try context.usersFile()
        try context.services.loadUsers(from: path)
        context.reply.ok()
    }

    private static let save = Command(
        "SAVE", .exactly(2), administrative, .server, since: "6.0.0", summary: "Writes all users to their file.",
        complexity: "O(N) with N users", tips: everyNode, examples: [Example("ACL SAVE", withoutFile)]
    ) { context throws(CommandError) in
        let path = try context.usersFile()
        do throws(FileFailure) {
            try context.services.host.replaceFile(path, with: context.services.users.file)
        } catch {
            context.services.host.log("The users can't be written to '\(path)': \(error.reason)")
            throw CommandError(
                "There was an error trying to save the ACLs. Please check the server logs for more information")
        }
        context.reply.ok()
    }

    private static let withoutFile = "(error) \(CommandError.withoutUsersFile.line)"
}

extension CommandError {
    fileprivate static let withoutUsersFile = CommandError(
        "This instance is not configured to use an ACL file. You may want to specify users via the ACL SETUSER "
            + "command and then issue a CONFIG REWRITE (assuming you have a configuration file set) in order to "
            + "store users in the configuration.")
}

extension Services {
    /// Puts the users of a file in the place of all there are.
    package func loadUsers(from path: String) throws(CommandError) {
        let content: [UInt8]
        do throws(FileFailure) {
            content = try host.readFile(path)
        } catch {
            throw CommandError("Error loading ACLs, opening file '\(path)': \(error.reason)")
        }
        do throws(UserError) {
            try changeUsers { () throws(UserError) in try users.load(content, from: path) }
        } catch {
            throw CommandError(error.text)
        }
    }
}

extension Context {
    fileprivate func usersFile() throws(CommandError) -> String {
        let path = services.configuration.text(.aclfile)
        guard path.isEmpty else { return path }
        throw .withoutUsersFile
    }

    /// Answers what the command from the fourth word on would come to for a user.
    fileprivate mutating func tryOut(_ user: User) throws(CommandError) {
        let name = self[3].text
        let words = StoredArguments((3..<count).map { self[$0].array })
        let refusal = try words.withArguments { request throws(CommandError) -> String? in
            guard let found = resolve(request) else { throw CommandError("Command '\(name)' not found") }
            let entry = services.table.entries[found]
            guard entry.command.arity.allows(request.count) else { throw .wrongArity(entry.fullName) }
            return denial(of: found, request, for: user)?.fullText(user, entry, request)
        }
        if let refusal { reply.bulk(refusal) } else { reply.ok() }
    }

    // MARK: Replies

    fileprivate mutating func replyBulks(_ texts: [[UInt8]]) {
        reply.array(texts.count)
        for text in texts { reply.bulk(text) }
    }

    fileprivate mutating func describe(_ rules: UserRules) {
        reply.map(6)
        reply.word("flags")
        reply.set(rules.flags.count)
        for flag in rules.flags { reply.bulk(flag) }
        reply.word("passwords")
        replyBulks(rules.passwords.map { Array($0.digits.utf8) })
        describe(rules.selectors[0])
        reply.word("selectors")
        reply.array(rules.selectors.count - 1)
        for selector in rules.selectors.dropFirst() {
            reply.map(3)
            describe(selector)
        }
    }

    private mutating func describe(_ selector: Selector) {
        reply.word("commands")
        reply.bulk(selector.commands.text)
        reply.word("keys")
        reply.bulk(Array(selector.keys.rules.joined(separator: [0x20])))
        reply.word("channels")
        reply.bulk(Array(selector.channels.rules.joined(separator: [0x20])))
    }

    fileprivate mutating func replyLog(_ count: Int) {
        let entries = services.accessLog.entries.prefix(count)
        reply.array(entries.count)
        for entry in entries {
            reply.map(10)
            reply.word("count")
            reply.integer(entry.count)
            reply.word("reason")
            reply.bulk(entry.reason.rawValue)
            reply.word("context")
            reply.word(entry.isInTransaction ? "multi" : "toplevel")
            reply.word("object")
            reply.bulk(entry.object.bytes)
            reply.word("username")
            reply.bulk(entry.user.bytes)
            reply.word("age-seconds")
            reply.double(Double(engine.now - entry.updatedAt) / 1000)
            reply.word("client-info")
            reply.bulk(entry.client)
            reply.word("entry-id")
            reply.integer(entry.id)
            reply.word("timestamp-created")
            reply.integer(entry.createdAt)
            reply.word("timestamp-last-updated")
            reply.integer(entry.updatedAt)
        }
    }
}
