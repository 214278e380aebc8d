// The words of a request that come after an address, taken one after another.

internal import Bytes
internal import Resources

struct OptionWords {
    private let context: Context
    private var index: Int

    init(_ context: Context, from start: Int) {
        self.context = context
        index = start
    }

    /// The next word; nil behind the last.
    mutating func next() -> ByteView? {
        guard index < context.count else { return nil }
        defer { index += 1 }
        return context[index]
    }

    /// The word that comes next, which stays.
    var peek: ByteView? { index < context.count ? context[index] : nil }

    mutating func value() throws(CommandError) -> ByteView {
        guard let word = next() else { throw .syntax("a value is missing at the end") }
        return word
    }

    /// The refusal of a word that is no option, or none where it stands.
    func refusal(of word: ByteView) -> CommandError {
        .syntax("\(context.commandName) takes no '\(word.prefix(64).text)' here")
    }

    /// The number that an option takes.
    mutating func number<Number: FixedWidthInteger>(
        _ option: StaticString, from least: Number
    ) throws(CommandError) -> Number {
        guard let given = try value().integer, let number = Number(exactly: given), number >= least else {
            throw .wholeNumber("\(option)", from: least)
        }
        return number
    }

    mutating func place() throws(CommandError) -> Place {
        try Self.place(try value())
    }

    static func place(_ word: ByteView) throws(CommandError) -> Place {
        do throws(StoreError) { return try Place(word) } catch { throw CommandError(error) }
    }
}
