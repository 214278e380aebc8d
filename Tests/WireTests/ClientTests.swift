// Drives the server with the clients that people use: each is a program in Tests/Clients.
//
// A client that is not installed is skipped, and said so; where the environment has CI=true, it is a failure.

import Foundation
import Testing

struct ClientTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Clients")

    private static let programs = [
        "redis-cli.sh", "redis-py.py", "valkey-py.py", "coredis-py.py", "hiredis.sh", "ruby.rb", "phpredis.php",
        "predis.php", "node-redis.js", "lua.lua", "perl.pl",
    ]

    /// What every client must report to have done.
    private static let steps = [
        "get", "expiry", "delete", "exists", "pipeline", "transaction", "subscribe", "error", "binary",
    ]

    /// The statuses with which a program says that its client is missing: its own word for it, and env's.
    private static let missing: Set<Int32> = [77, 127]

    @Test(arguments: programs)
    func aRealClientIsServed(by name: String) throws {
        let server = try ServerProcess()
        let client = try Program(Self.folder.appending(path: name).path, [String(server.port)])
        let status = try client.status()
        if Self.missing.contains(status) {
            let isRequired = ProcessInfo.processInfo.environment["CI"] == "true"
            try #require(!isRequired, "the client for \(name) is not installed, and .ci/run should have seen to it")
            try Test.cancel("SKIPPED: the client for \(name) is not installed on this machine")
        }
        let done = client.output.split(separator: "\n").compactMap { $0.split(separator: " ").dropFirst().first }
        #expect(status == 0, "\(client.output)\(client.errors)")
        #expect(Set(Self.steps).subtracting(done.map(String.init)) == [])
    }

    @Test func everyProgramInTheFolderIsRun() throws {
        let executable = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { name in
            FileManager.default.isExecutableFile(atPath: Self.folder.appending(path: name).path)
        }
        #expect(executable.sorted() == Self.programs.sorted())
    }
}
