// Bodies that are on disk: a client that asks for one waits alone, and a body that can't be had is an error, never
// another body.

internal import Bytes
internal import Engine
internal import Keyspace
internal import RESP
internal import Resources

/// What a session waits for until the disk has given it.
final class BodyWait {
    let version: Version
    var outcome: Result<[UInt8], BodyFault>?

    init(for version: Version) {
        self.version = version
    }
}

extension CommandError {
    init(_ fault: BodyFault) {
        self.init("IOERR", fault.text)
    }
}

extension Context {
    /// A record with all that it stands for: of one whose body is elsewhere, with a copy of that.
    @inline(__always)
    func whole(_ record: Record) throws(CommandError) -> Record {
        record.isElsewhere ? try filled(record) : record
    }

    @inline(never)
    private func filled(_ record: Record) throws(CommandError) -> Record {
        do throws(BodyFault) { return try engine.filled(record) } catch { throw CommandError(error) }
    }

    /// The same, but nil where the request waits for the disk to give the body, and is to be run again then. Where it
    /// can't wait, or has waited, it goes on at once.
    @inline(__always)
    func awaited(_ record: Record) throws(CommandError) -> Record? {
        record.isElsewhere ? try awaitedBody(of: record) : record
    }

    @inline(never)
    private func awaitedBody(of record: Record) throws(CommandError) -> Record? {
        let wait = session.bodyWait
        session.bodyWait = nil
        guard record.isHollow, let key = ResourceKey(record.key), let resource = store.resource(key) else {
            // The first look at what it has waited for is no hit.
            if wait != nil { store.bodies.hitsOfCopies -= 1 }
            return try filled(record)
        }
        if let wait, wait.version === resource.current, let outcome = wait.outcome {
            do throws(BodyFault) { return engine.lend(try outcome.get(), to: resource) } catch {
                throw CommandError(error)
            }
        }
        guard resource.current.isOnDiskAlone, !isInExec, !session.isOfServer, wait == nil else {
            return try filled(record)
        }
        park(for: resource)
        return nil
    }

    private func park(for resource: Resource) {
        let wait = BodyWait(for: resource.current)
        session.bodyWait = wait
        session.isParked = true
        session.isPostponed = true
        engine.statistics.keyHits -= 1
        store.bodies.fetch(resource.current, of: resource) { [weak session, engine] outcome in
            wait.outcome = outcome
            guard let session, session.bodyWait === wait else { return }
            engine.hasAppointments = true
            session.wake()
        }
    }

    /// Takes back a reply that was made of a body which could not be read.
    mutating func withTrueBodies(_ answer: (inout Context) throws(CommandError) -> Void) throws(CommandError) {
        store.bodies.faults.last = nil
        try inParts { context throws(CommandError) in
            try answer(&context)
            do throws(StoreError) { try context.store.refuseFault() } catch { throw CommandError(error) }
        }
    }

    /// Answers in parts, any of which may fail: then all that is answered is the error.
    mutating func inParts(_ answer: (inout Context) throws(CommandError) -> Void) throws(CommandError) {
        let mark = reply.queue.count
        do throws(CommandError) { try answer(&self) } catch {
            reply.queue.truncate(to: mark)
            throw error
        }
    }
}
