// Replies as they stand in a buffer, one after another: where each ends, whatever it holds.

package import Bytes

package struct ReplyFrames {
    private var at: Int

    package init(from start: Int) {
        at = start
    }

    /// Where the next reply or message stands; nil at the end. The bytes are our own, so they are well formed.
    package mutating func next(in view: ByteView) -> Range<Int>? {
        guard at < view.count else { return nil }
        let start = at
        var missing: Int64 = 1
        while missing > 0, let newline = view.firstIndex(of: 0x0a, from: at) {
            missing -= 1
            let number = view[at + 1..<newline - 1].integer ?? 0
            let marker = view[at]
            at = newline + 1
            switch marker {
            case UInt8(ascii: "$"), UInt8(ascii: "="), UInt8(ascii: "!"):
                if number >= 0 { at += Int(number) + 2 }
            case UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: ">"): missing += max(0, number)
            case UInt8(ascii: "%"): missing += max(0, number) * 2
            default: break
            }
        }
        if missing > 0 { at = view.count }
        return start..<at
    }
}
