// Bytes as nobody should send them, through parser and gate: whatever comes, the server answers in whole replies or
// ends the connection with an error.

import Bytes
import Commands
import TestSupport

struct WireFuzz {
    private var random: SeededRandom
    private var generator: CallGenerator
    private let server = TestServer()

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        generator = CallGenerator(seed: random.next())
        server.services.settings.longestBulk = 1 << 20
    }

    // MARK: Kinds of input

    /// Bytes of which some have a meaning.
    consuming func randomBytes() -> String? {
        let letters = Array("*$-0123456789\r\n\r\n\r\n'\"\\ +:x".utf8) + [0, 0xff]
        let bytes = (0..<Int.random(in: 1...400, using: &random)).map { _ in letters.randomElement(using: &random)! }
        return Self.fault(in: bytes, sentTo: server, &random)
    }

    /// Requests in a row, with some bytes changed, lost or doubled.
    consuming func spoiledPipeline() -> String? {
        var bytes = pipeline(Int.random(in: 1...8, using: &random))
        for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty { spoil(&bytes) }
        return Self.fault(in: bytes, sentTo: server, &random)
    }

    /// The same requests whole and in pieces must bring the same replies.
    consuming func piecemeal() -> String? {
        var bytes = pipeline(Int.random(in: 1...6, using: &random))
        if Bool.random(using: &random) { spoil(&bytes) }
        let whole = TestClient(of: Self.deterministicServer()).exchange(bytes)
        let client = TestClient(of: Self.deterministicServer())
        var parts: [UInt8] = []
        for piece in Self.pieces(of: bytes, &random) { parts += client.exchange(piece) }
        return whole == parts ? nil : "pieces bring another reply than the whole: \(Reply.bulk(bytes).rendered)"
    }

    private static func deterministicServer() -> TestServer {
        let server = TestServer()
        server.services.settings.longestBulk = 1 << 20
        return server
    }

    private mutating func pipeline(_ count: Int) -> [UInt8] {
        (0..<count).flatMap { _ in
            let call = generator.call(of: Self.harmless.randomElement(using: &random)!)
            return Int.random(in: 0..<5, using: &random) == 0
                ? Array((call.text + "\r\n").utf8) : Request.bytes(of: call.words)
        }
    }

    /// Commands whose reply depends on nothing but what was sent before.
    private static let harmless = DeclaredCommand.callable.filter { declared in
        [.string, .generic].contains(declared.command.group)
            && !declared.command.tips.contains("nondeterministic_output")
            || ["PING", "ECHO", "SELECT", "MULTI", "EXEC", "DISCARD", "WATCH", "SUBSCRIBE", "PUBLISH"].contains(
                "\(declared)")
    }

    private mutating func spoil(_ bytes: inout [UInt8]) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(bytes[place], at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...20, using: &random)))
        }
        if bytes.isEmpty { bytes = [0x0a] }
    }

    // MARK: Looking at what comes back

    private static func pieces(of bytes: [UInt8], _ random: inout SeededRandom) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        let longest = [1, 3, 20, 1_000].randomElement(using: &random)!
        while !rest.isEmpty {
            let length = Int.random(in: 1...longest, using: &random)
            pieces.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return pieces
    }

    private static func fault(in bytes: [UInt8], sentTo server: TestServer, _ random: inout SeededRandom) -> String? {
        let client = server.connect()
        var output: [UInt8] = []
        for piece in pieces(of: bytes, &random) { output += client.exchange(piece) }
        server.checkInvariants()
        let replies = Reply.all(in: output)
        func fault(_ text: String) -> String { "\(text): \(Reply.bulk(bytes).rendered)" }
        if replies.contains(where: { $0.isMalformed }) { return fault("a malformed reply \(replies)") }
        let refusals = replies.filter { reply in
            guard case .error(let text) = reply else { return false }
            return text.hasPrefix("ERR Protocol error: ")
        }
        if refusals.count > 1 { return fault("\(refusals.count) protocol errors on one connection") }
        if !refusals.isEmpty, !client.isClosed { return fault("a protocol error that does not end the connection") }
        return nil
    }
}
