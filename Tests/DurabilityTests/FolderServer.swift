// A server with a data folder on a simulated disk, driven by a test: what a start finds there, and what a look at the
// folder says of it.

import Bytes
import Commands
import Dispatch
import Durability
import Engine
import Journal
import Platform
import Synchronization
import TestSupport

/// What other queues have to say, until the test takes it.
private final class Letters: Sendable {
    private let waiting = Mutex<[Handover<() -> Void>]>([])
    private let arrival = DispatchSemaphore(value: 0)

    func post(_ letter: Handover<() -> Void>) {
        waiting.withLock { $0.append(letter) }
        arrival.signal()
    }

    /// Waits for one and does what it says.
    func take() {
        guard arrival.wait(timeout: .now() + 60) == .success else { preconditionFailure("no letter came in a minute") }
        waiting.withLock { $0.removeFirst() }.value()
    }
}

final class FolderServer {
    let test = TestServer()
    private let disk: any Disk
    private let durability: Durability
    private let letters = Letters()
    private let client: TestClient

    /// Starts on what is there and loads it.
    init(on disk: any Disk, at time: Int64 = TestServer.beginning, _ options: String...) throws {
        var words = ["appendonly", "yes", "appendfsync", "no"] + options
        while words.count > 1 {
            test.configure(words[0], words[1])
            words.removeFirst(2)
        }
        test.setTime(time)
        self.disk = disk
        let letters = letters
        durability = Durability(test.services, on: disk) { letters.post($0) }
        client = test.connect()
        try durability.takeFolder()
        try durability.open()
        try durability.recoverSlice { false }
    }

    var engine: Engine { test.engine }
    var log: [String] { test.host.logLines }

    /// Runs commands in one turn, at a time and with a revision of their own.
    func turn(at time: Int64, revision: Int64 = 0, _ commands: String...) {
        test.setTime(time)
        engine.revision = revision
        for command in commands { _ = client.type(command) }
        durability.writeLog()
        // A new file waits for the one before it.
        while engine.effects.withWriter({ $0.isWaiting }) == true { letters.take() }
    }

    /// Writes the log anew, to the end; if it is to fail, with an increment more and the old base.
    func rewrite(failing disk: SimulatedDisk? = nil) throws {
        _ = try durability.rewriteLog()
        disk?.fail([.rename])
        while durability.figures.isRewriting {
            durability.slice { false }
            letters.take()
        }
        disk?.heal()
        // The last thing is that the old files leave the list.
        while disk == nil, try manifest.contains(" type h") { letters.take() }
    }

    private var manifest: String {
        get throws { String(decoding: try disk.contents(of: "appendonlydir/appendonly.aof.manifest"), as: UTF8.self) }
    }

    func save() throws { try durability.save() }

    /// Ends in order.
    func close() { durability.close() }

    func configure(_ option: String, _ value: String) {
        test.configure(option, value)
        durability.adopt(test.services.configuration)
    }

    /// Everything there is, as lines.
    var contents: [String] {
        var lines: [String] = []
        for number in 0..<16 {
            _ = client.type("SELECT \(number)")
            let keys = client.send("KEYS", "*").elements?.compactMap(\.text).sorted() ?? []
            lines += keys.map { "\(number) \($0) = \(client.send("GET", $0)) until \(client.send("PEXPIRETIME", $0))" }
        }
        _ = client.type("SELECT 0")
        return lines
    }
}

/// What a look at the folder says.
func lookAround(_ disk: any Disk) throws -> FolderReport {
    try FolderCheck(".", on: disk).report()
}

extension SimulatedDisk {
    /// Every file with its bytes.
    var files: [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        let folders = [".", "appendonlydir"] + (1...3).map { "appendonlydir.before-recovery-\($0)" }
        for folder in folders {
            for name in (try? names(in: folder)) ?? [] {
                let path = folder == "." ? name : "\(folder)/\(name)"
                found[path] = self[path]
            }
        }
        return found
    }

    /// A disk with the same files.
    var copy: SimulatedDisk {
        let disk = SimulatedDisk()
        for (path, bytes) in files { disk[path] = bytes }
        return disk
    }
}
