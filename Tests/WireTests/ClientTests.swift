// Drives the server with the clients that people use: each is a program in Tests/Clients.

import Foundation
import Testing

struct ClientTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Clients")

    private static let programs = [
        "coredis-py.py", "hiredis.sh", "lua.lua", "node-redis.js", "perl.pl", "phpredis.php", "predis.php",
        "redis-cli.sh", "redis-py.py", "ruby.rb", "valkey-glide.py", "valkey-py.py",
    ]

    /// What every client must report to have done.
    private static let steps = [
        "get", "expiry", "delete", "exists", "pipeline", "transaction", "subscribe", "error", "binary",
        "handshake", "login", "watch", "pool", "killed", "restart",
    ]

    @Test(arguments: programs)
    func aRealClientIsServed(by name: String) throws {
        let server = try ServerProcess(
            "--user", "app", "on", ">secret", "~*", "&*", "+@all", "--user", "reader", "on", ">secret", "~*", "+@read",
            "+@connection", "+info")
        let client = try Program(Self.folder.appending(path: name).path, [String(server.port)])
        // A client ends the server with SHUTDOWN, and finds it again.
        let status = try client.status(atMost: 120) { try server.restartIfEnded() }
        try cancelIfMissing(name, status: status)
        let done = client.output.split(separator: "\n").compactMap { $0.split(separator: " ").dropFirst().first }
        #expect(status == 0, "\(client.output)\(client.errors)")
        #expect(Set(Self.steps).subtracting(done.map(String.init)) == [])
    }

    @Test func everyProgramInTheFolderIsRun() throws {
        #expect(try Program.executables(in: Self.folder) == Self.programs)
    }
}

/// The statuses with which a program says that its client is missing: its own word for it, and env's.
private let missing: Set<Int32> = [77, 127]

/// A client that is not installed is skipped, and said so; where the environment has CI=true, it is a failure.
func cancelIfMissing(_ name: String, status: Int32) throws {
    guard missing.contains(status) else { return }
    let isRequired = ProcessInfo.processInfo.environment["CI"] == "true"
    try #require(!isRequired, "what \(name) drives is not installed, and .ci/run should have seen to it")
    try Test.cancel("SKIPPED: what \(name) drives is not installed on this machine")
}
