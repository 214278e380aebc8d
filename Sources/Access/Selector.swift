// One set of rights: commands, keys and channels that go together. A user has one of its own and any number beside it;
// a request passes if one of them alone lets it pass.

internal import Bytes

/// A request as far as its command alone tells of it.
package struct Call {
    /// Channels among the arguments.
    package struct Channels {
        package let positions: Range<Int>
        package let arePatterns: Bool

        package init(positions: Range<Int>, arePatterns: Bool) {
            self.positions = positions
            self.arePatterns = arePatterns
        }
    }

    package let command: Int
    /// Whether no right to the command is needed: AUTH and its like.
    package let isOpenToAll: Bool
    /// What is done with keys that the request doesn't name, and which may be any; nil where nothing is.
    package let everyKey: KeyAccess?
    package let channels: Channels?

    package init(command: Int, isOpenToAll: Bool, everyKey: KeyAccess? = nil, channels: Channels?) {
        self.command = command
        self.isOpenToAll = isOpenToAll
        self.everyKey = everyKey
        self.channels = channels
    }
}

/// What stands in the way of a request, and where in it.
package struct Denial: Equatable {
    /// The later ones come nearer to being let through.
    package enum Object: Int {
        case command
        /// Keys that the command concerns without naming them.
        case everyKey
        case key
        case channel
    }

    package let object: Object
    package let position: Int

    package init(_ object: Object, at position: Int = 0) {
        self.object = object
        self.position = position
    }

    /// Whether it is the one to tell of, when several selectors refuse.
    func outranks(_ other: Denial) -> Bool {
        (object.rawValue, position) > (other.object.rawValue, other.position)
    }
}

package struct Selector {
    package private(set) var commands: CommandRules
    package private(set) var keys = KeyRules()
    package private(set) var channels: ChannelRules

    init(_ book: RuleBook) {
        commands = CommandRules(book)
        channels = ChannelRules(includingAll: book.opensChannels)
    }

    // MARK: Asking

    var isUnrestricted: Bool { commands.includeAll && keys.includeAll && channels.includeAll }

    func denial(of call: Call, _ arguments: Arguments, _ uses: [KeyUse]) -> Denial? {
        if !call.isOpenToAll, !commands.allow(call.command, arguments) { return Denial(.command) }
        if let access = call.everyKey, !keys.coverAll(access) { return Denial(.everyKey) }
        if let refused = uses.first(where: { !keys.allow(arguments[$0.position], $0.access) }) {
            return Denial(.key, at: refused.position)
        }
        guard let named = call.channels else { return nil }
        let refused = named.positions.first { !channels.allow(arguments[$0], asPattern: named.arePatterns) }
        return refused.map { Denial(.channel, at: $0) }
    }

    /// The rules that make this selector from a new one, separated by spaces.
    package var text: [UInt8] {
        let channelRules = channels.includeAll ? channels.rules : [Array("resetchannels".utf8)] + channels.rules
        return Array((keys.rules + channelRules + [Array(commands.text.utf8)]).joined(separator: [0x20]))
    }

    // MARK: Changing

    mutating func apply(_ rule: ByteView) throws(RuleError) {
        if rule.spells("allkeys") || rule.spells("~*") {
            keys.setAll(true)
        } else if rule.spells("resetkeys") {
            keys.setAll(false)
        } else if rule.spells("allchannels") || rule.spells("&*") {
            channels.setAll(true)
        } else if rule.spells("resetchannels") {
            channels.setAll(false)
        } else if rule.spells("allcommands") || rule.spells("+@all") {
            commands.setAll(true)
        } else if rule.spells("nocommands") || rule.spells("-@all") {
            commands.setAll(false)
        } else {
            try applySigned(rule)
        }
    }

    /// A rule whose first letter says what it is about.
    private mutating func applySigned(_ rule: ByteView) throws(RuleError) {
        let name = rule.dropFirst(1)
        switch rule.first {
        case UInt8(ascii: "~"), UInt8(ascii: "%"): try keys.add(rule)
        case UInt8(ascii: "&"): try channels.add(rule)
        case UInt8(ascii: "+") where name.first == UInt8(ascii: "@"):
            try commands.setCategory(name.dropFirst(1).text, true)
        case UInt8(ascii: "-") where name.first == UInt8(ascii: "@"):
            try commands.setCategory(name.dropFirst(1).text, false)
        case UInt8(ascii: "+"): try commands.allow(name.text)
        case UInt8(ascii: "-"): try commands.forbid(name.text)
        default: throw .syntax
        }
    }
}
