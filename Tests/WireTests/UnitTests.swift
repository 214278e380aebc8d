// The unit for systemd starts the program as it can be started.

import Foundation
import TestSupport
import Testing

struct UnitTests {
    @Test func whatTheUnitStartsIsReady() throws {
        let text = try String(contentsOf: repository.appending(path: "conf/milepost.service"), encoding: .utf8)
        let settings = text.split(separator: "\n").filter { !$0.hasPrefix("#") && $0.contains("=") }
            .map { $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init) }
        #expect(settings.contains(["Type", "notify"]))
        let command = try #require(settings.first { $0[0] == "ExecStart" })[1]
        var words = command.split(separator: " ").map(String.init)
        #expect(words[..<2] == ["/usr/local/bin/milepost", "/etc/milepost/milepost.conf"])
        // The state folder below /var/lib is what the server is told to work in.
        let folder = try #require(settings.first { $0[0] == "StateDirectory" })[1]
        let place = try #require(words.firstIndex(of: "--dir")) + 1
        #expect(words[place] == "/var/lib/" + folder)
        words[place] = "."

        let socket = FileManager.default.temporaryDirectory.appending(path: "mp-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: socket) }
        let messages = try Mail(at: socket)
        let server = try ServerProcess(
            Array(words[2...]), variables: ["-i", "NOTIFY_SOCKET=\(socket)"],
            file: repository.appending(path: "conf/milepost.conf").path)
        #expect(try messages.next() == "STATUS=Loading data")
        #expect(try messages.next().hasPrefix("READY=1\n"))
        #expect(try server.connect().call("PING") == .status("PONG"))
    }
}
