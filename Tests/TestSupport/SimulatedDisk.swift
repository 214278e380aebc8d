// A disk in memory that can fail, tear, fill up and lose its power: what was not synchronised is then gone, wholly or
// in part, as a seed decides.

internal import Glibc
internal import Synchronization
package import Bytes
package import Platform

package final class SimulatedDisk: Disk {
    /// Calls that change something, or promise that it lasts.
    package enum Call: String, CaseIterable, Sendable {
        case create, write, writeOut, sync, resize, rename, remove, syncFolder
        /// Counted only where `countsReads` is set.
        case open, read, size
    }

    struct Node {
        var bytes: [UInt8] = []
        var durable: [UInt8] = []
        /// Whether it was shorter meanwhile than what is durable of it.
        var wasCut = false
    }

    struct State {
        var nodes: [Node] = []
        /// Names as a running process sees them, and as a loss of power would leave them.
        var names: [String: Int] = [:]
        var durableNames: [String: Int] = [:]
        var locks: Set<String> = []
        var calls = 0
        /// The call with this number fails, and so do those after it until the disk is healed, if it says so.
        var failure: (call: Int, code: Int32, lasts: Bool)?
        /// From the call with this number on nothing is done any more.
        var halt = Int.max
        var countsReads = false
        var failing: Set<Call> = []
        var failingCode = EIO
        var powerCycle = 1
        /// How many bytes all files may have together.
        var capacity = Int.max
    }

    private let state = Mutex(State())

    package init() {}

    package var powerCycle: String { "power-\(state.withLock { $0.powerCycle })" }

    // MARK: What goes wrong

    package var calls: Int { state.withLock { $0.calls } }

    /// The call after so many more fails; with `lasts`, so do all that follow.
    package func fail(after calls: Int, lasting lasts: Bool = false, full: Bool = false) {
        state.withLock { $0.failure = ($0.calls + calls, full ? ENOSPC : EIO, lasts) }
    }

    /// The call after so many more is the last: half a write, and nothing after it is done.
    package func halt(after calls: Int) {
        state.withLock { $0.halt = $0.calls + calls }
    }

    /// Whether calls that only look are counted, and can fail, as well.
    package var countsReads: Bool {
        get { state.withLock { $0.countsReads } }
        set { state.withLock { $0.countsReads = newValue } }
    }

    /// These fail until the disk is healed.
    package func fail(_ calls: Set<Call>) { state.withLock { $0.failing = calls } }

    /// All files together may grow by so many bytes.
    package func fill(leaving room: Int) {
        state.withLock { state in state.capacity = state.usage + room }
    }

    package func heal() {
        state.withLock { state in
            state.failure = nil
            state.failing = []
            state.halt = .max
            state.capacity = .max
        }
    }

    /// The process that has the folders ends.
    package func endProcess() { state.withLock { $0.locks = [] } }

    /// The power goes: what was not synchronised is gone, but for as much of it as `random` leaves.
    package func losePower(_ random: inout SeededRandom) {
        var generator = random
        state.withLock { state in
            for index in state.nodes.indices { state.nodes[index].losePower(&generator) }
            for (name, node) in state.names where state.durableNames[name] != node {
                if Bool.random(using: &generator) { state.durableNames[name] = node }
            }
            for name in state.durableNames.keys.sorted() where state.names[name] == nil {
                if Bool.random(using: &generator) { state.durableNames[name] = nil }
            }
            state.names = state.durableNames
            state.locks = []
            state.powerCycle += 1
        }
        random = generator
    }

    // MARK: Files, for tests to look at and to spoil

    package subscript(path: String) -> [UInt8]? {
        get { state.withLock { state in state.names[path].map { state.nodes[$0].bytes } } }
        set {
            state.withLock { state in
                guard let newValue else {
                    state.names[path] = nil
                    state.durableNames[path] = nil
                    return
                }
                state.nodes.append(Node(bytes: newValue, durable: newValue))
                state.names[path] = state.nodes.count - 1
                state.durableNames[path] = state.nodes.count - 1
            }
        }
    }

    /// Puts other bytes into a file under the hands of who has it open.
    package func spoil(_ path: String, _ bytes: [UInt8]) {
        state.withLock { state in
            if let node = state.names[path] { state.nodes[node].bytes = bytes }
        }
    }

    // MARK: Calls

    fileprivate func change<Result>(
        _ call: Call, _ body: (inout State) -> Result
    ) throws(Errno) -> Result {
        let outcome: Swift.Result<Result, Errno> = state.withLock { state in
            if let error = state.error(of: call) { return .failure(error) }
            return .success(body(&state))
        }
        return try outcome.get()
    }

    /// A call that changes nothing.
    fileprivate func look(_ call: Call) throws(Errno) {
        guard countsReads else { return }
        try change(call) { _ in }
    }

    package func open(_ path: String, for use: DiskUse) throws(Errno) -> any DiskFile {
        try look(.open)
        guard let node = state.withLock({ $0.names[path] }) else { throw Errno(ENOENT, in: "open") }
        return SimulatedFile(self, node)
    }

    package func create(_ path: String) throws(Errno) -> any DiskFile {
        let node = try change(.create) { state in
            if let node = state.names[path] {
                state.nodes[node].bytes = []
                state.nodes[node].wasCut = true
                return node
            }
            state.nodes.append(Node())
            state.names[path] = state.nodes.count - 1
            return state.nodes.count - 1
        }
        return SimulatedFile(self, node)
    }

    package func size(of path: String) throws(Errno) -> Int? {
        try look(.size)
        return self[path]?.count
    }

    package func rename(_ path: String, to newPath: String) throws(Errno) {
        let isThere = try change(.rename) { state in
            guard let node = state.names.removeValue(forKey: path) else { return false }
            state.names[newPath] = node
            return true
        }
        if !isThere { throw Errno(ENOENT, in: "rename") }
    }

    package func link(_ path: String, as newPath: String) throws(Errno) {
        let isThere = try change(.rename) { state in
            state.names[newPath] = state.names[path]
            return state.names[path] != nil
        }
        if !isThere { throw Errno(ENOENT, in: "link") }
    }

    package func remove(_ path: String) throws(Errno) {
        let isThere = try change(.remove) { $0.names.removeValue(forKey: path) != nil }
        if !isThere { throw Errno(ENOENT, in: "unlink") }
    }

    package func makeFolder(_ path: String) throws(Errno) {}

    package func names(in folder: String) throws(Errno) -> [String] {
        state.withLock { $0.names.keys.filter { Path.folder(of: $0) == folder }.map { Path.name(of: $0) }.sorted() }
    }

    package func syncFolder(_ path: String) throws(Errno) {
        try change(.syncFolder) { state in
            for name in Set(state.names.keys).union(state.durableNames.keys) where Path.folder(of: name) == path {
                state.durableNames[name] = state.names[name]
            }
        }
    }

    package func lock(_ folder: String) throws(Errno) -> (any DiskLock)? {
        state.withLock { $0.locks.insert(folder).inserted } ? SimulatedLock(self, folder) : nil
    }

    fileprivate func unlock(_ folder: String) {
        state.withLock { _ = $0.locks.remove(folder) }
    }

    fileprivate func bytes(of node: Int) -> [UInt8] { state.withLock { $0.nodes[node].bytes } }
}

