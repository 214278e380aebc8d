// The section of INFO about memory.

internal import Bytes
internal import Configuration
internal import Engine

extension InfoSource {
    func writeMemory(to text: inout InfoText) {
        let memory = MemoryFigures(services, facts)
        writeUse(of: memory, to: &text)
        writeScripts(to: &text)
        let limit = configuration.integer(.maxmemory)
        text.fields([
            "maxmemory": limit, "maxmemory_human": humanBytes(limit),
            "maxmemory_policy": configuration.text(.maxmemoryPolicy),
        ])
        writeRatios(of: memory, to: &text)
        text.fields([
            "mem_not_counted_for_evict": 0, "mem_replication_backlog": 0, "mem_total_replication_buffers": 0,
            "mem_clients_slaves": 0, "mem_clients_normal": memory.clients, "mem_cluster_links": 0,
            "mem_aof_buffer": 0, "mem_allocator": "libc", "mem_overhead_db_hashtable_rehashing": memory.leaving,
            "active_defrag_running": 0, "lazyfree_pending_objects": engine.reclaimer.pendingObjects,
            "lazyfreed_objects": engine.reclaimer.freedObjects,
        ])
    }

    private func writeUse(of memory: MemoryFigures, to text: inout InfoText) {
        text.fields([
            "used_memory": memory.used, "used_memory_human": humanBytes(memory.used),
            "used_memory_rss": memory.resident, "used_memory_rss_human": humanBytes(memory.resident),
            "used_memory_peak": memory.peak, "used_memory_peak_human": humanBytes(memory.peak),
            "used_memory_peak_perc": fixed(memory.peakPercent, 2) + "%", "used_memory_overhead": memory.overhead,
            "used_memory_startup": memory.startup, "used_memory_dataset": memory.dataset,
            "used_memory_dataset_perc": fixed(memory.datasetPercent, 2) + "%",
        ])
        text.fields([
            "allocator_allocated": memory.allocated, "allocator_active": memory.held,
            "allocator_resident": memory.held, "allocator_muzzy": 0,
            "total_system_memory": facts.systemMemory, "total_system_memory_human": humanBytes(facts.systemMemory),
        ])
    }

    /// There are no scripts and no functions.
    private func writeScripts(to text: inout InfoText) {
        let none = humanBytes(0)
        text.zeros("used_memory_lua", "used_memory_vm_eval")
        text.fields(["used_memory_lua_human": none])
        text.zeros(
            "used_memory_scripts_eval", "number_of_cached_scripts", "number_of_functions", "number_of_libraries",
            "used_memory_vm_functions", "used_memory_vm_total")
        text.fields([
            "used_memory_vm_total_human": none, "used_memory_functions": 0, "used_memory_scripts": 0,
            "used_memory_scripts_human": none,
        ])
    }

    private func writeRatios(of memory: MemoryFigures, to text: inout InfoText) {
        text.fields([
            "allocator_frag_ratio": fixed(memory.heapRatio, 2), "allocator_frag_bytes": memory.unusedHeap,
            "allocator_rss_ratio": fixed(1, 2), "allocator_rss_bytes": 0,
            "rss_overhead_ratio": fixed(memory.outsideRatio, 2), "rss_overhead_bytes": memory.outsideHeap,
            "mem_fragmentation_ratio": fixed(memory.fragmentationRatio, 2),
            "mem_fragmentation_bytes": memory.fragmentation,
        ])
    }
}
