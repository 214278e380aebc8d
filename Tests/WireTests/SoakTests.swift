// Runs everything at once for a moment, as `Bench soak` does for an hour: each reply is judged by the program itself.

import Foundation
import TestSupport
import Testing

struct SoakTests {
    private static let bench = URL(filePath: Program.milepost).deletingLastPathComponent().appending(path: "Bench").path

    @Test func everythingAtOnceIsAnsweredAsItShouldBe() throws {
        let server = "\(Program.milepost) --port {port} --dir {dir} --appendonly yes --loglevel warning"
        let soak = try Program(
            Self.bench,
            [
                "soak", "--start", server, "--seconds", "2", "--rate", "500", "--seed",
                String(Seeds.ofThisRun % 1_000_000),
            ])
        #expect(try soak.status(atMost: 120) == 0, "seed \(Seeds.ofThisRun): \(soak.output)\(soak.errors)")
        let output = soak.output
        #expect(output.contains(", 0 errors\n"), "\(output)")
        for part in [
            "events watched", "events heard", "commits read", "loads of routes", "passing connections", "BGSAVE",
        ] {
            #expect(output.contains("\(part) "), "\(output)")
        }
        #expect(output.contains("at 100 %: resident "), "\(output)")
    }

    @Test func aServerThatForgetsIsFoundOut() throws {
        let server = try ServerProcess("--appendonly", "yes")
        let soak = try Program(Self.bench, ["soak", "--port", String(server.port), "--seconds", "2", "--rate", "300"])
        let wire = try server.connect()
        // By then the keepers have something to miss.
        try wait(for: "a load", atMost: 60) { (try wire.call("DBSIZE").number ?? 0) > 150 }
        #expect(try wire.call("FLUSHALL") == .ok)
        #expect(try soak.status(atMost: 120) == 1, "\(soak.output)\(soak.errors)")
        #expect(soak.errors.contains(" instead of "), "\(soak.errors)")
    }

    @Test func itSpoilsNobodysData() throws {
        let server = try ServerProcess()
        _ = try server.connect().call("SET", "mine", "1")
        let soak = try Program(Self.bench, ["soak", "--port", String(server.port), "--seconds", "1"])
        #expect(try soak.status(atMost: 60) == 1)
        #expect(soak.errors.contains("begins with an empty one"), "\(soak.errors)")
        #expect(try server.connect().call("GET", "mine") == "1")
    }
}
