// Bodies that memory does not have: the records of their resources are hollow, and whoever wants the body asks here.

internal import Bytes
package import Keyspace
package import Resources

extension Engine {
    /// Whether bodies are to be put in their places, by slices.
    package var hasMisplacedBodies: Bool { bodies.areMisplaced || bodyWalk != nil }

    /// Puts bodies where they belong until the slice is over.
    package func moveBodies(until isOver: () -> Bool) {
        guard hasMisplacedBodies else { return }
        // A definition that comes meanwhile may be about what has been passed already: then all is looked at again.
        let walk = bodyWalk ?? BodyWalk(resources)
        bodyWalk = walk
        while !walk.hasEnded, bodies.hasRoom {
            walk.walkOn { resource, isInMemory in show(resource, isInMemory: isInMemory) }
            if isOver() { break }
        }
        if walk.hasEnded { bodyWalk = nil }
    }

    /// The record of a resource holds its body where memory does.
    private func show(_ resource: Resource, isInMemory: Bool) {
        resource.key.bytes.withView { key in
            guard let record = shelf.find(key), record.kind == .resource, record.isElsewhere == isInMemory else {
                return
            }
            let body = isInMemory ? resource.current.body ?? [] : []
            write(key, body, of: resource, isElsewhere: !isInMemory)
        }
    }

    private func write(_ key: ByteView, _ body: [UInt8], of resource: Resource, isElsewhere: Bool) {
        body.withView {
            shelf.setResource(key, $0, until: resource.current.end, isElsewhere: isElsewhere, now: instant)
        }
    }

    /// A record with a copy of the body that is kept elsewhere: that which is cached, or one that is lent to it until
    /// the next look after the house.
    package func filled(_ record: Record) throws(BodyFault) -> Record {
        guard record.isHollow, let key = ResourceKey(record.key), let resource = resources.resource(key) else {
            bodies.hitsOfCopies += 1
            record.noteUseOfCopy()
            return record
        }
        guard let body = try resources.presentBody(of: resource) else { return record }
        return lend(body, to: resource) ?? record
    }

    /// Fills the record of a resource, where it is hollow, for a short time; answers the record that it has then.
    @discardableResult
    package func lend(_ body: [UInt8], to resource: Resource) -> Record? {
        resource.key.bytes.withView { key in
            guard let record = shelf.find(key), record.isHollow else { return shelf.find(key) }
            resource.current.lend(body)
            write(key, body, of: resource, isElsewhere: true)
            borrowers.append(resource)
            return shelf.find(key)
        }
    }

    /// Takes back what was lent.
    package func takeBackBodies() {
        guard !borrowers.isEmpty else { return }
        let borrowers = borrowers
        self.borrowers = []
        for resource in borrowers where resource.exists { takeBack(from: resource) }
    }

    private func takeBack(from resource: Resource) {
        guard resources.resource(resource.key) === resource, resources.takeBack(from: resource) else { return }
        copyHasGone(of: resource)
    }

    /// The record of a resource that stands now holds its body, or nothing where that is kept elsewhere: then nobody
    /// fetches it from there for this.
    func setRecord(_ key: ByteView, _ body: @autoclosure () -> [UInt8], until end: Int64?, isOnDemand: Bool) {
        (isOnDemand ? [] : body()).withView {
            shelf.setResource(key, $0, until: end, isElsewhere: isOnDemand, now: instant)
        }
    }
}

/// What another store held, before everything was loaded again, may still be told of: its keys are not these.
extension Engine: BodyListener {
    package func copyHasCome(of resource: Resource, _ body: [UInt8]) {
        guard stands(resource) else { return }
        resource.key.bytes.withView { key in
            guard shelf.find(key)?.isElsewhere == true else { return }
            write(key, body, of: resource, isElsewhere: true)
        }
    }

    package func copyHasGone(of resource: Resource) {
        guard stands(resource) else { return }
        resource.key.bytes.withView { key in
            guard let record = shelf.find(key), record.isElsewhere, !record.isHollow else { return }
            write(key, [], of: resource, isElsewhere: true)
        }
    }

    package func takeUse(of resource: Resource) -> Bool {
        stands(resource) && resource.key.bytes.withView { shelf.find($0)?.takeUseOfCopy() ?? false }
    }

    private func stands(_ resource: Resource) -> Bool { resources.resource(resource.key) === resource }
}
