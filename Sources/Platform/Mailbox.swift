// Letters from other queues to a loop: posting is safe from anywhere and wakes the loop's poll set.

internal import CLinux
internal import Synchronization

package final class Mailbox<Letter: Sendable>: Sendable {
    private let letters = Mutex<[Letter]>([])
    private let wakeUp: Descriptor

    package init() throws(Errno) {
        wakeUp = Descriptor(owning: try checked("eventfd") {
            eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        })
    }

    /// Readable while letters wait.
    package var number: Int32 { wakeUp.number }

    package func post(_ letter: Letter) {
        letters.withLock { $0.append(letter) }
        var one: UInt64 = 1
        _ = unsafe write(wakeUp.number, &one, 8)
    }

    /// Every letter that has come, in order.
    package func collect() -> [Letter] {
        var count: UInt64 = 0
        _ = unsafe read(wakeUp.number, &count, 8)
        return letters.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}
