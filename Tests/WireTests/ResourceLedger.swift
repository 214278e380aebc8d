// What one client has asked of resources while the server may be killed at any moment: afterwards every resource stands
// at a version between the last that was answered and the last that was sent, all of the same moment, with its whole
// history, and plain keys of the same transactions stand with them.

import Bytes
import Foundation
import TestSupport

final class ResourceLedger {
    struct State: Equatable {
        /// How many versions each name has had, and the body of the last; nil where that is a deletion.
        var resources: [String: Resource] = [:]
        var marker: String?
    }

    struct Resource: Equatable {
        var version: Int
        var body: String?
    }

    private enum Change {
        case put(String, String)
        case delete(String)
        /// In one transaction of resources.
        case putBoth(String, String, String)
        /// In one transaction with a plain key.
        case putAndMark(String, String)
        /// Bodies move to the disk, or back.
        case keep(inStore: String)
        /// Of what has been sent before.
        case read(String, expecting: String?)
    }

    static let names = (0..<8).map { "r\($0)" }
    private static let marker = "ledger:marker"
    private var found = State()
    private var data = State()
    private var changes: [Change] = []
    private var answered = 0
    private(set) var answers = 0
    private var number = 0

    // MARK: Asking

    /// Sends some requests and waits for their replies; answers what went wrong. Returns too when the server is gone.
    func work(on wire: Wire, _ random: inout SeededRandom) throws -> String? {
        let sent = (0..<Int.random(in: 1...20, using: &random)).map { _ in
            let change = next(&random)
            Self.apply(change, to: &data)
            changes.append(change)
            return change
        }
        var read = sent[...]
        return try wire.ask(sent.map(Self.requests(for:))) { reply in
            if case .read(_, let body)? = read.popFirst(), reply.text != body {
                return "\(reply) and not \(body ?? "nothing")"
            }
            answered += 1
            answers += 1
            return nil
        }
    }

    private func next(_ random: inout SeededRandom) -> Change {
        number += 1
        let name = Self.names.randomElement(using: &random)!
        let text = String(repeating: "t", count: Int.random(in: 0..<3, using: &random) * 700)
        let body = "{\"n\":\(number),\"text\":\"\(text)\"}"
        switch Int.random(in: 0..<14, using: &random) {
        case 0: return .delete(name)
        case 10: return .keep(inStore: Int.random(in: 0..<3, using: &random) == 0 ? "memory" : "ondemand")
        case 11...13: return .read(name, expecting: data.resources[name]?.body)
        case 1, 2: return .putBoth(name, Self.names.first { $0 != name }!, body)
        case 3, 4: return .putAndMark(name, body)
        default: return .put(name, body)
        }
    }

    private static func requests(for change: Change) -> [[String]] {
        switch change {
        case .put(let name, let body): [["RES.PUT", "things", "ledger", name, body]]
        case .delete(let name): [["DEL", "ledger:things:\(name)"]]
        case .keep(let store): [["RES.TYPE", "DEFINE", "things", "{\"store\":\"\(store)\",\"cacheBytes\":5000}"]]
        case .read(let name, _): [["RES.GET", "things", "ledger", name]]
        case .putBoth(let name, let other, let body):
            [["RES.TXN", "[\([name, other].map { operation($0, body) }.joined(separator: ","))]"]]
        case .putAndMark(let name, let body):
            [["MULTI"], ["SET", marker, body], ["RES.PUT", "things", "ledger", name, body], ["EXEC"]]
        }
    }

    private static func operation(_ name: String, _ body: String) -> String {
        "{\"op\":\"put\",\"type\":\"things\",\"namespace\":\"ledger\",\"name\":\"\(name)\",\"resource\":\(body)}"
    }

    private static func apply(_ change: Change, to state: inout State) {
        switch change {
        case .put(let name, let body): put(name, body, in: &state)
        case .delete(let name):
            guard let resource = state.resources[name], resource.body != nil else { return }
            state.resources[name] = Resource(version: resource.version + 1, body: nil)
        case .putBoth(let name, let other, let body):
            put(name, body, in: &state)
            put(other, body, in: &state)
        case .putAndMark(let name, let body):
            put(name, body, in: &state)
            state.marker = body
        case .keep, .read: break
        }
    }

    private static func put(_ name: String, _ body: String, in state: inout State) {
        state.resources[name] = Resource(version: (state.resources[name]?.version ?? 0) + 1, body: body)
    }

    // MARK: Looking

    /// Looks at all that is there now; answers what is wrong with it. From here on it counts as it is.
    func check(over wire: Wire) throws -> String? {
        guard try wire.call("SELECT", "0") == .ok else { return "SELECT is refused" }
        var actual = State(marker: try wire.call("GET", Self.marker).text)
        for name in Self.names {
            let history = try wire.call("RES.HISTORY", "things", "ledger", name, "WITHBODY")
            guard let lines = history.elements else { return "\(name): \(history)" }
            guard let last = lines.first?.elements else { continue }
            let version = Int(field("version", last)?.number ?? 0)
            guard lines.count == version else { return "\(name) has \(lines.count) of \(version) versions" }
            let body = field("resource", last)?.text
            guard try wire.call("GET", "ledger:things:\(name)").text == body else {
                return "\(name) is not what its key is"
            }
            actual.resources[name] = Resource(version: version, body: body)
        }
        var state = found
        for count in 0...changes.count {
            if count > 0 { Self.apply(changes[count - 1], to: &state) }
            guard count >= answered, state == actual else { continue }
            accept(actual)
            return nil
        }
        defer { accept(actual) }
        return "none of the states after \(answered) to \(changes.count) changes of resources: \(actual)\nlast: \(data)"
    }

    private func field(_ name: String, _ line: [Reply]) -> Reply? {
        line.firstIndex(of: .text(name)).map { line[$0 + 1] }
    }

    private func accept(_ state: State) {
        (found, data, changes, answered) = (state, state, [], 0)
    }
}
