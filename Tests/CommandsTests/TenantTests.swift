// A tenant learns nothing of what another keeps: whatever it asks, it gets the very bytes that it would get if the
// other kept nothing.

import Commands
import Testing
import TestSupport

struct TenantTests {
    /// A server with a tenant, another who keeps something or nothing, and whoever looks after both.
    private struct World {
        private let server = TestServer()
        private let admin: TestClient
        private let other: TestClient
        private let asker: TestClient
        private let holding: Holding?

        init(_ holding: Holding?, askerMayRead keys: String = "~mine:*") {
            self.holding = holding
            server.services.settings.debugCommand = .always
            admin = TestClient(of: server)
            other = TestClient(of: server)
            asker = TestClient(of: server)
            for line in [
                "CONFIG SET notify-keyspace-events KEA slowlog-log-slower-than 0", "SET mine:1 v",
                #"RES.TYPE DEFINE link '{"refs":[{"path":"/to","type":"svc"}]}'"#,
                "ACL SETUSER tenant on nopass +@all allchannels \(keys)",
                "ACL SETUSER other on nopass +@all ~theirs:* allchannels",
            ] { admin.type(line) }
            other.type("HELLO 3 AUTH other x")
            other.type("SUBSCRIBE news")
            if let holding {
                for line in holding.make { admin.type(line) }
                other.type("GET secret")
                other.type("SUBSCRIBE res:theirs:svc:1 __keyspace@0__:theirs:svc:1")
                other.type("SSUBSCRIBE res:theirs:svc:1")
            }
            asker.type("HELLO 3 AUTH tenant x")
        }

        /// All that the asker gets to read.
        func bytes(of attempt: Attempt) -> [UInt8] {
            var bytes: [UInt8] = []
            for line in attempt.before { bytes += send(line) }
            for line in holding?.use ?? [] { admin.type(line) }
            server.advance(milliseconds: 100)
            server.settle()
            for line in attempt.after { bytes += send(line) }
            return bytes
        }

        func send(_ line: String) -> [UInt8] {
            asker.exchange(Request.bytes(of: Request.words(of: line)!))
        }
    }

    @Test(arguments: Attempt.attempts) func aTenantSeesWhatItWouldIfNothingWereThere(attempt: Attempt) {
        #expect(difference(attempt, Holding.holdings) == nil)
    }

    @Test(arguments: Attempt.walks) func howMuchThereIsMakesNoDifference(attempt: Attempt) {
        #expect(difference(attempt, [Holding.many]) == nil)
    }

    /// What the tenant is told otherwise than if nothing were there; nil where that is nothing.
    private func difference(_ attempt: Attempt, _ holdings: [Holding]) -> String? {
        let expected = World(nil).bytes(of: attempt)
        for holding in holdings {
            let seen = World(holding).bytes(of: attempt)
            if seen != expected { return "\(holding.name): \(Reply.all(in: seen)), not \(Reply.all(in: expected))" }
        }
        return expected.isEmpty ? "no reply" : nil
    }

    @Test(arguments: [nil] + Holding.holdings) func aKeyOfAnothersIsRefusedWhetherItIsThereOrNot(holding: Holding?) {
        let world = World(holding)
        for request in Attempt.requestsOfKeys {
            #expect(world.send(request) == Array("-NOPERM No permissions to access a key\r\n".utf8), "\(request)")
        }
    }

    @Test(arguments: Attempt.attempts.filter(\.isTelling)) func thereIsSomethingToHide(attempt: Attempt) {
        let expected = World(nil, askerMayRead: "~*").bytes(of: attempt)
        #expect(Holding.holdings.contains { World($0, askerMayRead: "~*").bytes(of: attempt) != expected })
    }

    /// A command that nobody has thought of here may tell.
    @Test func everyCommandIsTriedOrSilent() {
        let requests = Attempt.attempts.flatMap { $0.before + $0.after }.map { $0 + " " }
        let ofKeys = Set(Attempt.commandsOfKeys.map(\.description))
        let untried = DeclaredCommand.described.map(\.description).filter { name in
            !ofKeys.contains(name) && !requests.contains { $0.hasPrefix(name + " ") }
        }
        let forgotten = Set(untried).subtracting(Attempt.silentCommands)
        #expect(forgotten.isEmpty, "neither tried nor said to be silent: \(forgotten.sorted())")
        #expect(Attempt.silentCommands.subtracting(untried).isEmpty)
    }
}
