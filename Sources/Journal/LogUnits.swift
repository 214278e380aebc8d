// Whole commands and transactions in memory, one after another: what a log may be cut between.

internal import Bytes

struct LogUnits {
    private var at: Int
    private var isInTransaction = false
    /// The line that closed a batch between the last two that were handed out, if one did.
    private(set) var mark: Range<Int>?

    init(at start: Int) {
        at = start
    }

    /// Where the next command or transaction stands, or a line that is not one of our marks; those are passed over.
    /// The bytes are our own, so they are well formed.
    mutating func next(in view: ByteView) -> Range<Int>? {
        var start = at
        mark = nil
        while at < view.count {
            let end = view[at] == UInt8(ascii: "#") ? lineEnd(view) : commandEnd(view)
            let isMark = view[at..<end].starts(with: ByteView(LogLine.words))
            at = end
            if isMark {
                mark = start..<end
                start = end
            }
            if !isInTransaction, !isMark { return start..<end }
        }
        return nil
    }

    private func lineEnd(_ view: ByteView) -> Int {
        view.firstIndex(of: 0x0a, from: at).map { $0 + 1 } ?? view.count
    }

    private mutating func commandEnd(_ view: ByteView) -> Int {
        guard let (count, first) = view.plainLength(at: at, marker: UInt8(ascii: "*")) else { return view.count }
        var list = ArgumentList()
        let end = list.appendWholeBulks(in: view, at: first, most: count)
        let name = list.over(view)[0]
        if name.spells("multi") { isInTransaction = true }
        if name.spells("exec") { isInTransaction = false }
        return end
    }
}
