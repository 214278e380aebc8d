// A snapshot of every database as it is at one moment, made by the running server itself: the tables are walked over in
// slices between turns, and what is about to change is written down first.
//
// Memory: what a slice and the changes since it have written, until somebody takes it.

internal import Bytes
package import Journal
internal import Keyspace
package import Resources

package final class Snapshotter {
    private struct Source {
        let number: Int
        let keys: Int
        let expiring: Int
        var place: Place
    }

    private enum Place {
        case database(Database)
        /// What a database held before it was emptied.
        case remains(DetachedTable)
    }

    private unowned let engine: Engine
    private var sources: [Source] = []
    private let output: any BaseOutput
    /// What is known of resources beside their bodies comes when all keys have been written.
    private let resources: StoreWalk?
    /// The piece of that which is being written, and how much of it has been.
    private var piece: (bytes: [UInt8], written: Int) = ([], 0)
    /// The database that the entries so far are of.
    private var selected: Int?
    /// How many keys there were, and how many have been written.
    package let keyCount: Int
    package private(set) var writtenKeys = 0

    /// Begins the walk: what changes from here on is not in the snapshot. What belongs together must not be parted.
    package init(of engine: Engine, to output: any BaseOutput) {
        precondition(!engine.isInTransaction, "a snapshot begun in the middle of a transaction")
        self.engine = engine
        self.output = output
        keyCount = engine.keyspace.keyCount
        resources = StoreWalk(engine.resources)
        for (number, database) in engine.keyspace.databases.enumerated().reversed() where database.count > 0 {
            let source = Source(
                number: number, keys: database.count, expiring: database.expiringCount, place: .database(database))
            database.beginWalk { [unowned self] record in write(record, of: source, order) }
            sources.append(source)
        }
        engine.snapshotter = self
    }

    // MARK: Walking

    /// Writes the next few keys; false when all have been written and the end as well.
    package func writeOn() -> Bool {
        guard let source = sources.last else {
            if writeOnAtResources() { return true }
            output.end()
            engine.snapshotter = nil
            return false
        }
        let order = order
        switch source.place {
        case .database(let database):
            if database.walkOn({ write($0, of: source, order) }) { return true }
        case .remains(let remains):
            if remains.walkOn({ write($0, of: source, order) }) { return true }
            engine.reclaimer.free(remains)
        }
        sources.removeLast()
        return true
    }

    /// False when all that is known of resources has been written.
    private func writeOnAtResources() -> Bool {
        if piece.written == piece.bytes.count {
            guard let next = resources?.next() else { return false }
            piece = (next, 0)
        }
        if !piece.bytes.isEmpty { piece.written = output.resources(piece.bytes, from: piece.written) }
        return true
    }

    /// Gives up.
    package func abandon() {
        for source in sources {
            switch source.place {
            case .database(let database):
                database.endWalk()
            case .remains(let remains):
                remains.endWalk()
                engine.reclaimer.free(remains)
            }
        }
        sources = []
        resources?.end()
        engine.snapshotter = nil
    }

    /// A database was emptied: the walk over it goes on in what it held.
    func follow(_ database: Database, to remains: DetachedTable) {
        for index in sources.indices {
            guard case .database(let walked) = sources[index].place, walked === database else { continue }
            sources[index].place = .remains(remains)
        }
    }

    /// What eviction goes by, which an entry then tells of its key.
    private var order: EvictionPolicy.Order? { engine.eviction.policy?.order }

    private func write(_ record: Record, of source: Source, _ order: EvictionPolicy.Order?) {
        writtenKeys += 1
        guard record.kind != .exported || output.takesExports else { return }
        if selected != source.number {
            output.database(source.number, keys: source.keys, expiring: source.expiring)
            selected = source.number
        }
        guard record.isHollow, let key = ResourceKey(record.key) else {
            switch record.content {
            case .bytes(let view): return write(record, .bytes(view), order)
            case .integer(let number): return write(record, .integer(number), order)
            }
        }
        (resources?.body(under: key) ?? []).withView { write(record, .bytes($0), order) }
    }

    private func write(_ record: Record, _ value: SnapshotValue, _ order: EvictionPolicy.Order?) {
        output.entry(
            SnapshotEntry(
                key: record.key, value: value, expiry: record.expiry,
                idleSeconds: order == .lastUse ? engine.instant.secondsSince(record.access) : nil,
                frequency: order == .frequency
                    ? UInt8(engine.frequency.count(of: record.access, at: engine.instant)) : nil))
    }

    /// Why it can't be written to its end: nothing wrong must ever take the place of what is right.
    package var fault: BodyFault? { resources?.fault }

    // MARK: What has been written

    package var pendingBytes: Int { output.pendingBytes }

    /// What has been written since the last piece, for whoever puts it somewhere.
    package func takePiece() -> [UInt8] { output.takePiece() }
}
