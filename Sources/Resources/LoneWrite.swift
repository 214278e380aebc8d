// Another body for one resource of a type that takes anything and reads nothing: most changes are such ones, and come
// to what a plan of that one step would, without its lists. Whatever there may be to judge or to refuse is left to the
// planner.
//
//     loneWrite → LoneWrite → apply, and nobody hears of it
//                           → Change → Store.apply, as all other changes

package import Bytes

package struct LoneWrite: ~Copyable {
    fileprivate let shelf: Shelf
    fileprivate let name: ByteString
    /// nil for a name that is not known.
    fileprivate let resource: Resource?
    /// What the resource is to have, or has already.
    package let version: Version
    package let isChange: Bool

    package var outcome: Outcome {
        Outcome(version: version.number, revision: version.revision, isChange: isChange)
    }

    package var change: Change {
        Change(ResourceKey(namespace: shelf.namespace, type: shelf.type, name: name), version, of: resource)
    }

    /// Appends the record of a commit that is this change alone.
    package func write(as word: StaticString, in epoch: UInt64, to queue: inout ByteQueue) {
        Commit.write(version, of: name, on: shelf, in: epoch, as: word, to: &queue)
    }
}

extension Store {
    /// What putting a text would come to at an address that three words of a client's spell; nil where a plan has to
    /// tell.
    package func loneWrite(
        of text: ByteView, type: ByteView, namespace: ByteView, name: ByteView, at now: Int64, by actor: any Actor
    ) -> LoneWrite? {
        guard isSealed, !hasQuotas, let shelf = lastShelf, shelf.terms.areNone, shelf.isNamed(type, in: namespace)
        else { return nil }
        let resource = shelf.resource(name)
        guard resource?.current.isReplaceable ?? Naming.isName(name), let body = document(text, on: shelf) else {
            return nil
        }
        if let resource, resource.current.says(body) {
            return LoneWrite(
                shelf: shelf, name: resource.name, resource: resource, version: resource.current, isChange: false)
        }
        let version = Version(
            number: (resource?.current.number ?? shelf.catalog.highestForgotten) + 1, revision: next, time: now,
            author: actor.author, event: resource?.exists == true ? .updated : .created, body: body)
        return LoneWrite(
            shelf: shelf, name: resource?.name ?? ByteString(name), resource: resource, version: version,
            isChange: true)
    }

    /// nil where there is something wrong with it.
    private func document(_ text: ByteView, on shelf: Shelf) -> [UInt8]? {
        do throws(StoreError) { return try read(text.array, isAtMost: shelf.terms.bodyLength) } catch { return nil }
    }

    /// Makes it true as a commit of its own, which is told to nobody.
    package func apply(_ write: borrowing LoneWrite) {
        applyAlone(write.version, to: write.resource, write.name, on: write.shelf)
    }
}

extension Terms {
    /// Whether a type has nothing to say of a body but how long it may be.
    fileprivate var areNone: Bool { takesAnything && readsNothing && lifetime == nil && !isOnDemand && !isOwn }
}

extension Version {
    /// Whether nothing has to be asked of it before another one follows: it has no end, and memory has its body.
    fileprivate var isReplaceable: Bool { !exists || !isEnding && isHeld }
}
