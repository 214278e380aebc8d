// What comes back from disk: keys that are taken in without anybody being told of them.

package import Bytes
package import Keyspace
package import Resources

extension Engine {
    /// While a log is run again nothing ends: what ended then was deleted by the log itself.
    package func beginReplay() {
        instant = Instant(milliseconds: 0, countsUse: countsUse, accessClock: instant.accessClock)
    }

    /// Loading is over. What has ended meanwhile was left alone, since the log may still go on with it, and is looked
    /// at from here on.
    func everythingCameBack() {
        endsGiven += 1
        exports?.everythingCameBack()
    }

    package func endReplay(at milliseconds: Int64) {
        settleLoaded()
        setTime(milliseconds)
    }

    /// Makes room for so many keys at once, where there are none.
    package func expect(_ keys: Int, in database: Int) {
        keyspace[database].reserve(keys)
    }

    /// Takes in a key. Until `settleLoaded` it may not be there.
    package func load(
        _ key: ByteView, _ content: StringContent, until moment: Int64?, use: PastUse? = nil, in database: Int
    ) {
        if database == 0, moment == nil, let imageReader, case .bytes(let string) = content,
            imageReader.take(string, under: key)
        {
            return
        }
        keyspace[database].load(key, content, until: moment, use: use, now: instant)
        if moment != nil { endsGiven += 1 }
    }

    /// What stands under keys of these types will be bodies that belong on disk, and goes there as it comes.
    package func expectBodies(ofTypes types: ByteView) {
        let reader = ImageReader(into: emptyStore(epoch: 0))
        reader.expect(onDemand: types)
        imageReader = reader
    }

    /// Takes in a piece of what is known of resources beside their bodies, which have been loaded as strings.
    /// - Parameter keepsEpoch: whether what comes goes on from where the store was when it was written.
    package func loadResources(_ chunk: ByteView, keepsEpoch: Bool = true) throws(ImageReader.Fault) {
        settleLoaded()
        let reader = imageReader ?? ImageReader(into: emptyStore(epoch: 0))
        imageReader = reader
        try reader.take(chunk) { key in loadedBody(under: key, of: reader.store) }
        guard reader.isComplete else { return }
        imageReader = nil
        try reader.returnRest { key, string in load(key, Record.content(for: string), until: nil, in: 0) }
        settleLoaded()
        adopt(reader.store)
        if !keepsEpoch { resources.beginEpoch(random.next()) }
    }

    /// What was loaded under a key; the store alone has it from here on, where that keeps bodies elsewhere.
    private func loadedBody(under key: ResourceKey, of store: Store) -> [UInt8]? {
        key.bytes.withView { name in
            guard let record = shelf.find(name) else { return nil }
            let body = record.content.withView { $0.array }
            if store.catalog(key.type)?.isOnDemand == true {
                setRecord(name, [], until: record.expiry, isOnDemand: true)
            }
            return body
        }
    }

    private func adopt(_ store: Store) {
        (bodyWalk, borrowers) = (nil, [])
        resources = store
        holdsResources = store.liveCount > 0
        revision = Int64(clamping: store.head)
        store.forEachResource { resource in
            resource.key.bytes.withView { key in
                let isOnDemand = resource.shelf.catalog.isOnDemand
                if !isOnDemand, shelf.makeResource(key) { return }
                let current = resource.current
                setRecord(key, current.body ?? [], until: current.end, isOnDemand: isOnDemand)
            }
        }
        exports?.resourcesCameBack()
    }

    /// Why what has been loaded can't be all; nil where it can.
    package var loadingFault: String? {
        imageReader == nil ? nil : "the resources have no end"
    }

    /// Revisions told from here on are of another history than those before: something of it may be lost.
    package func beginEpoch() {
        resources.beginEpoch(random.next())
    }

    /// Notes in the log which epoch goes on from here, where there are revisions.
    package func logEpoch() {
        if resources.head > 0, effects.isOn { effects.epoch(resources.epoch) }
    }

    /// A log says which epoch goes on.
    package func goOn(inEpoch epoch: UInt64) {
        resources.beginEpoch(epoch)
    }

    /// Forgets all resources and their past, before something else is loaded.
    package func forgetResources() {
        imageReader = nil
        (bodyWalk, borrowers) = (nil, [])
        bodies.forgetAll()
        resources = emptyStore(epoch: resources.epoch)
        holdsResources = false
        revision = 0
    }

    /// What was loaded is in its place from now on.
    package func settleLoaded() {
        for database in keyspace.databases { database.settleArrivals() }
    }
}
