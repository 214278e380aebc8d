// What a server process costs, read from /proc: its CPU time and the memory that it keeps resident.

internal import Glibc

struct ProcessMeter {
    let pid: Int32

    /// User and system time of all its threads, the ended ones too, in microseconds; steps of one clock tick.
    func cpuMicroseconds() -> Double? {
        guard let text = readText("/proc/\(pid)/stat"), let name = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: name)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return nil }
        return (user + system) * 1e6 / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The time its living threads have run, in microseconds and as fine as the scheduler counts: for idle servers.
    func fineCPUMicroseconds() -> Double? {
        let threads = listDirectory("/proc/\(pid)/task")
        let times = threads.compactMap { thread -> Double? in
            guard let text = readText("/proc/\(pid)/task/\(thread)/schedstat") else { return nil }
            return text.split(separator: " ").first.flatMap { Double($0) }
        }
        return times.isEmpty ? nil : times.reduce(0, +) / 1_000
    }

    /// Resident bytes.
    func residentBytes() -> Double? {
        guard let text = readText("/proc/\(pid)/statm") else { return nil }
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Double(fields[1]) else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Bytes of its own and of its children's, with what they share counted once.
    func familyBytes() -> Double {
        let children = listDirectory("/proc").filter { Int32($0) != nil && Self.parent(of: $0) == pid }
        return ([String(pid)] + children).reduce(0) { $0 + Self.proportionalBytes(of: $1) }
    }

    private static func parent(of process: String) -> Int32? {
        guard let text = readText("/proc/\(process)/stat"), let name = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: name)...].split(separator: " ")
        return fields.count > 1 ? Int32(fields[1]) : nil
    }

    private static func proportionalBytes(of process: String) -> Double {
        let lines = (readText("/proc/\(process)/smaps_rollup") ?? "").split(separator: "\n")
        let words = lines.first { $0.hasPrefix("Pss:") }?.split(separator: " ")
        return (words.flatMap { Double($0[1]) } ?? 0) * 1024
    }

    // MARK: Finding

    /// The process that listens on `port`, where this user may see it.
    static func listening(on port: Int) -> ProcessMeter? {
        guard let inode = listeningInode(port) else { return nil }
        let socket = "socket:[\(inode)]"
        for entry in listDirectory("/proc") {
            guard let pid = Int32(entry) else { continue }
            let holds = listDirectory("/proc/\(pid)/fd").contains { readLink("/proc/\(pid)/fd/\($0)") == socket }
            if holds { return ProcessMeter(pid: pid) }
        }
        return nil
    }

    private static func listeningInode(_ port: Int) -> Substring? {
        let hex = String(port, radix: 16, uppercase: true)
        let suffix = ":" + String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex
        for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
            for line in (readText(table) ?? "").split(separator: "\n").dropFirst() {
                let fields = line.split(separator: " ")
                if fields.count > 9, fields[3] == "0A", fields[1].hasSuffix(suffix) { return fields[9] }
            }
        }
        return nil
    }

    /// CPU time that this program itself has used, in microseconds.
    static func ownCPUMicroseconds() -> Double {
        var usage = rusage()
        unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
        return microseconds(usage.ru_utime) + microseconds(usage.ru_stime)
    }

    private static func microseconds(_ time: timeval) -> Double {
        Double(time.tv_sec) * 1e6 + Double(time.tv_usec)
    }
}
