// Over a JSON value that is known to be good, to its end, without looking at more than must be seen. Like all
// loops over single bytes it stands where they can be looked at directly.

extension ByteView {
    /// Where the string ends that begins at `start`, its quotes included.
    public func endOfString(at start: Int) -> Int {
        var at = start + 1
        while true {
            at = quoteOrBackslash(from: at)
            if byte(orZeroAt: at) != UInt8(ascii: "\\") { return Swift.min(at + 1, count) }
            at += 2
        }
    }

    /// Where the value ends that begins at `start`.
    public func endOfValue(at start: Int) -> Int {
        switch byte(orZeroAt: start) {
        case UInt8(ascii: "\""): endOfString(at: start)
        case UInt8(ascii: "{"), UInt8(ascii: "["): endOfContainer(at: start)
        default: endOfWord(at: start)
        }
    }

    /// Numbers and words end where something else begins.
    @inline(__always)
    private func endOfWord(at start: Int) -> Int {
        var at = start
        while at < count {
            let byte = self[at]
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { break }
            at += 1
        }
        return at
    }

    private func endOfContainer(at start: Int) -> Int {
        var at = start
        var depth = 0
        while at < count {
            switch self[at] {
            case UInt8(ascii: "\""):
                at = endOfString(at: at)
                continue
            // The two kinds of bracket differ in their lowest bits only, and no other byte of a value is like them.
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return at + 1 }
            default: break
            }
            at += 1
        }
        return count
    }

    /// Where the next part begins after one that ends at `end`; the end of the bytes after the last.
    public func placeAfter(_ end: Int) -> Int {
        byte(orZeroAt: end) == UInt8(ascii: ",") ? end + 1 : count
    }

    /// Whether what stands between a string's quotes has escapes.
    public var hasEscapes: Bool { firstIndex(of: UInt8(ascii: "\\")) != nil }
}
