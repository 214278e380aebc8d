// What one client has asked of a server that may be killed at any moment, and what must be there afterwards: the data
// after some request between the last one that was answered and the last one that was sent, and nothing in between.
//
// The client has two databases to itself, so the order of its requests is the order in which they take effect.

import Bytes
import Foundation
import TestSupport

final class Ledger {
    struct Value: Equatable {
        var text: String
        /// When it ends.
        var end: Date?
    }

    enum Change {
        case set(String, String)
        case append(String, String)
        case setBoth(String, String, String)
        case appendBoth(String, String, String)
        case delete(String)
        case add(String, Int)
        case rename(String, String)
        case copyAcross(String)
        case setForAWhile(String, String, Date)
        case swap
        case flush
    }

    static let names = (0..<12).map { "k\($0)" } + (0..<4).map { "n\($0)" } + (0..<4).map { "ends\($0)" }
    private let databases: (Int, Int)
    /// What was found when the server was last looked at, and what has been asked since.
    private var found: [String: Value] = [:]
    private var changes: [Change] = []
    private var data: [String: Value] = [:]
    private var answered = 0
    private(set) var answers = 0
    private var number = 0

    init(databases first: Int) {
        databases = (first, first + 1)
    }

    // MARK: Asking

    /// Sends some requests and waits for their replies; answers what went wrong. Returns too when the server is gone.
    func work(on wire: Wire, _ random: inout SeededRandom) throws -> String? {
        let requests = (0..<Int.random(in: 1...40, using: &random)).map { _ in
            let change = next(&random)
            Self.apply(change, to: &data)
            changes.append(change)
            return self.requests(for: change)
        }
        return try wire.ask(requests) { _ in
            answered += 1
            answers += 1
            return nil
        }
    }

    private func next(_ random: inout SeededRandom) -> Change {
        number += 1
        let key = "k\(Int.random(in: 0..<12, using: &random))"
        let other = "k\(Int.random(in: 0..<12, using: &random))"
        switch Int.random(in: 0..<400, using: &random) {
        case 0: return .flush
        case 1..<10: return .swap
        case 10..<30: return data["0/" + key] == nil ? .set(key, "\(number)") : .rename(key, other)
        case 30..<50: return .copyAcross(key)
        case 50..<80: return .delete(key)
        case 80..<130: return .add("n\(number % 4)", number)
        case 130..<160:
            let seconds = Double.random(in: 0.02...3, using: &random)
            return .setForAWhile("ends\(number % 4)", "\(number)", Date(timeIntervalSinceNow: seconds))
        case 160..<220: return .setBoth(key, other, "\(number)")
        case 220..<280: return .appendBoth(key, other, ".\(number)")
        case 280..<330 where data["0/" + key]?.text.count ?? 0 < 200: return .append(key, ",\(number)")
        default: return .set(key, "\(number)")
        }
    }

    private func requests(for change: Change) -> [[String]] {
        switch change {
        case .set(let key, let text): [["SET", key, text]]
        case .append(let key, let text): [["APPEND", key, text]]
        case .setBoth(let key, let other, let text): [["MSET", key, text, other, text]]
        case .appendBoth(let key, let other, let text):
            [["MULTI"], ["APPEND", key, text], ["APPEND", other, text], ["EXEC"]]
        case .delete(let key): [["DEL", key]]
        case .add(let key, let count): [["INCRBY", key, "\(count)"]]
        case .rename(let key, let other): [["RENAME", key, other]]
        case .copyAcross(let key): [["COPY", key, key, "DB", "\(databases.1)", "REPLACE"]]
        case .setForAWhile(let key, let text, let end):
            [["SET", key, text, "PXAT", "\(Int(end.timeIntervalSince1970 * 1000))"]]
        case .swap: [["SWAPDB", "\(databases.0)", "\(databases.1)"]]
        case .flush: [["FLUSHDB"]]
        }
    }

    // MARK: What comes of it

