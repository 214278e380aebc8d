// What is noted of every command that has run: how often and how long, and where it took long or somebody watches, the
// request itself.
//
// The clock is read once for each command: the end of one is the beginning of the next. All that is rarely wanted hangs
// from one threshold.

internal import Bytes
package import Configuration
internal import Engine
internal import RESP

extension Services {
    /// Takes over the options about what is noted of commands.
    package func adoptObservation(_ configuration: Configuration) {
        measuresLatency = configuration.flag(.latencyTracking)
        slowLog.keep(configuration.integer(.slowlogMaxLen), from: configuration.integer(.slowlogLogSlowerThan))
        engine.latency.setThreshold(milliseconds: configuration.integer(.latencyMonitorThreshold))
        renewThreshold()
    }

    /// From how many nanoseconds on a command is looked at more closely.
    private func renewThreshold() {
        noticesFrom = monitors.isEmpty ? min(slowLog.noticesFrom, engine.latency.noticesFrom) : .min
    }

    @inline(__always)
    fileprivate func count(_ command: Int, _ nanoseconds: Int64) {
        let place = counters.noteCall(command, nanoseconds)
        guard measuresLatency else { return }
        histograms.note(nanoseconds, in: place >= 0 ? place : beginHistogram(of: command))
    }

    @inline(never)
    private func beginHistogram(of command: Int) -> Int {
        let place = histograms.begin()
        counters.setHistogram(command, at: place)
        return place
    }

    // MARK: Monitors

    func addMonitor(_ session: Session) {
        session.isMonitor = true
        session.refreshRights(users)
        monitors.append(session)
        renewThreshold()
    }

    func removeMonitor(_ session: Session) {
        guard session.isMonitor else { return }
        session.isMonitor = false
        session.refreshRights(users)
        monitors.removeAll { $0 === session }
        renewThreshold()
    }

    /// Undoes what a session that has gone left behind.
    package func forget(_ session: Session) {
        session.leave(engine)
        endReading(by: session)
        removeMonitor(session)
        longWorks.end(of: session)
        clients.remove(session)
        clientMemory.forget(session)
    }
}

extension Context {
    /// Notes a command that has run since `start`.
    @inline(__always)
    mutating func noteCall(of command: Int, since start: Int64) {
        lapBegan = engine.nanoseconds
        services.count(command, lapBegan - start)
        if lapBegan - start >= services.noticesFrom { notice(lapBegan - start) }
    }

    @inline(never)
    private func notice(_ nanoseconds: Int64) {
        let flags = entry.command.flags
        let second = engine.now / 1000
        engine.latency.note(flags.contains(.fast) ? .fastCommand : .command, nanoseconds, at: second)
        if nanoseconds >= services.slowLog.noticesFrom, !flags.contains(.skipSlowLog) {
            services.slowLog.add(readableWords, nanoseconds, of: session, at: second)
        }
        if flags.isDisjoint(with: [.skipMonitor, .admin]) { showMonitors() }
    }

    private var readableWords: [[UInt8]] { entry.command.secrets.words(of: arguments) }

    /// Shows the request to everybody who watches.
    func showMonitors() {
        guard !services.monitors.isEmpty else { return }
        let moment = services.host.microsecondsNow
        let fraction = String(String(1_000_000 + moment % 1_000_000).dropFirst())
        let client = session.isUnixSocket ? "unix:\(session.address.dropLast(2))" : session.address
        let request = readableWords.map(\.quoted).joined(separator: " ")
        let line = "\(moment / 1_000_000).\(fraction) [\(session.databaseNumber) \(client)] \(request)"
        for monitor in services.monitors where monitor.mayReadEveryKey { monitor.show(line) }
    }
}

extension [UInt8] {
    /// In quotes, with what is not visible ASCII as an escape.
    fileprivate var quoted: String {
        var text = "\""
        for byte in self {
            switch byte {
            case UInt8(ascii: "\\"): text += "\\\\"
            case UInt8(ascii: "\""): text += "\\\""
            case 0x0a: text += "\\n"
            case 0x0d: text += "\\r"
            case 0x09: text += "\\t"
            case 0x07: text += "\\a"
            case 0x08: text += "\\b"
            case 0x20..<0x7f: text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "\\x" + String(String(0x100 + Int(byte), radix: 16).dropFirst())
            }
        }
        return text + "\""
    }
}
