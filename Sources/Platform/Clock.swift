// Time as the server sees it: milliseconds since 1970 for what users say, nanoseconds that never go back for costs.

internal import CLinux

package protocol Clock {
    /// Milliseconds since 1970.
    var wallMilliseconds: Int64 { get }
    /// Nanoseconds since some moment, never going back.
    var monotonicNanoseconds: Int64 { get }
}

package struct LinuxClock: Clock, Sendable {
    package init() {}

    package var wallMilliseconds: Int64 {
        let now = read(CLOCK_REALTIME)
        return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
    }

    package var wallMicroseconds: Int64 {
        let now = read(CLOCK_REALTIME)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
    }

    package var monotonicNanoseconds: Int64 {
        clinux_monotonic_nanoseconds()
    }

    /// Nanoseconds of processor time that the thread that asks has used: without what the system takes away meanwhile.
    /// Each call goes to the kernel.
    package var threadNanoseconds: Int64 {
        let now = read(CLOCK_THREAD_CPUTIME_ID)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }

    private func read(_ clock: clockid_t) -> timespec {
        var now = timespec()
        unsafe clock_gettime(clock, &now)
        return now
    }
}
