// What the kernel says of this process and this machine.

internal import CLinux

package enum ProcessFigures {
    package static var processID: Int { Int(getpid()) }

    /// Bytes in memory now.
    package static var residentBytes: Int {
        guard let text = try? File.read("/proc/self/statm") else { return 0 }
        let fields = String(decoding: text, as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    }

    package static var systemMemory: Int {
        Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Seconds of processor time that the process has used, for itself and in the kernel.
    package static var processorSeconds: (user: Double, system: Double) {
        seconds(of: RUSAGE_SELF.rawValue)
    }

    /// The same of the thread that asks.
    package static var threadSeconds: (user: Double, system: Double) {
        // RUSAGE_THREAD stands behind _GNU_SOURCE.
        seconds(of: 1)
    }

    private static func seconds(of whom: Int32) -> (user: Double, system: Double) {
        var usage = rusage()
        unsafe getrusage(whom, &usage)
        return (seconds(usage.ru_utime), seconds(usage.ru_stime))
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
    }

    /// Name, release and machine of the operating system.
    package static var operatingSystem: String {
        var name = utsname()
        guard unsafe uname(&name) == 0 else { return "unknown" }
        return [text(of: name.sysname), text(of: name.release), text(of: name.machine)].joined(separator: " ")
    }

    private static func text<Characters>(of characters: Characters) -> String {
        unsafe withUnsafeBytes(of: characters) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    package static var executable: String {
        var path = [UInt8](repeating: 0, count: 4096)
        let length = unsafe path.withUnsafeMutableBytes { bytes in
            unsafe readlink("/proc/self/exe", bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        return length > 0 ? String(decoding: path[..<length], as: UTF8.self) : ""
    }

    /// How many descriptors the process may have, raised to `wanted` as far as it is allowed.
    package static func allowDescriptors(_ wanted: Int) -> Int {
        var limit = rlimit()
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        if limit.rlim_cur < UInt(wanted) {
            limit.rlim_cur = min(UInt(wanted), limit.rlim_max)
            unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            if limit.rlim_cur < UInt(wanted) {
                // Root may raise the upper bound too.
                var higher = rlimit(rlim_cur: UInt(wanted), rlim_max: max(UInt(wanted), limit.rlim_max))
                if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &higher) == 0 { return wanted }
            }
        }
        return Int(limit.rlim_cur)
    }

    /// Eight bytes that nobody can guess.
    package static var secretSeed: UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }

    package static func sleep(microseconds: Int) {
        usleep(UInt32(clamping: microseconds))
    }

    package static func exit(_ code: Int32) -> Never {
        CLinux.exit(code)
    }
}
