// All by which a tenant might learn of what another keeps: a line for every command that could tell. What the other
// keeps has the key `theirs:svc:1`, and the tenant may use `mine:*` only.
//
// A new command is a line in `attempts`, or in `silentCommands` if it has nothing to do with what is kept; a new kind
// of thing to keep is a line in `holdings`.

import Commands
import Testing
import TestSupport

/// Something that another keeps under `theirs:svc:1`, and what is done with it on that other's behalf.
struct Holding: Sendable {
    let name: String
    let make: [String]
    /// Uses and changes of every kind, the last of which removes it.
    let use: [String]

    init(_ name: String, make: String..., use: String...) {
        self.name = name
        self.make = make
        self.use = use
    }

    static let holdings = [
        Holding(
            "strings", make: "SET theirs:svc:1 v", "SET theirs:svc:9 v PX 50",
            use: "GET theirs:svc:1", "APPEND theirs:svc:1 w", "EXPIRE theirs:svc:1 100",
            "COPY theirs:svc:1 theirs:svc:2", "RENAME theirs:svc:2 theirs:svc:3", "MSET theirs:svc:1 v theirs:svc:4 v",
            "PERSIST theirs:svc:1", "PEXPIRE theirs:svc:4 1", "DEL theirs:svc:1"),
        Holding(
            "resources", make: "RES.CREATE svc theirs 1 {}", "RES.CREATE svc theirs 9 {}",
            "TRAEFIK.EXPOSE theirs web RULE Path(`/`) URL http://a",
            use: "GET theirs:svc:1", "RES.PUT svc theirs 1 [1]", "RES.PUT svc theirs 2 {}", "EXPIRE theirs:svc:1 100",
            "PERSIST theirs:svc:1", "PEXPIRE theirs:svc:9 1",
            "TRAEFIK.EXPOSE theirs web RULE Path(`/`) URL http://b", "TRAEFIK.UNEXPOSE theirs web",
            "RES.DEL svc theirs 1 2"),
    ]

    static let many = Holding(
        "so many strings that the table grows",
        make: "MSET theirs:svc:1 v " + (2..<600).map { "theirs:svc:\($0) v" }.joined(separator: " "),
        use: "SET theirs:svc:1 w", "UNLINK theirs:svc:1")
}

/// What a tenant does to learn of it, before the other uses what it keeps and afterwards.
struct Attempt: Sendable, CustomTestStringConvertible {
    let before: [String]
    let after: [String]
    /// Whether somebody who may read every key would see a difference, as proof that there is one to hide.
    private(set) var isTelling = true

    init(_ lines: String...) {
        before = lines
        after = lines
    }

    init(_ lines: String..., whileUsedThen after: String...) {
        before = lines
        self.after = after
    }

    /// The same where the reply is one and the same for everybody.
    var toldToNobody: Attempt {
        var attempt = self
        attempt.isTelling = false
        return attempt
    }

    var testDescription: String { (before + after).joined(separator: "; ") }

    static let attempts = walks + others

    /// By these it might learn how much there is.
    static let walks = [
        Attempt("SCAN 0"), Attempt("SCAN 0 COUNT 1000"), Attempt("SCAN 0 COUNT 1000 TYPE string"),
        Attempt("SCAN 0 MATCH theirs:* COUNT 1000"), Attempt("SCAN 3"), Attempt("KEYS *"), Attempt("KEYS theirs:svc:1"),
        Attempt("RANDOMKEY", "RANDOMKEY", "RANDOMKEY", "RANDOMKEY"), Attempt("DBSIZE"),
        Attempt("INFO"), Attempt("INFO keyspace"), Attempt("INFO everything debug"), Attempt("INFO commandstats"),
    ]