    private static func apply(_ change: Change, to data: inout [String: Value]) {
        switch change {
        case .set(let key, let text): data["0/" + key] = Value(text: text)
        case .append(let key, let text): data["0/" + key, default: Value(text: "")].text += text
        case .setBoth(let key, let other, let text):
            for name in [key, other] { data["0/" + name] = Value(text: text) }
        case .appendBoth(let key, let other, let text):
            for name in [key, other] { data["0/" + name, default: Value(text: "")].text += text }
        case .delete(let key): data["0/" + key] = nil
        case .add(let key, let count):
            data["0/" + key] = Value(text: String((Int(data["0/" + key]?.text ?? "0") ?? 0) + count))
        case .rename(let key, let other): data["0/" + other] = data.removeValue(forKey: "0/" + key)
        case .copyAcross(let key):
            if let value = data["0/" + key] { data["1/" + key] = value }
        case .setForAWhile(let key, let text, let end): data["0/" + key] = Value(text: text, end: end)
        case .swap:
            let old = data
            data = [:]
            for (key, value) in old { data[(key.hasPrefix("0") ? "1" : "0") + key.dropFirst()] = value }
        case .flush: data = data.filter { $0.key.hasPrefix("1/") }
        }
    }

    // MARK: Looking

    /// Looks at all that is there now; answers what is wrong with it. From here on it counts as it is.
    func check(over wire: Wire) throws -> String? {
        var actual: [String: String] = [:]
        for (place, database) in [databases.1, databases.0].enumerated() {
            guard try wire.call("SELECT", "\(database)") == .status("OK") else { return "SELECT is refused" }
            for name in Self.names {
                switch try wire.call("GET", name) {
                case .null: break
                case .bulk(let bytes): actual["\(1 - place)/\(name)"] = String(decoding: bytes, as: UTF8.self)
                case let other: return "GET \(name) was answered with \(other)"
                }
            }
        }
        var state = found
        var best: (count: Int, difference: [String])?
        for count in 0...changes.count {
            if count > 0 { Self.apply(changes[count - 1], to: &state) }
            guard count >= answered else { continue }
            let difference = Self.difference(state, actual)
            if difference.isEmpty {
                accept(state)
                return nil
            }
            if difference.count < best?.difference.count ?? .max { best = (count, difference) }
        }
        defer { accept(state.filter { actual[$0.key] != nil }) }
        return "none of the states after \(answered) to \(changes.count) changes; nearest is \(best!.count), which "
            + "differs in " + best!.difference.prefix(8).joined(separator: ", ") + olderState(like: actual)
    }

    private func accept(_ state: [String: Value]) {
        (found, data, changes, answered) = (state, state, [], 0)
    }

    /// Whether it is a state that was there once, before what was answered.
    private func olderState(like actual: [String: String]) -> String {
        var state = found
        for (index, change) in changes.enumerated() {
            Self.apply(change, to: &state)
            if Self.difference(state, actual).isEmpty { return "; it is the state after \(index + 1) changes" }
        }
        return ""
    }

    private static func difference(_ state: [String: Value], _ actual: [String: String]) -> [String] {
        let now = Date()
        return Set(state.keys).union(actual.keys).sorted().compactMap { key in
            let expected = state[key]
            // About the moment of its end a key may be there or not.
            if let end = expected?.end {
                if actual[key] == nil, end < now + 1 { return nil }
                if actual[key] != nil, end < now - 5 { return "\(key) is there after its end" }
            }
            guard expected?.text != actual[key] else { return nil }
            return "\(key): \(expected?.text.suffix(40) ?? "none") expected, \(actual[key]?.suffix(40) ?? "none") found"
        }
    }
}

extension Wire {
    /// Sends requests of one or more commands each, and tells of every one that is answered whole, with its first
    /// reply, which may be found wrong there; answers what went wrong. Returns too when the server is gone.
    func ask(_ requests: [[[String]]], whenAnswered: (Reply) -> String?) throws -> String? {
        try send(requests.joined().flatMap { Wire.request($0.map { Array($0.utf8) }) })
        var replies = repliesToEnd(atMost: requests.reduce(0) { $0 + $1.count })[...]
        for request in requests {
            guard replies.count >= request.count else { return nil }
            if let error = replies.prefix(request.count).first(where: \.isError) { return "\(request): \(error)" }
            if let wrong = whenAnswered(replies.first!) { return "\(request): \(wrong)" }
            replies = replies.dropFirst(request.count)
        }
        return nil
    }
}
