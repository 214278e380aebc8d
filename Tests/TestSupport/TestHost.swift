// The process around a server in a test: it does nothing by itself and remembers what was asked of it.

package import Commands
internal import Engine

package final class TestHost: Host {
    package private(set) var appliedOptions: [String] = []
    package private(set) var logLines: [String] = []
    package private(set) var sleptMicroseconds = 0
    package private(set) var wasShutDown = false
    package private(set) var breakdown: Breakdown?
    /// Whether defaults were to be written too, for every time that the configuration was.
    package private(set) var rewrites: [Bool] = []
    package var facts = ServerFacts()
    package private(set) var residenceAsked = 0
    package var residentBytes: Int {
        residenceAsked += 1
        return 0
    }
    package var files: [String: [UInt8]] = [:]
    /// What `apply` answers; nil where every change succeeds.
    package var applyError: CommandError?
    /// Called when options have changed.
    package var whenApplied: (([String]) throws(CommandError) -> Void)?
    unowned var server: TestServer!

    package func apply(_ changed: [String]) throws(CommandError) {
        if let applyError { throw applyError }
        appliedOptions += changed
        server.adoptConfiguration()
        try whenApplied?(changed)
    }

    package func rewriteConfiguration(withDefaults: Bool) throws(CommandError) {
        if let applyError { throw applyError }
        rewrites.append(withDefaults)
    }

    package func close(_ session: Session, afterReplies: Bool) {
        if afterReplies {
            session.closesAfterReply = true
        } else {
            session.closesNow = true
            if !session.isRunning { server.forget(session) }
        }
    }

    package func evictClients() {
        for session in server.services.clientMemory.excess(of: server.services.clients.sessions.values) {
            close(session, afterReplies: false)
        }
    }

    package func shutDown() {
        wasShutDown = true
    }

    package func cancelShutdown() -> Bool { false }

    package func breakDown(_ way: Breakdown) {
        breakdown = way
    }

    package func readFile(_ path: String) throws(FileFailure) -> [UInt8] {
        guard let content = files[path] else { throw FileFailure("No such file or directory") }
        return content
    }

    package func replaceFile(_ path: String, with content: [UInt8]) throws(FileFailure) {
        guard !path.hasSuffix("/") else { throw FileFailure("Is a directory") }
        files[path] = content
    }

    package func log(_ text: String) {
        logLines.append(text)
    }

    package func warn(_ text: String) {
        logLines.append(text)
    }

    package func doAside<Finding: Sendable>(
        _ work: @escaping @Sendable () -> Finding, then finish: @escaping (Finding) -> Void
    ) {
        finish(work())
    }

    package func sleep(microseconds: Int) {
        sleptMicroseconds += microseconds
        server.advance(milliseconds: Int64(microseconds / 1000))
        server.engine.stoppedClock! += Int64(microseconds % 1000 * 1000)
    }
}
