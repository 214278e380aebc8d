// A timer that makes a descriptor readable, so that the loop's one wait covers time as well.

internal import CLinux

package struct Timer: ~Copyable {
    private let descriptor: Descriptor
    private var armedFor = Int64.max

    package init() throws(Errno) {
        descriptor = Descriptor(owning: try checked("timerfd_create") {
            timerfd_create(CLOCK_MONOTONIC, Int32(TFD_NONBLOCK | TFD_CLOEXEC))
        })
    }

    package var number: Int32 { descriptor.number }

    /// Fires once at `deadline` of the monotonic clock; a moment that has passed fires at once.
    package mutating func arm(at deadline: Int64) {
        if deadline == armedFor { return }
        armedFor = deadline
        let nanoseconds = max(deadline, 1)
        var setting = itimerspec()
        setting.it_value = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        unsafe timerfd_settime(descriptor.number, Int32(TFD_TIMER_ABSTIME), &setting, nil)
    }

    /// Takes note that it fired.
    package mutating func acknowledge() {
        armedFor = Int64.max
        var count: UInt64 = 0
        _ = unsafe read(descriptor.number, &count, 8)
    }
}
