// Where and when a measurement was made.

internal import Glibc

struct Machine {
    let processor: String
    let cores: Int
    let kernel: String
    let date: String

    static func here() -> Machine {
        Machine(
            processor: processorName(), cores: sysconf(Int32(_SC_NPROCESSORS_ONLN)), kernel: kernelName(),
            date: now())
    }

    private static func processorName() -> String {
        let lines = (readText("/proc/cpuinfo") ?? "").split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("model name") }), let colon = line.firstIndex(of: ":")
        else { return "unknown" }
        return String(line[line.index(after: colon)...].drop { $0 == " " })
    }

    private static func kernelName() -> String {
        let release = readText("/proc/sys/kernel/osrelease")?.split(separator: "\n").first
        return "Linux " + (release.map(String.init) ?? "unknown")
    }

    private static func now() -> String {
        var seconds = time(nil)
        var parts = unsafe tm()
        unsafe gmtime_r(&seconds, &parts)
        let date = unsafe "\(parts.tm_year + 1900)-\(twoDigits(parts.tm_mon + 1))-\(twoDigits(parts.tm_mday))"
        return unsafe "\(date)T\(twoDigits(parts.tm_hour)):\(twoDigits(parts.tm_min)):\(twoDigits(parts.tm_sec))Z"
    }

    private static func twoDigits(_ number: Int32) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
