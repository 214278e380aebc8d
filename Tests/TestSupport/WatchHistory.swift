// What watchers have heard, over all their connections, held to what has happened: the nine properties that etcd's
// robustness tests ask of a watch.

internal import Bytes
internal import JSON

/// An event as a watcher reads it.
package struct WatchedEvent: Equatable, Sendable {
    package var kind = ""
    package var key = ""
    package var version: UInt64 = 0
    package var revision: UInt64 = 0
    package var epoch = ""
    package var hasMore = false
    package var body: String?
    package var previous: String?

    package var isProgress: Bool { kind == "progress" }

    package init() {}

    /// nil where a message is no event.
    package init?(_ message: Reply) {
        guard let parts = message.elements, parts.count == 3, parts[0].text == "message", let text = parts[2].text
        else {
            return nil
        }
        self.init(json: text)
    }

    package init?(json: String) {
        guard let event = try? JSONValue(reading: json) else { return nil }
        func text(_ name: JSONString) -> String { event[name]?.string?.text ?? "" }
        func number(_ name: JSONString) -> UInt64 { event[name].flatMap { UInt64($0.text) } ?? 0 }
        kind = text("event")
        key = "\(text("namespace")):\(text("type")):\(text("name"))"
        version = number("version")
        revision = number("revision")
        epoch = text("epoch")
        hasMore = event["more"]?.bool ?? false
        body = event["resource"]?.text
        previous = event["previous"]?.text
    }
}

/// What one watcher has heard on one connection.
package struct WatchedStretch: Sendable {
    /// The revision after which it wanted to hear everything.
    package let start: UInt64
    package var events: [WatchedEvent] = []
    /// Whether the watcher had heard everything up to the start, or begins anew there.
    package let isResumed: Bool

    package init(after start: UInt64, isResumed: Bool) {
        self.start = start
        self.isResumed = isResumed
    }

    /// The last revision that was heard whole.
    package var wholeRevision: UInt64 {
        events.last { !$0.hasMore }?.revision ?? start
    }
}

package struct WatchRecord: Sendable {
    package let asksFor: @Sendable (_ key: String) -> Bool
    package let withBodies: Bool
    package let withPrevious: Bool
    package var stretches: [WatchedStretch] = []

    package init(withBodies: Bool, withPrevious: Bool, asksFor: @escaping @Sendable (_ key: String) -> Bool) {
        self.asksFor = asksFor
        self.withBodies = withBodies
        self.withPrevious = withPrevious
    }
}

/// Everything that has happened, in its order; `hasMore` says nothing here.
package struct WatchTruth: Sendable {
    package private(set) var events: [WatchedEvent] = []
    private var bodies: [String: String] = [:]

    package init() {}

    /// Takes note of a change by what it made of a resource; nil where it is gone.
    package mutating func note(_ key: String, _ body: String?, version: UInt64, revision: UInt64, hasExpired: Bool) {
        var event = WatchedEvent()
        (event.key, event.version, event.revision, event.body) = (key, version, revision, body)
        event.previous = bodies[key]
        event.kind =
            body == nil ? hasExpired ? "expired" : "deleted" : event.previous == nil ? "created" : "updated"
        bodies[key] = body
        events.append(event)
    }

    /// What a watcher should hear after one revision and up to another.
    func events(for record: WatchRecord, after start: UInt64, through end: UInt64) -> [WatchedEvent] {
        let wanted = events.filter { $0.revision > start && $0.revision <= end && record.asksFor($0.key) }
        return wanted.enumerated().map { index, event in
            var event = event
            event.hasMore = index + 1 < wanted.count && wanted[index + 1].revision == event.revision
            return event
        }
    }

    func event(_ key: String, _ version: UInt64) -> WatchedEvent? {
        events.first { $0.key == key && $0.version == version }
    }
}

// MARK: - The properties

