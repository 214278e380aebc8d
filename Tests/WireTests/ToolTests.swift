// Drives the server with the tools that people look at it with: each is driven by a program in Tests/Tools.

import Foundation
import Testing

struct ToolTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Tools")

    private static let programs = [
        "exporter.py", "gui-calls.py", "iredis.py", "redis-benchmark.py", "redis-cli-modes.py", "redis-cli-terminal.py",
    ]

    @Test(arguments: programs)
    func aToolFindsWhatItLooksFor(by name: String) throws {
        let server = try ServerProcess(
            "--unixsocket", "milepost.sock", "--enable-debug-command", "local",
            "--user", "app", "on", ">secret", "~*", "&*", "+@all")
        let socket = server.program.folder.appending(path: "milepost.sock").path
        let tool = try Program(Self.folder.appending(path: name).path, [String(server.port), socket])
        let status = try tool.status(atMost: 120)
        try cancelIfMissing(name, status: status)
        let lines = tool.output.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
        #expect(status == 0, "\(tool.output)\(tool.errors)")
        #expect(lines.count { $0.first == "ok" } >= 5, "\(tool.output)")
    }

    @Test func everyProgramInTheFolderIsRun() throws {
        #expect(try Program.executables(in: Self.folder) == Self.programs)
    }
}
