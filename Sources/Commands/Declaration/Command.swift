// Everything about one command, declared beside its handler: COMMAND and its relatives, HELP, arity errors, ACL
// categories, the rules for MULTI and the reference in the documentation are all derived from this value.

package struct Command: Sendable {
    package typealias Handler = @Sendable (inout Context) throws(CommandError) -> Void

    /// In capital letters; a subcommand's without its container's.
    package let name: String
    package let arity: Arity
    package let flags: Flags
    package let group: Group
    package let keys: [KeySpec]
    /// What it does with keys that a request doesn't name, and which may be any; nil where nothing.
    package let everyKey: KeySpec.Access?
    package let channels: ChannelUse?
    package let since: String
    package let summary: String
    package let complexity: String
    package let arguments: [Argument]
    package let tips: [String]
    package let examples: [Example]
    package let subcommands: [Command]
    /// Since when the container has a HELP, which the table adds to it.
    package let helpSince: String
    package let deprecation: Deprecation?
    package let secrets: Secrets
    package let categories: Categories
    package let run: Handler?

    package init(
        _ name: String, _ arity: Arity, _ flags: Flags, _ group: Group, keys: [KeySpec] = [],
        everyKey: KeySpec.Access? = nil, channels: ChannelUse? = nil, since: String,
        summary: String, complexity: String = "O(1)", arguments: [Argument] = [], categories: Categories? = nil,
        tips: [String] = [], examples: [Example] = [], subcommands: [Command] = [], helpSince: String = "5.0.0",
        deprecated: Deprecation? = nil, secrets: Secrets = .none, run: Handler? = nil
    ) {
        self.name = name
        self.arity = arity
        self.flags = flags
        self.group = group
        self.keys = keys
        self.everyKey = everyKey
        self.channels = channels
        self.since = since
        self.summary = summary
        self.complexity = complexity
        self.arguments = arguments
        self.tips = tips
        self.examples = examples
        self.subcommands = subcommands
        self.helpSince = helpSince
        deprecation = deprecated
        self.secrets = secrets
        self.categories = Categories.implied(by: flags).union(categories ?? group.categories)
        self.run = run
    }
}

/// How many words a request has, its name included.
package enum Arity: Equatable, Sendable {
    case exactly(Int)
    case atLeast(Int)

    /// As COMMAND tells it: negative for "at least".
    package var number: Int {
        switch self {
        case .exactly(let count): count
        case .atLeast(let count): -count
        }
    }

    package func allows(_ count: Int) -> Bool {
        switch self {
        case .exactly(let wanted): count == wanted
        case .atLeast(let least): count >= least
        }
    }
}

/// Since when a command is only kept for old programs, and what new ones should use.
package struct Deprecation: Sendable {
    package let since: String
    package let replacement: String

    package init(since: String, replacement: String) {
        self.since = since
        self.replacement = replacement
    }
}

/// A request and its reply as redis-cli shows them; a test runs every one. Requests of one list share a fresh server.
package struct Example: Sendable {
    package let request: String
    package let reply: String

    package init(_ request: String, _ reply: String) {
        self.request = request
        self.reply = reply
    }
}

extension Command {
    package struct Flags: OptionSet, Sendable {
        package let rawValue: UInt32

        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        package static let write = Flags(rawValue: 1 << 0)
        package static let readOnly = Flags(rawValue: 1 << 1)
        package static let denyOutOfMemory = Flags(rawValue: 1 << 2)
        package static let admin = Flags(rawValue: 1 << 3)
        package static let pubSub = Flags(rawValue: 1 << 4)
        package static let noScript = Flags(rawValue: 1 << 5)
        package static let blocking = Flags(rawValue: 1 << 6)
        package static let loading = Flags(rawValue: 1 << 7)
        package static let stale = Flags(rawValue: 1 << 8)
        package static let skipMonitor = Flags(rawValue: 1 << 9)
        package static let skipSlowLog = Flags(rawValue: 1 << 10)
        package static let fast = Flags(rawValue: 1 << 11)
        package static let noAuthentication = Flags(rawValue: 1 << 12)
        package static let mayReplicate = Flags(rawValue: 1 << 13)
        package static let noAsyncLoading = Flags(rawValue: 1 << 14)
        package static let noMulti = Flags(rawValue: 1 << 15)
        package static let allowBusy = Flags(rawValue: 1 << 16)
        package static let movableKeys = Flags(rawValue: 1 << 17)
        package static let noMandatoryKeys = Flags(rawValue: 1 << 18)
        package static let touchesArbitraryKeys = Flags(rawValue: 1 << 19)

        // What follows is ours alone and not told to clients.

        /// Its keys are put together from several arguments, so no key spec finds them: it looks at them itself.
        package static let composesKeys = Flags(rawValue: 1 << 25)
        /// Finds its subcommands by itself: to the table, COMMAND and INFO it is one command.
        package static let dispatchesItself = Flags(rawValue: 1 << 26)
        /// Of use to the server's developers only, which COMMAND DOCS says as "syscmd".
        package static let system = Flags(rawValue: 1 << 27)
        /// Runs at once inside MULTI instead of being queued.
        package static let runsInMulti = Flags(rawValue: 1 << 28)
        /// Allowed to a RESP2 connection that has subscribed.
        package static let allowedWhenSubscribed = Flags(rawValue: 1 << 29)
        /// Refused unless `enable-debug-command` and its like allow it.
        package static let protected = Flags(rawValue: 1 << 30)

        /// The flags that COMMAND tells of, in its order.
        static let names: [(Flags, String)] = [
            (.write, "write"), (.readOnly, "readonly"), (.denyOutOfMemory, "denyoom"), (.admin, "admin"),
            (.pubSub, "pubsub"), (.noScript, "noscript"), (.blocking, "blocking"), (.loading, "loading"),
            (.stale, "stale"), (.skipMonitor, "skip_monitor"), (.skipSlowLog, "skip_slowlog"), (.fast, "fast"),
            (.noAuthentication, "no_auth"), (.noMandatoryKeys, "no_mandatory_keys"),
            (.noAsyncLoading, "no_async_loading"), (.noMulti, "no_multi"), (.movableKeys, "movablekeys"),
            (.allowBusy, "allow_busy"),
        ]

        package var texts: [String] {
            Self.names.filter { contains($0.0) }.map(\.1)
        }
    }