/// One property: which of the events of a stretch break it, and how.
package struct WatchValidator: Sendable, CustomStringConvertible {
    package let description: String
    let faults: @Sendable (WatchedStretch, WatchRecord, WatchTruth) -> [String]

    package func faults(in record: WatchRecord, _ truth: WatchTruth) -> [String] {
        record.stretches.flatMap { faults($0, record, truth) }
    }

    package static let all = [
        filtered, bookmarkable, ordered, unique, atomic, reliable, resumable, previousValue, creation,
    ]

    /// Nothing is heard that was not asked for.
    package static let filtered = ofEach("filtered") { event, record, _ in record.asksFor(event.key) }

    /// After progress nothing comes that is not newer, and progress itself does not go back.
    package static let bookmarkable = ofPairs("bookmarkable") { earlier, later in
        !earlier.isProgress
            || (later.isProgress ? later.revision >= earlier.revision : later.revision > earlier.revision)
    }

    package static let ordered = ofPairs("ordered") { earlier, later in
        earlier.isProgress || later.isProgress || earlier.revision <= later.revision
    }

    package static let unique = WatchValidator(description: "unique") { stretch, _, _ in
        var seen: Set<String> = []
        return stretch.events.filter { !$0.isProgress && !seen.insert("\($0.key) \($0.version)").inserted }
            .map { "\($0.key) \($0.version)" }
    }

    /// A commit is heard whole, each event but the last saying that more follows, unless the connection ended there.
    package static let atomic = WatchValidator(description: "atomic") { stretch, record, truth in
        let heard = Dictionary(grouping: stretch.events.filter { !$0.isProgress }, by: \.revision)
        return heard.compactMap { revision, events in
            let wanted = truth.events(for: record, after: revision - 1, through: revision).map(\.hasMore)
            let isCut = revision == stretch.events.last?.revision && stretch.events.last?.hasMore == true
            let flags = events.map(\.hasMore)
            let isWhole = isCut ? flags == Array(wanted.prefix(flags.count)) : flags == wanted
            return isWhole ? nil : "revision \(revision): \(flags) for \(wanted)"
        }
    }

    /// Nothing is left out between the first event that was heard and the last revision that was heard whole.
    package static let reliable = WatchValidator(description: "reliable") { stretch, record, truth in
        guard let first = stretch.events.first(where: { !$0.isProgress }) else { return [] }
        let wanted = truth.events(for: record, after: first.revision - 1, through: stretch.wholeRevision)
        return lacks(of: wanted, in: stretch)
    }

    /// Whoever goes on after a revision hears what comes next, and nothing older.
    package static let resumable = WatchValidator(description: "resumable") { stretch, record, truth in
        let old = stretch.events.filter { !$0.isProgress && $0.revision <= stretch.start }
        let first = stretch.events.first { !$0.isProgress }?.revision ?? stretch.wholeRevision
        let wanted = truth.events(for: record, after: stretch.start, through: min(first, stretch.wholeRevision))
        return old.map { "\($0.key) \($0.version) after \(stretch.start)" } + lacks(of: wanted, in: stretch)
    }

    package static let previousValue = ofEach("previous value") { event, record, truth in
        let wanted = record.withPrevious ? truth.event(event.key, event.version)?.previous : nil
        return event.previous == wanted
    }

    /// What is created did not exist, what is changed or ends did; and each is what was made of it.
    package static let creation = ofEach("creation") { event, record, truth in
        guard let wanted = truth.event(event.key, event.version) else { return false }
        let body = record.withBodies ? wanted.body : nil
        return event.kind == wanted.kind && event.revision == wanted.revision && event.body == body
    }

    private static func lacks(of wanted: [WatchedEvent], in stretch: WatchedStretch) -> [String] {
        let heard = Set(stretch.events.map { "\($0.key) \($0.version)" })
        return wanted.map { "\($0.key) \($0.version)" }.filter { !heard.contains($0) }.map { "without \($0)" }
    }

    private static func ofEach(
        _ name: String, _ holds: @escaping @Sendable (WatchedEvent, WatchRecord, WatchTruth) -> Bool
    ) -> WatchValidator {
        WatchValidator(description: name) { stretch, record, truth in
            stretch.events.filter { !$0.isProgress && !holds($0, record, truth) }.map { "\($0)" }
        }
    }

    private static func ofPairs(
        _ name: String, _ holds: @escaping @Sendable (WatchedEvent, WatchedEvent) -> Bool
    ) -> WatchValidator {
        WatchValidator(description: name) { stretch, _, _ in
            zip(stretch.events, stretch.events.dropFirst()).filter { !holds($0, $1) }.map { "\($0) before \($1)" }
        }
    }
}
