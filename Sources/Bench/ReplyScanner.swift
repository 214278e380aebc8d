// Counts the replies in a stream of RESP2 or RESP3 bytes, cut anywhere, without keeping any of them.
//
// A reply is a tree of elements; `awaited` says how many elements are still to come before the reply is whole.
// A plain element settles one; an array of n settles itself and calls for n more. The bodies of bulk strings are
// stepped over, so the cost of a large value is one subtraction.

internal import Bytes

struct ReplyScanner {
    private var awaited = 1
    /// The type byte of the line being read; 0 between lines.
    private var kind: UInt8 = 0
    private var number = 0
    private var isNegative = false
    /// Bytes of a bulk body, its line end included, still to be stepped over.
    private var bodyLeft = 0
    private var complaint: [UInt8] = []
    private(set) var errors = 0

    /// The text of the first error among the replies.
    var firstError: String? {
        errors == 0 ? nil : String(decoding: complaint, as: UTF8.self)
    }

    /// Takes the next bytes and answers how many replies they completed.
    mutating func scan(_ bytes: ByteView) -> Int {
        var replies = 0
        var position = 0
        while position < bytes.count {
            if bodyLeft > 0 {
                let step = min(bodyLeft, bytes.count - position)
                position += step
                bodyLeft -= step
                if bodyLeft == 0 { replies += settle() }
                continue
            }
            replies += take(bytes[position])
            position += 1
        }
        return replies
    }

    private mutating func take(_ byte: UInt8) -> Int {
        if kind == 0 {
            kind = byte
            number = 0
            isNegative = false
            return 0
        }
        if byte == UInt8(ascii: "\n") { return endLine() }
        if kind == UInt8(ascii: "-") { note(byte) }
        if byte &- 0x30 < 10 {
            number = number &* 10 &+ Int(byte &- 0x30)
        } else if byte == UInt8(ascii: "-") {
            isNegative = true
        }
        return 0
    }

    private mutating func endLine() -> Int {
        let ended = kind
        kind = 0
        switch ended {
        case UInt8(ascii: "$"), UInt8(ascii: "="), UInt8(ascii: "!"):
            if isNegative { return settle() }
            bodyLeft = number + 2
            return 0
        case UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: ">"):
            if !isNegative { awaited += number }
            return settle()
        case UInt8(ascii: "%"):
            awaited += 2 * number
            return settle()
        case UInt8(ascii: "|"):
            // Attributes come before the element that they describe and do not stand for it.
            awaited += 2 * number
            return 0
        case UInt8(ascii: "-"):
            errors += 1
            return settle()
        default:
            return settle()
        }
    }

    private mutating func settle() -> Int {
        awaited -= 1
        if awaited > 0 { return 0 }
        awaited = 1
        return 1
    }

    private mutating func note(_ byte: UInt8) {
        if errors == 0, complaint.count < 160, byte != UInt8(ascii: "\r") { complaint.append(byte) }
    }
}
