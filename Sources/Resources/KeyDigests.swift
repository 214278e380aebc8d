// Places in a sorted list of keys, found by eight bytes of each: a search goes through numbers that lie side by side
// and looks at a key itself only where they leave a doubt. Keys lie all over memory, and what is not near costs most.

internal import Bytes

/// What all keys begin with is kept once, and of each key the eight bytes that follow.
struct KeyDigests {
    /// So many bytes more in common are worth looking at all keys of a half.
    private static let worthwhile = 4

    private var common: [UInt8] = []
    private var digests: [UInt64] = []

    init() {}

    /// Of keys in their order.
    init(of keys: [[UInt8]]) {
        guard let first = keys.first, let last = keys.last else { return }
        common = Array(first.prefix(first.commonLength(with: last)))
        digests = keys.map { $0.withView { [count = common.count] key in key.digest(from: count) } }
    }

    private init(_ common: [UInt8], _ digests: [UInt64]) {
        self.common = common
        self.digests = digests
    }

    /// Where keys stand that may be this one: all before are smaller, all behind are larger.
    func places(of key: ByteView) -> Range<Int> {
        let order = common.withView { $0.order(before: key) }
        guard order == 0 else { return order > 0 ? 0..<0 : digests.count..<digests.count }
        let digest = key.digest(from: common.count)
        let first = digests.firstPlace(notBefore: digest)
        var end = first
        while end < digests.count, digests[end] == digest { end += 1 }
        return first..<end
    }

    /// False where the key does not begin like the others: then the digests are to be made anew of all keys.
    mutating func insert(_ key: ByteView, at place: Int) -> Bool {
        guard let digest = digest(of: key) else { return false }
        digests.insert(digest, at: place)
        return true
    }

    /// The same for a key that takes the place of another.
    mutating func replace(at place: Int, with key: ByteView) -> Bool {
        guard let digest = digest(of: key) else { return false }
        digests[place] = digest
        return true
    }

    mutating func remove(at place: Int) {
        digests.remove(at: place)
    }

    /// Where there are no keys yet there is nothing that they begin with.
    private func digest(of key: ByteView) -> UInt64? {
        guard !digests.isEmpty, common.withView({ key.starts(with: $0) }) else { return nil }
        return key.digest(from: common.count)
    }

    /// The digests of some of the keys, which are given in their order.
    func part(_ range: Range<Int>, of keys: (Int) -> [UInt8]) -> KeyDigests {
        let shared = keys(range.lowerBound).commonLength(with: keys(range.upperBound - 1))
        guard shared < common.count + Self.worthwhile else { return KeyDigests(of: range.map(keys)) }
        return KeyDigests(common, Array(digests[range]))
    }
}

extension [UInt64] {
    /// The first place of a number that is not below `number`, in a list that grows.
    fileprivate func firstPlace(notBefore number: UInt64) -> Int {
        var low = 0
        var length = count
        // Without a branch on what is read, so that the next step need not wait for it to be guessed right.
        while length > 0 {
            let half = length / 2
            let isBefore = self[low + half] < number
            low = isBefore ? low + half + 1 : low
            length = isBefore ? length - half - 1 : half
        }
        return low
    }
}

extension ByteView {
    /// Eight bytes from a place on as a number that is ordered like them; behind the end stand zeros.
    fileprivate func digest(from start: Int) -> UInt64 {
        if start + 8 <= count { return bigEndian(at: start, as: UInt64.self) }
        var digest: UInt64 = 0
        for place in start..<start + 8 { digest = digest << 8 | UInt64(place < count ? self[place] : 0) }
        return digest
    }

    /// 0 where `key` begins with these bytes, negative where they come before it and positive where behind.
    fileprivate func order(before key: ByteView) -> Int {
        let start = key.prefix(count)
        if start == self { return 0 }
        return start < self ? 1 : -1
    }
}

extension [UInt8] {
    fileprivate func commonLength(with other: [UInt8]) -> Int {
        var length = 0
        while length < count, length < other.count, self[length] == other[length] { length += 1 }
        return length
    }
}
