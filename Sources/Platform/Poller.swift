// The one poll set of a loop: which descriptors to watch, and a wait that answers those that are ready.
//
// A descriptor is reported while it is ready, or only when something new has come: the second spares the kernel a look
// at every descriptor that was just read empty, and asks of the watcher to remember what it has left unread. Each
// descriptor carries a token that its watcher chose; the token holds a generation, so that an event for a descriptor
// closed in the same turn is known to be stale.

internal import CLinux

@safe
package struct Poller: ~Copyable {
    package struct Interest: OptionSet, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }
        package static let read = Interest(rawValue: EPOLLIN.rawValue)
        package static let write = Interest(rawValue: EPOLLOUT.rawValue)
        /// The peer sends no more; what it has sent may still be unread.
        package static let end = Interest(rawValue: EPOLLRDHUP.rawValue)
        /// Reported only when something has come since the last report.
        package static let newsOnly = Interest(rawValue: EPOLLET.rawValue)
        static let failure = Interest(rawValue: EPOLLERR.rawValue | EPOLLHUP.rawValue)
    }

    package struct Event {
        package let token: UInt64
        package let ready: Interest

        /// A peer that hung up is found by reading, a broken connection by either.
        package var canRead: Bool { !ready.isDisjoint(with: [.read, .end, .failure]) }
        package var canWrite: Bool { !ready.isDisjoint(with: [.write, .failure]) }
        /// Nothing will be reported after this: it has to be read to its end now.
        package var isLast: Bool { !ready.isDisjoint(with: [.end, .failure]) }
    }

    private static let capacity = 512
    private let set: Descriptor
    private let events: UnsafeMutablePointer<epoll_event>
    package private(set) var readyCount = 0

    package init() throws(Errno) {
        set = Descriptor(owning: try checked("epoll_create1") { epoll_create1(Int32(EPOLL_CLOEXEC)) })
        unsafe events = UnsafeMutablePointer<epoll_event>.allocate(capacity: Self.capacity)
        unsafe memset(events, 0, Self.capacity * MemoryLayout<epoll_event>.stride)
    }

    deinit {
        unsafe events.deallocate()
    }

    package func add(_ descriptor: Int32, _ interest: Interest, token: UInt64) throws(Errno) {
        try change(EPOLL_CTL_ADD, descriptor, interest, token)
    }

    package func modify(_ descriptor: Int32, _ interest: Interest, token: UInt64) throws(Errno) {
        try change(EPOLL_CTL_MOD, descriptor, interest, token)
    }

    package func remove(_ descriptor: Int32) {
        _ = clinux_epoll_change(set.number, EPOLL_CTL_DEL, descriptor, 0, 0)
    }

    private func change(
        _ operation: Int32, _ descriptor: Int32, _ interest: Interest, _ token: UInt64
    ) throws(Errno) {
        try checked("epoll_ctl") {
            clinux_epoll_change(set.number, operation, descriptor, interest.rawValue, token)
        }
    }

    /// Waits without a time limit, the loop's timer and mailbox being in the set themselves; or only looks.
    package mutating func wait(isPatient: Bool = true) throws(Errno) {
        readyCount = 0
        readyCount = Int(try checked("epoll_wait") {
            unsafe epoll_wait(set.number, events, Int32(Self.capacity), isPatient ? -1 : 0)
        })
    }

    package func event(_ index: Int) -> Event {
        precondition(index < readyCount)
        return unsafe Event(
            token: clinux_epoll_token(events, Int32(index)),
            ready: Interest(rawValue: clinux_epoll_events(events, Int32(index))))
    }
}
