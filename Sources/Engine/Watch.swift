// One watch of one connection: what it asks for, in which form, and how far it is.

internal import Bytes
package import Resources

package final class Watch {
    package let scope: WatchScope
    let form: EventText.Form
    let hearer: Hearer
    /// As long as the watch is behind: everything up to here has been told, or is `kept`.
    var place: Feed.Place
    var isEnded = false
    /// Told as soon as it is known whether more of its commit follows.
    private var kept: EventText?

    init(_ scope: WatchScope, _ form: EventText.Form, after revision: Revision, _ hearer: Hearer) {
        self.scope = scope
        self.form = form
        self.hearer = hearer
        place = .end(of: revision)
    }

    /// The last revision of which everything has been told.
    var wholeRevision: Revision {
        kept.map { $0.revision - 1 } ?? place.wholeRevision
    }

    /// Tells of an old event, or keeps it until the next one comes.
    func replay(_ event: EventText) {
        if let kept { tell(kept, hasMore: kept.revision == event.revision) }
        kept = event
    }

    /// Nothing older comes after what was kept.
    func finishReplay() {
        if let kept { tell(kept, hasMore: false) }
        kept = nil
    }

    private func tell(_ event: EventText, hasMore: Bool) {
        EventFrame(hearer.subscriber, event, form).send(hasMore: hasMore)
    }
}

/// A connection with watches.
final class Hearer {
    let subscriber: any Subscriber
    var watches = ArrivalOrder<ByteString, Watch>()
    /// How many of them have not come to the present yet.
    var behindCount = 0
    /// When it last heard anything.
    var lastHeard: Int64

    init(_ subscriber: any Subscriber, now: Int64) {
        self.subscriber = subscriber
        lastHeard = now
    }
}