extension SimulatedDisk.State {
    fileprivate var usage: Int { names.values.reduce(0) { $0 + nodes[$1].bytes.count } }

    fileprivate mutating func error(of call: SimulatedDisk.Call) -> Errno? {
        calls += 1
        if calls >= halt { return Errno(EIO, in: "simulated call") }
        if failing.contains(call) { return Errno(failingCode, in: "simulated call") }
        guard let failure, calls == failure.call || failure.lasts && calls > failure.call else { return nil }
        return Errno(failure.code, in: "simulated call")
    }
}

extension SimulatedDisk.Node {
    /// A file keeps what is durable; of what was written over it since, any pieces; of what was added, any beginning,
    /// or zeros in its place.
    fileprivate mutating func losePower(_ random: inout SeededRandom) {
        var left = durable
        if !wasCut, bytes.count >= durable.count, !bytes.starts(with: durable) {
            let piece = Int.random(in: 1...64, using: &random)
            for start in stride(from: 0, to: durable.count, by: piece) where Bool.random(using: &random) {
                let part = start..<min(start + piece, durable.count)
                left.replaceSubrange(part, with: bytes[part])
            }
        }
        if !wasCut, bytes.count > durable.count {
            let added = bytes[durable.count...]
            left += added.prefix(Int.random(in: 0...added.count, using: &random))
            if Int.random(in: 0..<4, using: &random) == 0 {
                left += [UInt8](repeating: 0, count: bytes.count - left.count)
            }
        }
        bytes = left
        durable = left
    }
}

