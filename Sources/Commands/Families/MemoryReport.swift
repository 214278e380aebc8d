// The figures of MEMORY STATS by their names, and what MEMORY DOCTOR reads from them.

internal import Bytes
internal import Keyspace
internal import RESP

struct MemoryReport {
    private let figures: MemoryFigures
    private let databases: [Database]

    init(_ figures: MemoryFigures, _ databases: [Database]) {
        self.figures = figures
        self.databases = databases.filter { $0.count > 0 }
    }

    func write(to reply: inout ReplyWriter) {
        let counts = counts
        let tables = tables
        let shares = shares
        let allocations = allocations
        reply.map(counts.count + databases.count + tables.count + shares.count + allocations.count)
        write(counts, to: &reply)
        for database in databases { write(database, to: &reply) }
        write(tables, to: &reply)
        for (name, share) in shares {
            reply.word(name)
            reply.double(share)
        }
        for (name, amount) in allocations {
            reply.word(name)
            switch amount {
            case .bytes(let bytes): reply.integer(bytes)
            case .ratio(let ratio): reply.double(ratio)
            }
        }
    }

    /// What a user may know who may not read every key: nothing that depends on what the others keep.
    func writeForAll(to reply: inout ReplyWriter) {
        let known: KeyValuePairs<StaticString, Int> = ["startup.allocated": figures.startup]
        reply.map(known.count)
        write(known, to: &reply)
    }

    private func write(_ figures: KeyValuePairs<StaticString, Int>, to reply: inout ReplyWriter) {
        for (name, figure) in figures {
            reply.word(name)
            reply.integer(figure)
        }
    }

    private func write(_ database: Database, to reply: inout ReplyWriter) {
        reply.bulk("db.\(database.number)")
        reply.map(2)
        write(
            [
                "overhead.hashtable.main": database.overheadBytes - database.expiryBytes,
                "overhead.hashtable.expires": database.expiryBytes,
            ], to: &reply)
    }

    private var counts: KeyValuePairs<StaticString, Int> {
        [
            "peak.allocated": figures.peak, "total.allocated": figures.used, "startup.allocated": figures.startup,
            "replication.backlog": 0, "clients.slaves": 0, "clients.normal": figures.clients, "cluster.links": 0,
            "aof.buffer": 0, "lua.caches": 0, "functions.caches": 0,
        ]
    }

    private var tables: KeyValuePairs<StaticString, Int> {
        [
            "overhead.db.hashtable.lut": figures.index, "overhead.db.hashtable.rehashing": figures.leaving,
            "overhead.total": figures.overhead, "db.dict.rehashing.count": figures.movingTables,
            "keys.count": figures.keys, "keys.bytes-per-key": figures.bytesPerKey, "dataset.bytes": figures.dataset,
        ]
    }

    private var shares: KeyValuePairs<StaticString, Double> {
        ["dataset.percentage": figures.datasetPercent, "peak.percentage": figures.peakPercent]
    }

    private enum Amount {
        case bytes(Int)
        case ratio(Double)
    }

    private var allocations: KeyValuePairs<StaticString, Amount> {
        [
            "allocator.allocated": .bytes(figures.allocated), "allocator.active": .bytes(figures.held),
            "allocator.resident": .bytes(figures.held), "allocator.muzzy": .bytes(0),
            "allocator-fragmentation.ratio": .ratio(figures.heapRatio),
            "allocator-fragmentation.bytes": .bytes(figures.unusedHeap), "allocator-rss.ratio": .ratio(1),
            "allocator-rss.bytes": .bytes(0), "rss-overhead.ratio": .ratio(figures.outsideRatio),
            "rss-overhead.bytes": .bytes(figures.outsideHeap), "fragmentation": .ratio(figures.fragmentationRatio),
            "fragmentation.bytes": .bytes(figures.fragmentation),
        ]
    }
}

enum MemoryDiagnosis {
    /// Below this there is too little to judge by.
    private static let leastUse = 5 << 20
    private static let considerable = 10 << 20
    private static let muchPerClient = 200 << 10

    static func text(of figures: MemoryFigures, clients: Int) -> String {
        guard figures.used >= leastUse else {
            return "Nothing to examine: this server uses \(humanBytes(figures.used)), too little to judge by.\n"
        }
        let findings = findings(in: figures, clients: clients)
        if findings.isEmpty { return "No trouble found: this server uses \(humanBytes(figures.used)).\n" }
        return "Found in the memory of this server:\n\n" + findings.map { " * \($0)\n" }.joined()
    }

    private static func findings(in figures: MemoryFigures, clients: Int) -> [String] {
        var findings: [String] = []
        if figures.peak > figures.used / 2 * 3 {
            findings.append(
                "Peak: it once used \(humanBytes(figures.peak)), now \(humanBytes(figures.used)). The process may "
                    + "still hold the difference; it will be used again, or MEMORY PURGE gives it back.")
        }
        if figures.heapRatio > 1.4, figures.unusedHeap > considerable {
            findings.append(
                "Fragmentation: the allocator holds \(humanBytes(figures.unusedHeap)) more than is in use. MEMORY "
                    + "PURGE gives back what lies in whole pages.")
        }
        if figures.outsideRatio > 1.4, figures.outsideHeap > considerable + figures.index {
            findings.append(
                "Outside the heap: \(humanBytes(figures.outsideHeap)) of the process are not the allocator's, though "
                    + "the tables of keys account for only \(humanBytes(figures.index)).")
        }
        if figures.clients / max(1, clients) > muchPerClient {
            findings.append(
                "Buffers: clients hold \(humanBytes(figures.clients / max(1, clients))) each on average. CLIENT LIST "
                    + "shows which of them do not read their replies.")
        }
        return findings
    }
}
