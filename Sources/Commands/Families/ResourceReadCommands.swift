// RES.GET, RES.MGET and RES.EXISTS. What stands now is read where Redis's commands would read it, under the resource's
// key in the keyspace, and costs little more than GET; everything else is asked of the store.

internal import Access
internal import Bytes
internal import Engine
internal import Keyspace
internal import RESP
internal import Resources

package enum ResourceReadCommands {
    package static let family: [Command] = [get, mget, exists]

    static let address: [Argument] = [.string("type"), .string("namespace"), .string("name")]

    static let get = Command(
        "RES.GET", .atLeast(4), [.readOnly, .fast, .composesKeys], .resources, since: "1.0.0",
        summary: "Answers the body of a resource, or a map of all that is known of it, now or in the past.",
        arguments: address + [
            .oneOf(
                "moment", optional: true, [.integer("version", token: "VERSION"), .integer("revision", token: "AT")]),
            .string("pointer", token: "PATH", optional: true), .word("WITHMETA", optional: true),
            .string("format", token: "FORMAT", optional: true),
        ],
        examples: [
            Example("RES.PUT routers default web '{\"rule\":\"Path(`/`)\"}'", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.GET routers default web", "\"{\\\"rule\\\":\\\"Path(`/`)\\\"}\""),
            Example("RES.PUT routers default web '{\"rule\":\"Path(`/a`)\"}'", "1) (integer) 2\n2) (integer) 2"),
            Example("RES.GET routers default web PATH /rule", "\"\\\"Path(`/a`)\\\"\""),
            Example("RES.GET routers default web FORMAT yaml", "\"rule: Path(`/a`)\\n\""),
            Example("RES.GET routers default web VERSION 1 PATH /rule", "\"\\\"Path(`/`)\\\"\""),
            Example("RES.GET routers default web AT 0", "(nil)"),
            Example("RES.GET routers default api", "(nil)"),
            Example(
                "RES.GET routers default web AT 7",
                "(error) COMPACTED revision 7 is ahead of the head, 2; read again from there"),
            Example("SET default:routers:plain text", "OK"),
            Example(
                "RES.GET routers default plain",
                "(error) WRONGTYPE Operation against a key holding the wrong kind of value"),
        ]
    ) { context throws(CommandError) in
        guard context.count == 4 else { return try context.getWithOptions() }
        guard let record = try context.resourceRecord(named: 3, noting: true) else { return context.reply.null() }
        guard let whole = try context.awaited(record) else { return }
        context.replyContent(whole.content)
    }

    static let mget = Command(
        "RES.MGET", .atLeast(4), [.readOnly, .fast, .composesKeys], .resources, since: "1.0.0",
        summary: "Answers the bodies of several resources at one moment, with nothing for a name that has none.",
        complexity: "O(N) with N names",
        arguments: [.string("type"), .string("namespace"), .string("name", multiple: true)],
        examples: [
            Example("RES.PUT routers default web 1", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.MGET routers default web api", "1) \"1\"\n2) (nil)"),
            Example("SET default:routers:plain text", "OK"),
            Example(
                "RES.MGET routers default web plain",
                "(error) WRONGTYPE Operation against a key holding the wrong kind of value"),
        ]
    ) { context throws(CommandError) in
        try context.inParts { context throws(CommandError) in
            context.reply.array(context.count - 3)
            for index in 3..<context.count {
                let record = try context.resourceRecord(named: index, noting: true)
                if let record { context.replyContent(try context.whole(record).content) } else { context.reply.null() }
            }
        }
    }

    static let exists = Command(
        "RES.EXISTS", .exactly(4), [.readOnly, .fast, .composesKeys], .resources, since: "1.0.0",
        summary: "Says whether there is a resource of this name.", arguments: address,
        examples: [
            Example("RES.PUT routers default web 1", "1) (integer) 1\n2) (integer) 1"),
            Example("RES.EXISTS routers default web", "(integer) 1"),
            Example("RES.EXISTS routers default api", "(integer) 0"),
            Example("SET default:routers:plain text", "OK"),
            Example(
                "RES.EXISTS routers default plain",
                "(error) WRONGTYPE Operation against a key holding the wrong kind of value"),
        ]
    ) { context throws(CommandError) in
        context.reply.integer(try context.resourceRecord(named: 3, noting: false) == nil ? 0 : 1)
    }
}

