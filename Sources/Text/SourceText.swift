// A text as its readers go through it: UTF-8 for certain, lines that end in one way, 0 beyond its end.

internal import Bytes
internal import JSON

struct SourceText {
    let bytes: [UInt8]
    /// Where the text begins, after a byte order mark.
    let start: Int

    /// Two bytes that end a line become one. A carriage return by itself may end a line as well, or is refused.
    init(_ view: ByteView, _ limits: JSONLimits, returnsEndLines: Bool) throws(TextError) {
        guard view.count <= limits.length else {
            throw TextError(line: 1, column: 1, "the document is longer than \(limits.length) bytes: send it in parts")
        }
        bytes = Self.withOneLineEnd(view, returnsEndLines: returnsEndLines)
        start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        if let place = bytes.withView({ Self.firstFault(in: $0) }) {
            let byte = "byte 0x" + String(bytes[place], radix: 16)
            throw fault(
                bytes[place] < 0x80
                    ? "\(byte) must not stand in a text: leave it out, or write it as an escape"
                    : "\(byte) is not UTF-8: save the text in that encoding", at: place)
        }
    }

    private static func withOneLineEnd(_ view: ByteView, returnsEndLines: Bool) -> [UInt8] {
        let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(view.count)
        var at = 0
        while let place = view.firstIndex(of: carriageReturn, from: at) {
            bytes.append(view[at..<place])
            let isPair = view.byte(orZeroAt: place + 1) == lineFeed
            bytes.append(isPair || returnsEndLines ? lineFeed : carriageReturn)
            at = place + (isPair ? 2 : 1)
        }
        bytes.append(view.dropFirst(at))
        return bytes
    }

    /// The first byte that is not UTF-8, or a control character that is neither tab nor line feed.
    private static func firstFault(in view: ByteView) -> Int? {
        let delete = view.firstIndex(of: 0x7f)
        var at = 0
        while at < view.count {
            at = view.endOfPlainText(from: at)
            guard at < view.count else { break }
            switch view[at] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "\t"), UInt8(ascii: "\n"): at += 1
            default: return min(at, delete ?? at)
            }
        }
        return delete
    }

    /// The byte at a place, or 0 at the end: 0 itself stands nowhere.
    @inline(__always)
    func byte(_ at: Int) -> UInt8 {
        at < bytes.count ? bytes[at] : 0
    }

    func starts(with word: StaticString, at place: Int) -> Bool {
        bytes.withView { $0.dropFirst(place).starts(with: ByteView(word)) }
    }

    /// Where the characters end that begin at a place and that a rule takes.
    @inline(__always)
    func end(from start: Int, of isWanted: (UInt8) -> Bool) -> Int {
        var at = start
        while at < bytes.count, isWanted(bytes[at]) { at += 1 }
        return at
    }

    func fault(_ reason: String, at place: Int) -> TextError {
        TextError(reason, in: bytes, at: min(place, bytes.count))
    }
}

/// A space or a tab.
@inline(__always)
func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

/// A blank, or the end of a line or of the text.
@inline(__always)
func isBlankOrEnd(_ byte: UInt8) -> Bool { isBlank(byte) || isEnd(byte) }

/// The end of a line or of the text.
@inline(__always)
func isEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == 0 }

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

/// What a digit is worth in the bases up to sixteen.
func digitValue(_ byte: UInt8) -> UInt32? {
    switch byte | 0x20 {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte & 0x20 != 0 ? UInt32(byte - 0x30) : nil
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte | 0x20) - 0x57
    default: nil
    }
}
