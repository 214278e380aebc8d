// The program as a health check of a server, and the passwords that both take from their environment.

import Foundation
import TestSupport
import Testing

struct PingTests {
    private func ping(
        _ arguments: [String], variables: [String] = []
    ) throws -> (status: Int32, output: String, errors: String) {
        let program = try Program(Program.milepost, ["ping"] + arguments, variables: variables)
        let status = try program.status()
        return (status, program.output, program.errors)
    }

    @Test func aServerThatAnswersIsWell() throws {
        let server = try ServerProcess("--unixsocket", "door")
        let well = try ping(["--port", "\(server.port)"])
        #expect(well.status == 0 && well.output == "127.0.0.1:\(server.port) answers.\n", "\(well)")
        #expect(try ping(["--host", "localhost", "--port", "\(server.port)", "--timeout", "30"]).status == 0)
        #expect(try ping(["--unixsocket", server.program.folder.path + "/door"]).status == 0)

        let file = server.program.folder.appending(path: "some.conf")
        try Data("port \(server.port)\nbind * -::1\n".utf8).write(to: file)
        #expect(try ping([file.path]).status == 0)
        #expect(try ping([file.path, "--port", "\(server.port)"]).status == 0)
    }

    @Test func nobodyThereIsSaid() throws {
        let port = Wire.freePort()
        let ill = try ping(["--port", "\(port)"])
        #expect(ill.status == 1 && ill.output.hasPrefix("127.0.0.1:\(port) can't be reached: Connection refused."))
        #expect(try ping(["--unixsocket", "/nowhere/door"]).status == 1)
    }

    @Test func whoMayPingIsAsked() throws {
        let server = try ServerProcess(
            "--user", "default", "off", "--user", "health", "on", "nopass", "+ping",
            "--user", "ad-min", "on", ">secret", "+@all", "--user", "nobody", "on", "nopass")
        let port = ["--port", "\(server.port)"]
        let stranger = try ping(port)
        #expect(stranger.status == 1 && stranger.output.contains("asks for a password: give one with --password"))
        #expect(try ping(port + ["--user", "health"]).status == 0)
        #expect(try ping(port + ["--user", "ad-min", "--password", "secret"]).status == 0)
        let wrong = try ping(port + ["--user", "ad-min", "--password", "other"])
        #expect(wrong.status == 1 && wrong.output.contains("WRONGPASS"), "\(wrong)")
        #expect(try ping(port + ["--user", "nobody"]).output.contains("NOPERM"))

        #expect(try ping(port + ["--user", "ad-min"], variables: ["MILEPOST_PASSWORD_AD_MIN=secret"]).status == 0)
        let file = server.program.folder.appending(path: "password")
        try Data("secret\n".utf8).write(to: file)
        let named = try ping(
            port + ["--user", "ad-min"], variables: ["MILEPOST_PASSWORD_AD_MIN_FILE=\(file.path)"])
        #expect(named.status == 0, "\(named)")
        let missing = try ping(port + ["--user", "ad-min"], variables: ["MILEPOST_PASSWORD_AD_MIN_FILE=/nowhere"])
        #expect(missing.status == 1 && missing.output.contains("'/nowhere'"), "\(missing)")
    }

    @Test func aServerThatSaysNothingIsNotWaitedForForLong() throws {
        let server = try ServerProcess()
        server.program.signal(SIGSTOP)
        let silent = try ping(["--port", "\(server.port)", "--timeout", "1"])
        server.program.signal(SIGCONT)
        #expect(silent.status == 1 && silent.output.contains("no answer within 1 s"), "\(silent)")
    }

    @Test func helpAndMistakes() throws {
        let help = try ping(["--help"])
        #expect(help.status == 0 && help.output.contains("MILEPOST_PASSWORD_NAME"))
        for (arguments, word) in [
            (["--prot", "1"], "'--prot'"), (["--port"], "--port needs a value"), (["--port", "x"], "port"),
            (["--timeout", "0"], "from 1 to 3600"), (["/nowhere.conf"], "nowhere.conf"),
        ] {
            let mistaken = try ping(arguments)
            #expect(mistaken.status == 3 && mistaken.errors.contains(word), "\(mistaken)")
            #expect(mistaken.errors.contains("See 'milepost ping --help'."), "\(mistaken)")
        }
    }
}

struct PasswordVariableTests {
    @Test func usersAreGivenTheirPasswords() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "milepost-secret-\(UUID().uuidString)")
        try Data("from a file\nand no more\n".utf8).write(to: folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        let server = try ServerProcess(
            ["--user", "one", "on", "+@all", "--user", "two", "on", "+@all", "--user", "three", "on", "+@all"],
            variables: [
                "MILEPOST_PASSWORD_ONE=first", "MILEPOST_PASSWORD_TWO_FILE=\(folder.path)",
                "MILEPOST_PASSWORD_DEFAULT=usual", "MILEPOST_PASSWORD_THREE=",
            ])
        let wire = try server.connect()
        #expect(try wire.call("PING") == .error("NOAUTH Authentication required."))
        #expect(try wire.call("AUTH", "usual") == .ok)
        #expect(try wire.call("AUTH", "one", "first") == .ok)
        #expect(try wire.call("AUTH", "two", "from a file") == .ok)
        guard case .error(let refusal) = try wire.call("AUTH", "three", "") else { throw Impatience(description: "?") }
        #expect(refusal.hasPrefix("WRONGPASS"))
    }

    @Test(arguments: [
        ("ADMN=x", ["--user", "admin", "on"], "there are admin"),
        ("ADMIN_FILE=/nowhere", ["--user", "admin"], "nowhere"),
        ("ADMIN=x", ["--aclfile", "users.acl"], "come from the aclfile 'users.acl'"),
    ])
    func whatWouldHaveNoEffectIsRefused(variable: String, options: [String], words: String) throws {
        let program = try Program(
            Program.milepost, ["--port", "0"] + options, variables: ["MILEPOST_PASSWORD_\(variable)"])
        #expect(try program.status() == 1)
        #expect(program.errors.contains(words), "\(program.errors)")
    }
}
