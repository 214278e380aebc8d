// The program as an operator sees it: how it starts, what it says, and how it ends.

import Foundation
import TestSupport
import Testing

struct StartTests {
    @Test func theLogSaysWhatOtherToolsWaitFor() throws {
        let server = try ServerProcess()
        let lines = server.log.split(separator: "\n")
        let own = " PID: \(server.program.identifier)"
        let places = [own, "Server initialized", "Ready to accept connections"].map { text in
            lines.lastIndex { $0.contains(text) && (text != own || $0.hasSuffix(own)) }
        }
        let found = try places.map { try #require($0, "\(server.log)") }
        #expect(found == found.sorted())
    }

    @Test func aSecondServerOnTheSamePortSaysSoAndEnds() throws {
        let first = try ServerProcess()
        let second = try Program(Program.milepost, ["--port", String(first.port)])
        #expect(try second.status() == 1)
        #expect(second.errors.contains("127.0.0.1:\(first.port)"), "\(second.errors)")
        #expect(second.errors.contains("Address already in use"), "\(second.errors)")
        #expect(try first.connect().call("PING") == .status("PONG"))
    }

    @Test func aGoodConfigurationIsCalledGood() throws {
        let program = try Program(Program.milepost, ["--check-config", "--port", "7000", "--maxclients", "100"])
        #expect(try program.status() == 0, "\(program.errors)")
        #expect(program.errors == "")
    }

    @Test func theConfigurationThatIsDeliveredIsGood() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "conf/milepost.conf")
        let program = try Program(Program.milepost, [file.path, "--check-config"])
        #expect(try program.status() == 0, "\(program.errors)")
        // As the help text spells it.
        let other = try Program(Program.milepost, ["--check-config", file.path])
        #expect(try other.status() == 0, "\(other.errors)")
    }

    @Test func aBadConfigurationIsRefusedWithItsFileAndLine() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "milepost-conf-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "bad.conf")
        try Data("port 7000\nmaxclients none\n".utf8).write(to: file)
        let program = try Program(Program.milepost, [file.path, "--check-config"])
        #expect(try program.status() == 1)
        #expect(program.errors.contains("bad.conf:2"), "\(program.errors)")
        #expect(program.errors.contains("maxclients"), "\(program.errors)")
    }

    @Test(arguments: [
        (["--maxclient", "5"], "maxclient", "maxclients"), (["--prot", "5"], "prot", "port"),
    ])
    func anUnknownOptionIsNamedWithWhatMayHaveBeenMeant(arguments: [String], name: String, suggestion: String) throws {
        let program = try Program(Program.milepost, arguments)
        #expect(try program.status() == 1)
        #expect(program.errors.contains("'\(name)'"), "\(program.errors)")
        #expect(program.errors.contains("'\(suggestion)'"), "\(program.errors)")
        #expect(program.output == "")
    }

    @Test func aFileThatIsNotThereIsNamed() throws {
        let program = try Program(Program.milepost, ["missing.conf"])
        #expect(try program.status() == 1)
        #expect(program.errors.contains("missing.conf"), "\(program.errors)")
    }

    @Test(arguments: ["--version", "-v", "--help", "-h"])
    func askedAboutItselfItAnswersAndEnds(option: String) throws {
        let program = try Program(Program.milepost, [option])
        #expect(try program.status() == 0)
        #expect(program.output.lowercased().contains("milepost"))
    }
}