extension Context {
    /// The record of the resource whose type and namespace are the first two arguments; nil where there is none.
    /// - Parameter noting: whether it counts as used.
    @inline(__always)
    fileprivate func resourceRecord(named index: Int, noting: Bool) throws(CommandError) -> Record? {
        if !session.isUnrestricted { try demand(.read, to: resourceKey(named: index)) }
        let record = ByteView.withJoined(self[2], self[1], self[index], by: UInt8(ascii: ":")) { key in
            noting ? engine.read(key, in: engine.shelf) : engine.inspect(key, in: engine.shelf)
        }
        guard let record, record.kind == .resource else {
            try refuseOther(record, named: index)
            return nil
        }
        return record
    }

    /// What no resource can be called is refused, and so is a plain key.
    @inline(never)
    private func refuseOther(_ record: Record?, named index: Int) throws(CommandError) {
        _ = try resourceKey(named: index)
        if record != nil { throw .wrongType }
    }

    private func resourceKey(named index: Int) throws(CommandError) -> ResourceKey {
        try resourceKey(type: self[1], namespace: self[2], name: self[index])
    }

    /// The keys that a command reads which puts them together itself.
    var composedKeys: [ByteString] {
        guard entry.command.flags.contains(.composesKeys), count > 3 else { return [] }
        let takesSeveral = entry.command.arguments.last?.isMultiple ?? false
        return (3..<(takesSeveral ? count : 4)).map { index in
            ByteString(ByteView.withJoined(self[2], self[1], self[index], by: UInt8(ascii: ":")) { $0.array })
        }
    }

    // MARK: RES.GET with options

    fileprivate mutating func getWithOptions() throws(CommandError) {
        let options = try ResourceGetOptions(self)
        let found = try item(options.moment)
        guard !session.isPostponed else { return }
        guard let found else { return reply.null() }
        try withTrueBodies { context throws(CommandError) in context.reply.resource(found, options.shape) }
    }

    private func item(_ moment: ResourceGetOptions.Moment) throws(CommandError) -> Page.Item? {
        let key = try resourceKey(named: 3)
        try demand(.read, to: key)
        var record = key.bytes.withView { engine.read($0, in: engine.shelf) }
        if case .now = moment, let found = record {
            record = try awaited(found)
            if record == nil { return nil }
        }
        do throws(StoreError) {
            switch moment {
            case .now:
                guard let record else { return nil }
                guard record.kind == .resource else { throw .plainKey }
                return store.resource(key).map { Page.Item($0, $0.current) }
            case .revision(let revision):
                return try store.item(key, at: revision)
            case .version(let number):
                guard let item = try store.item(key, version: number), item.version.exists else { return nil }
                return item
            }
        } catch {
            throw CommandError(error)
        }
    }
}

extension StoreError {
    fileprivate static let plainKey = StoreError(.wrongType, CommandError.wrongType.text)
}

/// What is asked for of one resource.
private struct ResourceGetOptions {
    enum Moment {
        case now
        case version(UInt64)
        case revision(Revision)
    }

    private(set) var moment = Moment.now
    private(set) var shape = ResourceShape()

    init(_ context: Context) throws(CommandError) {
        var words = OptionWords(context, from: 4)
        while let word = words.next() {
            if word.spells("version") {
                try demandNoMoment()
                moment = .version(try words.number("VERSION", from: 1))
            } else if word.spells("at") {
                try demandNoMoment()
                moment = .revision(try words.number("AT", from: 0))
            } else if word.spells("path"), shape.part == nil {
                shape.part = try words.place()
            } else if word.spells("withmeta") {
                shape.hasMetadata = true
            } else if word.spells("format") {
                shape.format = try ResourceFormat(words.value())
            } else {
                throw words.refusal(of: word)
            }
        }
    }

    private func demandNoMoment() throws(CommandError) {
        guard case .now = moment else { throw .syntax("one VERSION or one AT is all that RES.GET takes") }
    }
}
