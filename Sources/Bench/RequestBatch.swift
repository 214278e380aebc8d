// The bytes of one pipeline of requests, built once; drawing new keys only overwrites the digits that differ.

internal import Bytes

/// One word of a request: fixed text, or a key that is drawn anew for every request.
enum Word {
    case text(String)
    case filler(Int)
    /// So many letters and digits without order, which no packing makes shorter.
    case noise(Int)
    /// A key of 16 bytes: a prefix of four and twelve digits.
    case key(prefix: String)
    /// The same between two texts.
    case drawn(String, String)
}

/// Which keys are asked for, and in what order.
struct KeyDrawer {
    private let range: Int
    private let first: Int
    private var random: SeededRandom?
    private var drawn = 0

    /// Any of `range` keys with the same chance, repeatable from the seed.
    static func random(below range: Int, seed: UInt64) -> KeyDrawer {
        KeyDrawer(range: range, first: 0, random: SeededRandom(seed: seed))
    }

    /// One key after the other.
    static func sequential(from first: Int, count: Int) -> KeyDrawer {
        KeyDrawer(range: count, first: first, random: nil)
    }

    private init(range: Int, first: Int, random: SeededRandom?) {
        self.range = range
        self.first = first
        self.random = random
    }

    var largest: Int { first + range - 1 }

    mutating func next() -> Int {
        if random != nil {
            // The high half of a product spreads over the range without a division.
            return Int(truncatingIfNeeded: random!.next().multipliedFullWidth(by: UInt64(range)).high)
        }
        defer { drawn += 1 }
        return first + drawn % range
    }
}

struct RequestBatch {
    private static let keyDigits = 12
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    let depth: Int
    private(set) var bytes: [UInt8] = []
    /// Where the digits of each key end.
    private var keyEnds: [Int] = []
    private var keys: KeyDrawer
    private let changingDigits: Int

    init(_ words: [Word], depth: Int, keys: KeyDrawer) {
        self.depth = depth
        self.keys = keys
        changingDigits = min(Self.keyDigits, digitCount(UInt64(keys.largest)))
        for _ in 0..<depth { append(words) }
    }

    private mutating func append(_ words: [Word]) {
        bytes += Array("*\(words.count)\r\n".utf8)
        for word in words {
            switch word {
            case .text(let text):
                bytes += Array("$\(text.utf8.count)\r\n\(text)\r\n".utf8)
            case .filler(let length):
                bytes += Array("$\(length)\r\n".utf8)
                bytes += [UInt8](repeating: UInt8(ascii: "v"), count: length)
                bytes += Array("\r\n".utf8)
            case .noise(let length):
                bytes += Array("$\(length)\r\n".utf8)
                var random = SeededRandom(seed: UInt64(bytes.count))
                for _ in 0..<length { bytes.append(Self.letters[Int(random.next() >> 58)]) }
                bytes += Array("\r\n".utf8)
            case .key(let prefix): append(prefix, "")
            case .drawn(let prefix, let suffix): append(prefix, suffix)
            }
        }
    }

    /// Digits that are drawn anew, between two texts.
    private mutating func append(_ prefix: String, _ suffix: String) {
        bytes += Array("$\(prefix.utf8.count + Self.keyDigits + suffix.utf8.count)\r\n\(prefix)".utf8)
        bytes += [UInt8](repeating: UInt8(ascii: "0"), count: Self.keyDigits)
        keyEnds.append(bytes.count)
        bytes += Array("\(suffix)\r\n".utf8)
    }

    /// Gives every key of the batch its next number.
    mutating func draw() {
        let ends = keyEnds
        let digits = changingDigits
        for end in ends { Self.write(keys.next(), digits: digits, endingAt: end, in: &bytes) }
    }

    private static func write(_ number: Int, digits: Int, endingAt end: Int, in bytes: inout [UInt8]) {
        var rest = UInt32(truncatingIfNeeded: number)
        var room = bytes.mutableSpan
        for position in stride(from: end - 1, through: end - digits, by: -1) {
            room[position] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
            rest /= 10
        }
    }
}