struct StopTests {
    @Test(arguments: [SIGTERM, SIGINT])
    func aSignalStopsItInOrder(signal: Int32) throws {
        let server = try ServerProcess("--pidfile", "milepost.pid", "--unixsocket", "milepost.sock")
        let files = ["milepost.pid", "milepost.sock"].map { server.program.folder.appending(path: $0).path }
        for file in files { #expect(FileManager.default.fileExists(atPath: file)) }
        let wire = try server.connect()
        #expect(try wire.call("SET", "k", "v") == .ok)

        server.program.signal(signal)
        #expect(try server.program.status() == 0)
        #expect(try wire.readToEnd() == "")
        #expect(server.log.hasSuffix("bye bye...\n"), "\(server.log)")
        #expect(throws: WireError.self) { try server.connect() }
        for file in files { #expect(!FileManager.default.fileExists(atPath: file), "\(file) is left") }
    }

    @Test func shutdownStopsItWithoutAnAnswer() throws {
        let server = try ServerProcess()
        let wire = try server.connect()
        try wire.send(line: "SHUTDOWN NOSAVE")
        #expect(try wire.readToEnd() == "")
        #expect(try server.program.status() == 0)
    }

    @Test func whatASignalAskedForIsTakenBackWhileItWaits() throws {
        let server = try ServerProcess("--enable-debug-command", "local")
        let wire = try server.connect()
        for _ in 1...2 {
            #expect(try wire.call("DEBUG", "PAUSE-CRON", "1") == .ok)
            server.program.signal(SIGTERM)
            try wait(for: "the signal to arrive") { try wire.call("SHUTDOWN", "ABORT") == .ok }
            #expect(try wire.call("DEBUG", "PAUSE-CRON", "0") == .ok)
        }
        #expect(try wire.call("SHUTDOWN", "ABORT") == .error("ERR No shutdown in progress."))
        #expect(try wire.call("DEBUG", "PAUSE-CRON", "1") == .ok)
        server.program.signal(SIGTERM)
        try wait(for: "the signal to arrive") { server.log.components(separatedBy: "Received SIGTERM").count == 4 }
        #expect(try wire.call("DEBUG", "PAUSE-CRON", "0") == .ok)
        #expect(try server.program.status() == 0)
    }

    @Test func aClientThatDoesNotReadDoesNotHoldItUp() throws {
        let server = try ServerProcess()
        let wire = try server.connect()
        #expect(try wire.call("SET", "k", String(repeating: "v", count: 1 << 20)) == .ok)
        try wire.send(Array(String(repeating: "GET k\r\n", count: 100).utf8))
        server.program.signal(SIGTERM)
        #expect(try server.program.status() == 0)
    }
}

struct DoorTests {
    @Test func aUnixSocketServesAsTCPDoes() throws {
        let server = try ServerProcess("--unixsocket", "milepost.sock", "--unixsocketperm", "700")
        let path = server.program.folder.appending(path: "milepost.sock").path
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o700)
        #expect(try Wire(unixPath: path).call("SET", "k", "v") == .ok)
        #expect(try server.connect().call("GET", "k") == "v")
    }

    @Test func aServerMayHaveNoPortAtAll() throws {
        let program = try Program(Program.milepost, ["--port", "0", "--unixsocket", "milepost.sock"])
        let path = program.folder.appending(path: "milepost.sock").path
        try wait(for: "the socket") { program.output.contains("Ready to accept connections") }
        #expect(try Wire(unixPath: path).call("PING") == .status("PONG"))
        #expect(!program.output.contains("Ready to accept connections tcp"))
    }

    /// An address of this machine that is not its loopback.
    private static let outsideAddress = Host.current().addresses.first { address in
        address.split(separator: ".").count == 4 && !address.hasPrefix("127.") && !address.hasPrefix("169.254.")
    }

    @Test(.enabled(if: outsideAddress != nil, "this machine has no address but its loopback"))
    func withoutAPasswordStrangersAreTurnedAway() throws {
        let address = try #require(Self.outsideAddress)
        let server = try ServerProcess("--bind", "127.0.0.1", address)
        let stranger = try Wire(port: server.port, address: address)
        #expect(try stranger.readToEnd().hasPrefix("-DENIED Running in protected mode"))
        #expect(try server.connect().call("CONFIG", "SET", "protected-mode", "no") == .ok)
        #expect(try Wire(port: server.port, address: address).call("PING") == .status("PONG"))
        #expect(try server.connect().call("CONFIG", "SET", "protected-mode", "yes", "requirepass", "secret") == .ok)
        let asked = try Wire(port: server.port, address: address)
        #expect(try asked.call("PING") == .error("NOAUTH Authentication required."))
        #expect(try asked.call("AUTH", "secret") == .ok)
    }
}