private final class SimulatedFile: DiskFile {
    private let disk: SimulatedDisk
    private let node: Int

    init(_ disk: SimulatedDisk, _ node: Int) {
        self.disk = disk
        self.node = node
    }

    func size() throws(Errno) -> Int {
        try disk.look(.size)
        return disk.bytes(of: node).count
    }

    func read(at offset: Int, into queue: inout ByteQueue) throws(Errno) -> Int {
        try disk.look(.read)
        let bytes = disk.bytes(of: node).dropFirst(offset).prefix(queue.room)
        queue.append(Array(bytes))
        return bytes.count
    }

    func read(at offset: Int, atMost count: Int) throws(Errno) -> [UInt8] {
        try disk.look(.read)
        // Not all at once, as a system may.
        return Array(disk.bytes(of: node).dropFirst(offset).prefix(count > 1 ? count / 2 : count))
    }

    func write(_ bytes: ByteView, at offset: Int) throws(Errno) -> Int {
        let bytes = bytes.array
        let outcome: Result<Int, Errno> = disk.write(bytes, to: node, at: offset)
        return try outcome.get()
    }

    func resize(to size: Int) throws(Errno) {
        try disk.change(.resize) { state in
            let count = state.nodes[node].bytes.count
            if size < count {
                state.nodes[node].bytes.removeLast(count - size)
                if size < state.nodes[node].durable.count { state.nodes[node].wasCut = true }
            } else {
                state.nodes[node].bytes += [UInt8](repeating: 0, count: size - count)
            }
        }
    }

    func writeOut(from start: Int, to end: Int) throws(Errno) {
        try disk.change(.writeOut) { _ in }
    }

    func sync() throws(Errno) {
        try disk.change(.sync) { state in
            state.nodes[node].durable = state.nodes[node].bytes
            state.nodes[node].wasCut = false
        }
    }
}

extension SimulatedDisk {
    /// A write that fails has written half, and one for which there is too little room as much as there is.
    fileprivate func write(_ bytes: [UInt8], to node: Int, at offset: Int) -> Result<Int, Errno> {
        state.withLock { state in
            let error = state.error(of: .write)
            let room = max(0, state.capacity - state.usage)
            let part = state.calls > state.halt ? 0 : error != nil ? bytes.count / 2 : min(bytes.count, room)
            state.nodes[node].put(bytes.prefix(part), at: offset)
            if let error { return .failure(error) }
            return part > 0 || bytes.isEmpty ? .success(part) : .failure(Errno(ENOSPC, in: "write"))
        }
    }
}

extension SimulatedDisk.Node {
    fileprivate mutating func put(_ part: ArraySlice<UInt8>, at offset: Int) {
        if bytes.count < offset { bytes += [UInt8](repeating: 0, count: offset - bytes.count) }
        bytes.replaceSubrange(offset..<min(bytes.count, offset + part.count), with: part)
    }
}

private final class SimulatedLock: DiskLock {
    private let disk: SimulatedDisk
    private let folder: String

    init(_ disk: SimulatedDisk, _ folder: String) {
        self.disk = disk
        self.folder = folder
    }

    deinit {
        disk.unlock(folder)
    }
}
