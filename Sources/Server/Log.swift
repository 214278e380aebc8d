// The server's log: lines as Redis writes them, as key=value pairs, or as JSON, to standard output or to a file.
//
//     4242:M 20 Nov 2026 23:24:12.345 * Ready to accept connections tcp

package import Configuration
package import Platform

package final class Log {
    package enum Level: Int, Comparable {
        case debug, verbose, notice, warning

        package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

        fileprivate var mark: String { [".", "-", "*", "#"][rawValue] }
        fileprivate var name: String { ["debug", "info", "notice", "warning"][rawValue] }
    }

    private enum Format {
        case legacy, pairs, json
    }

    private enum Timestamp {
        case legacy, iso8601, milliseconds
    }

    private let clock = LinuxClock()
    private let processID = ProcessFigures.processID
    private var level = Level.notice
    private var isSilent = false
    private var format = Format.legacy
    private var timestamp = Timestamp.legacy
    private var path = ""

    package init() {}

    package func configure(_ configuration: Configuration) {
        let name = configuration.text(.loglevel)
        isSilent = name == "nothing"
        level = ["debug": .debug, "verbose": .verbose, "notice": .notice][name] ?? .warning
        format = ["logfmt": .pairs, "json": .json][configuration.text(.logFormat)] ?? .legacy
        let style = configuration.text(.logTimestampFormat)
        timestamp = ["iso8601": .iso8601, "milliseconds": .milliseconds][style] ?? .legacy
        path = configuration.text(.logfile)
    }

    /// Whether the log can be written where the configuration says.
    package func tryOpening() throws(Errno) {
        if !path.isEmpty { _ = try File.openToAppend(path) }
    }

    package func debug(_ text: @autoclosure () -> String) { write(.debug, text) }
    package func verbose(_ text: @autoclosure () -> String) { write(.verbose, text) }
    package func notice(_ text: @autoclosure () -> String) { write(.notice, text) }
    package func warning(_ text: @autoclosure () -> String) { write(.warning, text) }

    private func write(_ level: Level, _ text: () -> String) {
        guard level >= self.level, !isSilent else { return }
        let line = Array((rendered(level, text()) + "\n").utf8)
        // The file is opened for every line, so that it may be moved away at any time.
        if path.isEmpty {
            try? File.write(line, to: 1)
        } else if let file = try? File.openToAppend(path) {
            try? File.write(line, to: file.number)
        }
    }

    private func rendered(_ level: Level, _ text: String) -> String {
        switch format {
        case .legacy:
            return "\(processID):M \(time) \(level.mark) \(text)"
        case .pairs:
            return "pid=\(processID) role=primary timestamp=\"\(time)\" level=\(level.name) "
                + "message=\(Self.quoted(text))"
        case .json:
            return "{\"time\":\"\(time)\",\"pid\":\(processID),\"role\":\"primary\",\"level\":\"\(level.name)\","
                + "\"message\":\(Self.quoted(text))}"
        }
    }

    private var time: String {
        let milliseconds = clock.wallMilliseconds
        if timestamp == .milliseconds { return String(milliseconds) }
        let now = LocalTime(milliseconds: milliseconds)
        let clockTime = "\(pad(now.hour)):\(pad(now.minute)):\(pad(now.second)).\(pad(now.millisecond, 3))"
        if timestamp == .iso8601 {
            let zone = "\(now.offset < 0 ? "-" : "+")\(pad(abs(now.offset) / 60)):\(pad(abs(now.offset) % 60))"
            return "\(now.year)-\(pad(now.month))-\(pad(now.day))T\(clockTime)\(zone)"
        }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(pad(now.day)) \(months[now.month - 1]) \(now.year) \(clockTime)"
    }

    private func pad(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// In double quotes, with what JSON does not allow inside them escaped.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in text.unicodeScalars {
            switch character {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case let other where other.value < 0x20:
                let hex = String(other.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: quoted.unicodeScalars.append(character)
            }
        }
        return quoted + "\""
    }
}
