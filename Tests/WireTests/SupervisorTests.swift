// What systemd is told, by a socket as it makes one, and what a rotation of the log asks of the server.

import Foundation
import TestSupport
import Testing

struct SupervisorTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "mp-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    @Test(arguments: ["systemd", "auto"])
    func itIsToldOfTheStartAndTheEnd(choice: String) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "notify").path
        let messages = try Mail(at: path)
        let server = try ServerProcess(["--supervised", choice], variables: ["NOTIFY_SOCKET=\(path)"])
        #expect(try messages.next() == "STATUS=Loading data")
        #expect(try messages.next() == "READY=1\nSTATUS=Ready to accept connections")
        #expect(try server.info("process_supervised") == "systemd")
        server.program.signal(SIGTERM)
        #expect(try messages.next() == "STOPPING=1\nSTATUS=Ending")
        #expect(try server.program.status() == 0)
    }

    @Test func aNameWithoutAFileIsReachedToo() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let name = "@milepost-\(UUID().uuidString)"
        let messages = try Mail(at: name)
        let server = try ServerProcess(["--supervised", "systemd"], variables: ["NOTIFY_SOCKET=\(name)"])
        #expect(try messages.next() == "STATUS=Loading data")
        #expect(try server.connect().call("PING") == .status("PONG"))
    }

    @Test func whoDoesNotAskIsNotTold() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let server = try ServerProcess([], variables: ["NOTIFY_SOCKET=\(folder.path)/nowhere"])
        #expect(try server.info("process_supervised") == "no")
        #expect(!server.log.contains("supervisor"))
        let alone = try ServerProcess("--supervised", "systemd")
        #expect(alone.log.contains("NOTIFY_SOCKET is not set"))
        let lost = try ServerProcess(
            ["--supervised", "auto"], variables: ["NOTIFY_SOCKET=\(folder.path)/nowhere"])
        #expect(lost.log.contains("can't be told at '\(folder.path)/nowhere'"), "\(lost.log)")
    }

    @Test func theLogMayBeMovedAwayAtAnyTime() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = folder.appending(path: "milepost.log")
        let door = folder.appending(path: "milepost.sock")
        let program = try Program(
            Program.milepost, ["--port", "0", "--unixsocket", door.path, "--logfile", log.path])
        func text(_ file: URL) -> String { (try? String(contentsOf: file, encoding: .utf8)) ?? "" }
        try wait(for: "the start") { text(log).contains("Ready to accept") }
        let old = folder.appending(path: "milepost.log.1")
        try FileManager.default.moveItem(at: log, to: old)
        // A rotation may end with this signal; it is no end of the server.
        program.signal(SIGHUP)
        try wait(for: "a new log") { text(log).contains("opened anew") }
        #expect(program.isRunning && !text(old).contains("opened anew"))
        program.signal(SIGTERM)
        #expect(try program.status() == 0)
        #expect(text(log).contains("bye bye"))
    }
}
