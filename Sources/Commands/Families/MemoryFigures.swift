// What memory is used for, by the names that INFO and MEMORY STATS share.

internal import Bytes
internal import Engine
internal import Keyspace

struct MemoryFigures {
    let used: Int
    let peak: Int
    let startup: Int
    let clients: Int
    /// What keeps the keys findable, in order and on time, of all databases together.
    let index: Int
    /// Buckets that are about to go, of tables that are moving.
    let leaving: Int
    let movingTables: Int
    let keys: Int
    /// Pages of the process in memory.
    let resident: Int
    /// What malloc has from the kernel, and what of it is free.
    let heap: HeapFigures

    init(_ services: Services, _ facts: ServerFacts) {
        let keyspace = services.engine.keyspace
        used = facts.allocatedBytes
        peak = max(services.engine.statistics.peakMemory, facts.allocatedBytes)
        startup = facts.startupBytes
        clients = facts.bufferBytes
        index = keyspace.overheadBytes
        leaving = keyspace.databases.reduce(0) { $0 + $1.leavingBytes }
        movingTables = keyspace.databases.count { $0.leavingBytes > 0 }
        keys = keyspace.keyCount
        resident = facts.residentBytes
        heap = RawMemory.heap
    }

    var overhead: Int { startup + clients + index }
    var dataset: Int { max(0, used - overhead) }
    var datasetPercent: Double { ratio(dataset, max(1, used - startup)) * 100 }
    var peakPercent: Double { ratio(used, peak) * 100 }
    var bytesPerKey: Int { keys == 0 ? 0 : dataset / keys }

    /// What malloc holds beyond what is asked of it.
    var unusedHeap: Int { heap.held - heap.inUse }
    var heapRatio: Double { ratio(heap.held, heap.inUse) }
    /// Memory of the process that is not malloc's: code, stacks, mapped tables.
    var outsideHeap: Int { resident - heap.held }
    var outsideRatio: Double { ratio(resident, heap.held) }
    var fragmentation: Int { resident - used }
    var fragmentationRatio: Double { ratio(resident, used) }
}