    private static let others = [
        // The server as a whole.
        Attempt("MEMORY STATS"), Attempt("MEMORY DOCTOR").toldToNobody, Attempt("MEMORY MALLOC-STATS").toldToNobody,
        Attempt("DEBUG OBJECT theirs:svc:1"), Attempt("DEBUG DIGEST"), Attempt("DEBUG HTSTATS 0"),
        Attempt("FLUSHDB").toldToNobody, Attempt("FLUSHALL").toldToNobody, Attempt("SWAPDB 0 1").toldToNobody,
        // What others do.
        Attempt("MONITOR", whileUsedThen: "PING"), Attempt("CLIENT LIST"), Attempt("CLIENT LIST TYPE normal"),
        Attempt("CLIENT LIST ID 1 2 3"), Attempt("CLIENT INFO").toldToNobody,
        Attempt("SLOWLOG GET"), Attempt("SLOWLOG LEN"), Attempt("SLOWLOG RESET").toldToNobody,
        Attempt("LATENCY HISTOGRAM"), Attempt("LATENCY LATEST").toldToNobody, Attempt("LATENCY RESET").toldToNobody,
        Attempt("LATENCY HISTORY expire-cycle").toldToNobody, Attempt("LATENCY GRAPH command").toldToNobody,
        Attempt("LATENCY DOCTOR").toldToNobody, Attempt("ACL LOG"),
        // Messages.
        Attempt("PSUBSCRIBE *", whileUsedThen: "PING"),
        Attempt("SUBSCRIBE __keyspace@0__:theirs:svc:1 res:theirs:svc:1", whileUsedThen: "PING"),
        Attempt("SUBSCRIBE __keyevent@0__:del __keyevent@0__:expired __keyevent@0__:set", whileUsedThen: "PING"),
        Attempt("CLIENT TRACKING ON BCAST", whileUsedThen: "PING"),
        Attempt("CLIENT TRACKING ON BCAST PREFIX theirs:", whileUsedThen: "PING"),
        Attempt("CLIENT TRACKING ON", "GET theirs:svc:1", whileUsedThen: "PING"),
        Attempt("CLIENT TRACKING ON", "CLIENT TRACKINGINFO", "CLIENT GETREDIR").toldToNobody,
        Attempt("PUBSUB CHANNELS"), Attempt("PUBSUB CHANNELS *theirs*"), Attempt("PUBSUB SHARDCHANNELS"),
        Attempt("PUBSUB NUMSUB res:theirs:svc:1 __keyspace@0__:theirs:svc:1"),
        Attempt("PUBSUB SHARDNUMSUB res:theirs:svc:1"),
        Attempt("PUBLISH res:theirs:svc:1 x").toldToNobody, Attempt("SPUBLISH res:theirs:svc:1 x").toldToNobody,
        // Transactions.
        Attempt("MULTI", "GET theirs:svc:1", "EXEC"), Attempt("MULTI", "DBSIZE", "EXEC"),
        Attempt("WATCH theirs:svc:1", "MULTI", whileUsedThen: "EXEC"),
        Attempt("WATCH mine:1", "MULTI", "SCAN 0 COUNT 1000", whileUsedThen: "EXEC"),
        // Resources.
        Attempt("RES.CREATE svc theirs 1 {}"), Attempt("RES.UPDATE svc theirs 1 {}"),
        Attempt("RES.PUT svc theirs 1 {}"),
        Attempt("RES.PATCH svc theirs 1 MERGE {}"), Attempt("RES.ROLLBACK svc theirs 1 TO 1"),
        Attempt("RES.DEL svc theirs 1"), Attempt("RES.DEL svc theirs 1 IFVERSION 1"),
        Attempt(#"RES.TXN '[{"op":"check","type":"svc","namespace":"theirs","name":"1","ifVersion":1}]'"#),
        Attempt(#"RES.TXN '[{"op":"delete","type":"svc","namespace":"theirs","name":"1"}]' DRYRUN"#),
        Attempt(#"RES.PUT link mine a '{"to":"theirs/1"}'"#),
        Attempt("RES.TYPE DEFINE svc '{}'"), Attempt("RES.TYPE DROP svc").toldToNobody,
        Attempt("RES.TYPE GET svc").toldToNobody,
        Attempt("RES.TYPE LIST").toldToNobody, Attempt("RES.CLEAR svc theirs").toldToNobody,
        Attempt("RES.DROP svc byHost 1 x").toldToNobody,
        Attempt("RES.DROP svc byHost 1 x NAMESPACE theirs").toldToNobody,
        Attempt("RES.REVERT theirs TO 0").toldToNobody, Attempt("RES.REVERT theirs TO 0 DRYRUN").toldToNobody,
        Attempt("RES.NAMESPACE CREATE theirs").toldToNobody, Attempt("RES.NAMESPACE DROP theirs").toldToNobody,
        Attempt("RES.NAMESPACE QUOTA theirs").toldToNobody, Attempt("RES.NAMESPACE STATS theirs").toldToNobody,
        Attempt("RES.NAMESPACE LIST").toldToNobody, Attempt("RES.COMPACT 0").toldToNobody,
        Attempt("RES.GET svc theirs 1"), Attempt("RES.GET svc theirs 1 WITHMETA"), Attempt("RES.MGET svc theirs 1 2"),
        Attempt("RES.GET svc theirs 1 VERSION 1"), Attempt("RES.EXISTS svc theirs 1"), Attempt("RES.LIST svc theirs"),
        Attempt("RES.LIST svc *"), Attempt("RES.LIST svc theirs COUNT"), Attempt("RES.HISTORY svc theirs 1"),
        Attempt("RES.FIND svc byHost 1 x").toldToNobody,
        Attempt("RES.FIND svc byHost 1 x NAMESPACE theirs").toldToNobody,
        Attempt("RES.DIFF svc theirs 1 1 2"), Attempt("RES.REFS svc theirs 1"), Attempt("RES.CHANGES FROM 0"),
        Attempt("RES.CHANGES FROM 0 TYPE svc NAMESPACE theirs"), Attempt("RES.CACHE CLEAR").toldToNobody,
        Attempt("TRAEFIK.STATUS").toldToNobody, Attempt("TRAEFIK.STATUS CHECK").toldToNobody,
        Attempt("RES.WATCH * *", whileUsedThen: "PING"), Attempt("RES.WATCH svc theirs", whileUsedThen: "PING"),
        Attempt("RES.WATCH svc theirs NAME 1 FROM 0", whileUsedThen: "RES.UNWATCH"),
        // Routing.
        Attempt("TRAEFIK.EXPOSE theirs web RULE Path(`/`) URL http://c"), Attempt("TRAEFIK.UNEXPOSE theirs web"),
        Attempt("TRAEFIK.IMPORT theirs JSON {} REPLACE"), Attempt("TRAEFIK.IMPORT theirs JSON {} DRYRUN"),
        Attempt("TRAEFIK.IMPORT mine KV").toldToNobody, Attempt("TRAEFIK.EXPORT NAMESPACE theirs"),
        Attempt("TRAEFIK.PLAN theirs []"), Attempt("TRAEFIK.MATCH theirs GET a /"), Attempt("TRAEFIK.CHECK theirs"),
        Attempt("TRAEFIK.GRAPH theirs"),
        // Rights, and requests that are only looked at.
        Attempt("ACL DRYRUN tenant GET theirs:svc:1").toldToNobody,
        Attempt("COMMAND GETKEYS GET theirs:svc:1").toldToNobody,
        Attempt("COMMAND GETKEYSANDFLAGS SET theirs:svc:1 x").toldToNobody,
    ]

    /// Commands that name keys, each of which is tried with the other's key in place of each of its own.
    static let commandsOfKeys = DeclaredCommand.described.filter(\.command.hasKeys)

    static let requestsOfKeys: [String] = commandsOfKeys.map { declared in
        var generator = CallGenerator(seed: 1)
        var call = generator.shortestCall(of: declared)
        for position in call.keyPositions { call.words[position] = Array("theirs:svc:1".utf8) }
        return call.text
    }

    /// Commands whose replies depend on the server, its options, users and clients and on the revision, which is no
    /// secret, but on nothing that the client may not read.
    static let silentCommands: Set = [
        "ACL CAT", "ACL DELUSER", "ACL GENPASS", "ACL GETUSER", "ACL LIST", "ACL LOAD", "ACL SAVE", "ACL SETUSER",
        "ACL USERS", "ACL WHOAMI", "AUTH", "BGREWRITEAOF", "BGSAVE", "CLIENT CACHING", "CLIENT CAPA", "CLIENT GETNAME",
        "CLIENT ID", "CLIENT IMPORT-SOURCE", "CLIENT KILL", "CLIENT NO-EVICT", "CLIENT NO-TOUCH", "CLIENT PAUSE",
        "CLIENT REPLY", "CLIENT SETINFO", "CLIENT SETNAME", "CLIENT UNBLOCK", "CLIENT UNPAUSE", "COMMAND COUNT",
        "COMMAND DOCS", "COMMAND INFO", "COMMAND LIST", "CONFIG GET", "CONFIG RESETSTAT", "CONFIG REWRITE",
        "CONFIG SET", "DISCARD", "ECHO", "FAILOVER", "HELLO", "LASTSAVE", "LOLWUT", "MEMORY PURGE", "MODULE LIST",
        "PSYNC", "PUBSUB NUMPAT", "RES.COMMIT", "RES.EPOCH", "RES.HELP", "RES.IMAGE", "RES.STATS",
        "PUNSUBSCRIBE", "QUIT", "REPLCONF", "REPLICAOF", "RESET", "ROLE", "SAVE", "SELECT",
        "SHUTDOWN", "SLAVEOF", "SSUBSCRIBE", "SUNSUBSCRIBE", "SYNC", "TIME", "TRAEFIK.HELP", "UNSUBSCRIBE", "UNWATCH",
        "WAIT",
        "WAITAOF",
    ]
}
