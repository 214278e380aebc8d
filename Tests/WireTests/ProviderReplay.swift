// What a real Traefik's Redis provider was recorded to say, said again to a server: the commands are those of the
// recording, and where they depend on a reply (a cursor, the keys that were listed) on the reply that comes.

import Foundation
import TestSupport
import Testing
import Traefik

final class ProviderReplay {
    /// One look of the provider at everything.
    struct Load {
        let pairs: [TreePair]
        let roundTrips: Int

        func value(of key: String) -> String? {
            pairs.first { $0.key == Array(key.utf8) }.map { String(decoding: $0.value, as: UTF8.self) }
        }
    }

    private enum Step {
        case title(String)
        case command(connection: String, words: [String])
        case reply(connection: String, text: String)
    }

    private let port: Int
    private var connections: [String: Wire] = [:]
    private var rest: ArraySlice<Step>
    private(set) var loads: [Load] = []

    // What the present load has come to.
    private var cursor: String?
    private var keys: [String] = []
    private var roundTrips = 0

    init(_ recording: String, at port: Int) {
        self.port = port
        rest = recording.split(separator: "\n").compactMap { Self.step($0) }[...]
    }

    /// `== title`, `time connection C: words` or `time connection S: what came`.
    private static func step(_ line: Substring) -> Step? {
        if line.hasPrefix("== ") { return .title(String(line.dropFirst(3))) }
        let words = line.split(separator: " ")
        guard words.count > 3, Double(words[0]) != nil else { return nil }
        let connection = String(words[1])
        let said = words.dropFirst(3)
        switch words[2] {
        case "C:": return .command(connection: connection, words: said.map(String.init))
        case "S:": return .reply(connection: connection, text: said.joined(separator: " "))
        default: return nil
        }
    }

    // MARK: Saying it again

    /// Goes on to the end of the recording, or to the next title that begins with these words, which it answers.
    func run(to wanted: String? = nil) throws -> String? {
        while let step = rest.popFirst() {
            switch step {
            case .title(let title): if let wanted, title.hasPrefix(wanted) { return title }
            case .command(let connection, let words): try say(words, on: connection)
            case .reply(let connection, let text):
                if text.hasPrefix("push [pmessage") { try hear(text, on: connection) }
            }
        }
        return nil
    }

    func wire(_ connection: String) throws -> Wire {
        if let wire = connections[connection] { return wire }
        let wire = try Wire(port: port)
        connections[connection] = wire
        return wire
    }

    private func call(_ words: [String], on connection: String) throws -> Reply {
        let wire = try wire(connection)
        try wire.send(Wire.request(words.map { Array($0.utf8) }))
        return try wire.nextReply()
    }

    private func say(_ words: [String], on connection: String) throws {
        switch words[0] {
        case "scan":
            // The recorded server needed more pages than another may: whoever has seen the last one asks no more.
            if cursor == nil || cursor != "0" { try list(words, on: connection) }
        case "mget":
            while cursor != "0" { try list(["scan", "", "match", "traefik*", "count", "10"], on: connection) }
            try readListed(on: connection)
        default: try judge(call(words, on: connection), to: words)
        }
    }

    /// What the client cannot do without; it takes every other reply for what it is.
    private func judge(_ reply: Reply, to words: [String]) {
        switch words.prefix(2).joined(separator: " ") {
        case "hello 3":
            let entries = reply.elements ?? []
            let names = stride(from: 0, to: entries.count, by: 2).compactMap { entries[$0].text }
            let needed = ["server", "version", "proto", "id", "mode", "role", "modules"]
            #expect(needed.allSatisfy(names.contains), "\(names)")
            #expect(reply["proto"] == 3)
        case "config set": #expect(reply == .ok)
        case let line where line.hasPrefix("exists"): #expect(reply == .integer(0))
        case let line where line.hasPrefix("psubscribe"):
            #expect(reply == .push([.text("psubscribe"), .text(words[1]), .integer(1)]))
        default: #expect(words[0] == "client", "\(words) is answered with \(reply)")
        }
    }

    // MARK: Loads

    private func list(_ words: [String], on connection: String) throws {
        if cursor == nil { (cursor, keys, roundTrips) = ("0", [], 0) }
        roundTrips += 1
        let page = try call([words[0], cursor!] + words.dropFirst(2), on: connection).elements
        try #require(page?.count == 2)
        cursor = try #require(page?[0].text)
        keys += page?[1].elements?.compactMap(\.text) ?? []
    }

    private func readListed(on connection: String) throws {
        let values = try #require(try call(["mget"] + keys, on: connection).elements)
        #expect(values.count == keys.count)
        let pairs = zip(keys, values).map { TreePair($0, $1.text ?? "") }
        loads.append(Load(pairs: pairs, roundTrips: roundTrips + 1))
        cursor = nil
    }

    // MARK: Events

    /// Waits for the event that was recorded, or one of the server's own, which says the same to Traefik.
    private func hear(_ text: String, on connection: String) throws {
        let channels = [String(text.split(separator: ", ")[2]), "__keyspace@0__:traefik/_milepost/revision"]
        let message = try wire(connection).nextReply()
        let expected = channels.map { channel in
            Reply.push([.text("pmessage"), .text("__keyspace*:traefik*"), .text(channel), .text("set")])
        }
        #expect(expected.contains(message))
    }
}