    package enum Group: String, Sendable {
        case generic
        case string
        case connection
        case pubsub
        case transactions
        case server
        case cluster
        case resources

        var categories: Categories {
            switch self {
            case .generic: .keyspace
            case .string: .string
            case .connection: .connection
            case .transactions: .transaction
            case .resources: .resource
            case .pubsub, .server, .cluster: []
            }
        }
    }

    /// The ACL categories.
    package struct Categories: OptionSet, Sendable {
        package let rawValue: UInt32

        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        package static let keyspace = Categories(rawValue: 1 << 0)
        package static let read = Categories(rawValue: 1 << 1)
        package static let write = Categories(rawValue: 1 << 2)
        package static let set = Categories(rawValue: 1 << 3)
        package static let sortedSet = Categories(rawValue: 1 << 4)
        package static let list = Categories(rawValue: 1 << 5)
        package static let hash = Categories(rawValue: 1 << 6)
        package static let string = Categories(rawValue: 1 << 7)
        package static let bitmap = Categories(rawValue: 1 << 8)
        package static let hyperLogLog = Categories(rawValue: 1 << 9)
        package static let geo = Categories(rawValue: 1 << 10)
        package static let stream = Categories(rawValue: 1 << 11)
        package static let pubSub = Categories(rawValue: 1 << 12)
        package static let admin = Categories(rawValue: 1 << 13)
        package static let fast = Categories(rawValue: 1 << 14)
        package static let slow = Categories(rawValue: 1 << 15)
        package static let blocking = Categories(rawValue: 1 << 16)
        package static let dangerous = Categories(rawValue: 1 << 17)
        package static let connection = Categories(rawValue: 1 << 18)
        package static let transaction = Categories(rawValue: 1 << 19)
        package static let scripting = Categories(rawValue: 1 << 20)
        package static let resource = Categories(rawValue: 1 << 21)

        package static let names: [(Categories, String)] = [
            (.keyspace, "keyspace"), (.read, "read"), (.write, "write"), (.set, "set"), (.sortedSet, "sortedset"),
            (.list, "list"), (.hash, "hash"), (.string, "string"), (.bitmap, "bitmap"),
            (.hyperLogLog, "hyperloglog"), (.geo, "geo"), (.stream, "stream"), (.pubSub, "pubsub"),
            (.admin, "admin"), (.fast, "fast"), (.slow, "slow"), (.blocking, "blocking"),
            (.dangerous, "dangerous"), (.connection, "connection"), (.transaction, "transaction"),
            (.scripting, "scripting"), (.resource, "resource"),
        ]

        package var texts: [String] {
            Self.names.filter { contains($0.0) }.map { "@" + $0.1 }
        }

        /// What follows from a command's flags.
        static func implied(by flags: Flags) -> Categories {
            var implied: Categories = []
            if flags.contains(.write) { implied.insert(.write) }
            if flags.contains(.readOnly) { implied.insert(.read) }
            if flags.contains(.admin) { implied.formUnion([.admin, .dangerous]) }
            if flags.contains(.pubSub) { implied.insert(.pubSub) }
            if flags.contains(.blocking) { implied.insert(.blocking) }
            implied.insert(flags.contains(.fast) ? .fast : .slow)
            return implied
        }
    }
}
