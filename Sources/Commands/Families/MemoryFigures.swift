// What memory is used for, by the names that INFO and MEMORY STATS share.

internal import Bytes
internal import Engine
internal import Keyspace

struct MemoryFigures {
    let used: Int
    let peak: Int
    let startup: Int
    let clients: Int
    /// What keeps the keys findable, in order and on time, of all databases that have any: the others cost what they
    /// did at the start.
    let index: Int
    /// Buckets that are about to go, of tables that are moving.
    let leaving: Int
    let movingTables: Int
    let keys: Int
    /// Pages of the process in memory.
    let resident: Int
    /// What malloc has given, and what it holds for that. Pages that it has given back from the midst of its heap are
    /// still in its count, but not in memory.
    let allocated: Int
    let held: Int

    init(_ services: Services, _ facts: ServerFacts) {
        let keyspace = services.engine.keyspace
        let memory = services.engine.memory
        // Under a limit the figure is the one that eviction has just gone by.
        if services.engine.eviction.limit == 0 { services.engine.gaugeMemory() }
        used = memory.used
        peak = max(services.engine.statistics.peakMemory, memory.used)
        startup = facts.startupBytes
        clients = services.clients.sessions.values.reduce(0) { $0 + $1.byteCount }
        index = keyspace.databases.reduce(0) { $0 + ($1.count == 0 ? 0 : $1.overheadBytes) }
        leaving = keyspace.databases.reduce(0) { $0 + $1.leavingBytes }
        movingTables = keyspace.databases.count { $0.leavingBytes > 0 }
        keys = keyspace.keyCount
        resident = services.host.residentBytes
        allocated = memory.allocated
        held = max(memory.allocated, min(memory.heldByMalloc, resident))
    }

    var overhead: Int { startup + clients + index }
    var dataset: Int { max(0, used - overhead) }
    var datasetPercent: Double { ratio(dataset, max(1, used - startup)) * 100 }
    var peakPercent: Double { ratio(used, peak) * 100 }
    var bytesPerKey: Int { keys == 0 ? 0 : dataset / keys }

    /// What malloc holds beyond what is asked of it.
    var unusedHeap: Int { held - allocated }
    var heapRatio: Double { ratio(held, allocated) }
    /// Memory of the process that is not malloc's: code, stacks, mapped tables.
    var outsideHeap: Int { resident - held }
    var outsideRatio: Double { ratio(resident, held) }
    var fragmentation: Int { resident - used }
    var fragmentationRatio: Double { ratio(resident, used) }
}
