// Calls of every command there is, by several clients of one server, as their declarations allow or worse: each brings
// a whole reply, and the data stays sound.

import Bytes
import Commands
import Engine
import TestSupport

final class CallFuzz {
    private var random: SeededRandom
    private var generator: CallGenerator
    private let isAggressive: Bool
    private let server: TestServer
    private var clients: [TestClient] = []
    private var lastCalls: [String] = []

    init(seed: UInt64, isAggressive: Bool) {
        random = SeededRandom(seed: seed)
        generator = CallGenerator(seed: random.next())
        self.isAggressive = isAggressive
        server = TestServer(roots: ["key:1"], seed: random.next())
        server.services.settings.debugCommand = .always
        server.services.settings.longestBulk = 1 << 20
        clients = (0..<4).map { _ in server.connect() }
    }

    func run() -> String? {
        for _ in 0..<300 {
            if let fault = step() { return "\(fault) after\n" + lastCalls.joined(separator: "\n") }
        }
        server.settle()
        server.checkInvariants()
        for client in clients { client.disconnect() }
        if !server.engine.watches.isEmpty { return "clients that have gone still watch" }
        if server.engine.pubSub.hasSubscribers { return "clients that have gone still listen" }
        return nil
    }

    private func step() -> String? {
        let place = Int.random(in: 0..<clients.count, using: &random)
        if clients[place].isClosed { clients[place] = server.connect() }
        passTime()
        let declared = (Bool.random(using: &random) ? Self.commands : Self.dataCommands).randomElement(using: &random)!
        let call = isAggressive ? generator.strangeCall(of: declared) : generator.call(of: declared)
        guard !call.words.isEmpty else { return nil }
        lastCalls = lastCalls.suffix(7) + ["\(place): \(call.text.prefix(400))"]
        let wasSilenced = clients[place].session.replyMode != .on
        let output = clients[place].exchange(Request.bytes(of: call.words))
        return fault(in: output, of: clients[place], wasSilenced: wasSilenced)
    }

    private func passTime() {
        switch Int.random(in: 0..<40, using: &random) {
        case 0: server.settle()
        case 1: server.checkInvariants()
        case 7: server.services.endPause()
        case 2...6: server.advance(milliseconds: Int64.random(in: 0..<2_000, using: &random))
        default: break
        }
    }

    private func fault(in bytes: [UInt8], of client: TestClient, wasSilenced: Bool) -> String? {
        let replies = Reply.all(in: bytes)
        if replies.contains(where: { $0.isMalformed }) { return "a malformed reply \(Reply.bulk(bytes).rendered)" }
        if client.session.isRunning { return "a command that never ended" }
        let session = client.session
        let mayBeSilent = wasSilenced || session.replyMode != .on || session.isPostponed || session.isMonitor
            || client.isClosed || server.host.wasShutDown
        return replies.isEmpty && !mayBeSilent ? "no reply" : nil
    }

    /// Everything but what takes as long as it is told to, and what ends the process.
    private static let commands = DeclaredCommand.callable.filter { declared in
        !["DEBUG POPULATE", "DEBUG PANIC", "DEBUG SEGFAULT", "DEBUG ASSERT"].contains(declared.description)
    }

    private static let dataCommands = commands.filter { [.string, .generic, .transactions].contains($0.command.group) }
}
