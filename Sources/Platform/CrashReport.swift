// What the log is told when the process breaks: which signal ended it, and where. See crash.c.

internal import CLinux

package enum CrashReport {
    /// From here on a crash is told to the log at `path`, or to standard output where that is empty.
    package static func install(for program: String, log path: String) {
        unsafe program.withCString { program in
            unsafe path.withCString { path in unsafe clinux_report_crashes(program, path) }
        }
    }

    /// The thread that calls this is the one that SIGALRM asks about.
    package static func noteLoop() {
        clinux_note_loop()
    }

    package static func touchNothing() {
        clinux_touch_nothing()
    }

    package static func abort() -> Never {
        CLinux.abort()
    }
}
