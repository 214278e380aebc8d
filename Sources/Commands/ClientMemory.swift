// What the clients use together, and who has to go when that is too much: the largest first.
//
// Nothing is counted while there is no limit. With one, every session is counted anew after it was served.

internal import Bytes
internal import Engine
internal import RESP

package final class ClientMemory {
    /// Less would leave nobody able to say that it is too little.
    private static let leastLimit = 128 * 1024

    /// How much all clients may use; nil for as much as they want.
    private var limit: Int?
    package private(set) var total = 0
    /// Nobody may be sent away any more: there is no use in looking again in every turn.
    private var isFutile = false

    package init() {}

    package func setLimit(_ bytes: Int?, _ sessions: some Sequence<Session>) {
        let wasCounting = limit != nil
        limit = bytes.map { max($0, Self.leastLimit) }
        isFutile = false
        if limit != nil, !wasCounting { for session in sessions { note(session) } }
        if limit == nil { for session in sessions { forget(session) } }
    }

    /// Counts a session anew.
    package func note(_ session: Session) {
        if limit != nil { count(session) }
    }

    private func count(_ session: Session) {
        let bytes = session.byteCount
        total += bytes - session.countedBytes
        session.countedBytes = bytes
    }

    package func forget(_ session: Session) {
        total -= session.countedBytes
        session.countedBytes = 0
    }

    package var isExceeded: Bool {
        guard let limit else { return false }
        return total >= limit && !isFutile
    }

    /// Who was spared because nobody could go may be looked at again.
    package func reconsider() {
        isFutile = false
    }

    /// Whom to send away, so that the others stay under the limit.
    package func excess(of sessions: some Sequence<Session>) -> [Session] {
        guard let limit else { return [] }
        var rest = total
        var leaving: [Session] = []
        let candidates = sessions.filter { !$0.isExemptFromEviction && $0.countedBytes > 0 && !$0.closesNow }
        for session in candidates.sorted(by: { $0.countedBytes > $1.countedBytes }) where rest >= limit {
            rest -= session.countedBytes
            leaving.append(session)
        }
        isFutile = rest >= limit
        return leaving
    }
}

extension Session {
    /// Roughly what the session costs: itself, its buffers, and what it has queued, watched and subscribed to.
    package var byteCount: Int {
        let itself = 1024
        let perName = 128
        let names = subscriptions.count(.channel) + subscriptions.count(.pattern) + subscriptions.count(.shard)
        return itself + inputRoom + reply.queue.capacity + pushes.queue.capacity + (transaction?.byteCount ?? 0)
            + (names + watched.count + (tracker?.prefixCount ?? 0)) * perName
    }
}
