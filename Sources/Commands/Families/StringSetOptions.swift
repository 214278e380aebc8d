// The options of SET, read from its words: under which condition it stores, until when, and what it answers.

internal import Bytes
internal import Engine
internal import Keyspace

/// What must be true of a key for a string to be stored there.
enum SetCondition {
    case none
    case absent
    case present

    func holds(for key: ByteView, in context: Context) -> Bool {
        switch self {
        case .none: true
        case .absent: context.engine.find(key, in: context.database) == nil
        case .present: context.engine.find(key, in: context.database) != nil
        }
    }
}

struct SetOptions {
    private(set) var condition = SetCondition.none
    private(set) var answersOldValue = false
    private var expiry = ExpiryWish.unsaid

    init(of arguments: Arguments) throws(CommandError) {
        var index = 3
        while index < arguments.count {
            if arguments[index].spells("nx") {
                try take(.absent)
            } else if arguments[index].spells("xx") {
                try take(.present)
            } else if arguments[index].spells("get") {
                answersOldValue = true
            } else {
                guard let next = arguments.expiryWish(at: index), next != .persist else { throw .syntax }
                expiry = try expiry.followed(by: next)
                index += next.wordCount - 1
            }
            index += 1
        }
    }

    private mutating func take(_ next: SetCondition) throws(CommandError) {
        guard condition == .none || condition == next else { throw .syntax }
        condition = next
    }

    /// What storing does with the time to live that the key has.
    func expiryChange(in context: Context) throws(CommandError) -> ExpiryChange {
        switch expiry {
        case .unsaid, .persist: .clear
        case .keep: .keep
        case .end(let unit, let index): .at(try context.moment(unit, at: index))
        }
    }
}
