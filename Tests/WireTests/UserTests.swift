// Users of a running server: those it starts with, those it refuses to start with, and their file.

import Foundation
import TestSupport
import Testing

struct UserTests {
    @Test func theUsersOfTheConfigurationAreThere() throws {
        let server = try ServerProcess("--user", "default", "off", "--user", "one", "on", ">secret", "~a*", "+@all")
        let wire = try server.connect()
        #expect(try wire.call("PING") == .error("NOAUTH Authentication required."))
        #expect(try wire.call("AUTH", "one", "secret") == .ok)
        #expect(try wire.call("SET", "a", "v") == .ok)
        #expect(try wire.call("SET", "b", "v") == .error("NOPERM No permissions to access a key"))
    }

    @Test(arguments: [
        (["--user", "one", "--user", "one"], "Duplicate user"), (["--user", "one", "+nothing"], "+nothing"),
        (["--user", "one", "--aclfile", "x"], "one of them must go"), (["--aclfile", "absent"], "absent"),
    ])
    func usersWithAMistakeAreRefused(arguments: [String], word: String) throws {
        let program = try Program(Program.milepost, ["--port", "0"] + arguments)
        #expect(try program.status() == 1)
        #expect(program.errors.contains(word), "\(program.errors)")
    }

    @Test func theFileIsReadAndWritten() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "milepost-\(UUID().uuidString).acl")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("user one on >secret ~* &* +@all\n".utf8).write(to: file)
        let server = try ServerProcess("--aclfile", file.path)
        let admin = try server.connect()
        #expect(try admin.call("ACL", "SETUSER", "two", "on", "nopass", "+@all") == .ok)
        #expect(try admin.call("ACL", "SAVE") == .ok)
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.map { $0.split(separator: " ")[1] } == ["default", "one", "two"])

        let two = try server.connect()
        #expect(try two.call("AUTH", "two", "") == .ok)
        try Data(lines.dropLast().joined(separator: "\n").utf8).write(to: file)
        #expect(try admin.call("ACL", "LOAD") == .ok)
        #expect(try two.readToEnd() == "")
    }
}
