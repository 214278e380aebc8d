// LZF, the compression of long strings in RDB files: runs of literal bytes, and references to what came before.
//
//     000nnnnn                      n + 1 literal bytes follow
//     nnnooooo oooooooo             n + 2 bytes (n from 1 to 6) again from o + 1 bytes before
//     111ooooo nnnnnnnn oooooooo    n + 9 bytes again from o + 1 bytes before
//
// What comes from a file may be anything, so unpacking checks every length against both ends.

internal import CLinux

public enum LZF {
    static let longestRun = 32
    static let longestCopy = 264
    static let farthest = 8192

    /// No three packed bytes stand for more than this many.
    public static let greatestExpansion = 88

    /// Appends the `length` bytes that `packed` stands for; false, with nothing appended, where it does not.
    public static func unpack(_ packed: ByteView, length: Int, to queue: inout ByteQueue) -> Bool {
        // A length that could not come from so few bytes is refused before room is made for it.
        guard length >= 0, length / greatestExpansion <= packed.count else { return false }
        queue.reserve(length)
        var isWhole = length == 0 && packed.isEmpty
        _ = unsafe queue.fillTail { room in
            guard let start = room.baseAddress else { return 0 }
            isWhole = unsafe fill(start, length, from: packed)
            return isWhole ? length : 0
        }
        return isWhole
    }

    private static func fill(_ out: UnsafeMutableRawPointer, _ length: Int, from packed: ByteView) -> Bool {
        var from = 0
        var to = 0
        while from < packed.count {
            let control = Int(packed[from])
            from += 1
            if control < longestRun {
                let run = control + 1
                guard run <= packed.count - from, run <= length - to else { return false }
                unsafe memcpy(out + to, packed.base + from, run)
                from += run
                to += run
                continue
            }
            var count = control >> 5 + 2
            if count == 9 {
                guard from < packed.count else { return false }
                count += Int(packed[from])
                from += 1
            }
            guard from < packed.count else { return false }
            let distance = (control & 0x1f) << 8 + Int(packed[from]) + 1
            from += 1
            guard distance <= to, count <= length - to else { return false }
            unsafe copy(out + to, from: distance, count)
            to += count
        }
        return to == length
    }

    /// A copy may overlap what it makes: then it repeats it.
    private static func copy(_ to: UnsafeMutableRawPointer, from distance: Int, _ count: Int) {
        if distance >= count {
            unsafe memcpy(to, to - distance, count)
        } else {
            for index in 0..<count {
                unsafe to.storeBytes(
                    of: (to - distance).load(fromByteOffset: index, as: UInt8.self), toByteOffset: index,
                    as: UInt8.self)
            }
        }
    }
}

/// Packs strings one after another, with one table of places for all of them.
@safe
public struct LZFPacker: ~Copyable {
    private static let tableBits = 13
    /// Where each three bytes were last seen, counted from the first string that was ever packed: what is left from
    /// an earlier string is below `base`, so nothing needs to be cleared in between.
    private let places: UnsafeMutablePointer<UInt32>
    private var base: UInt32 = 1

    public init() {
        unsafe places = UnsafeMutablePointer<UInt32>.allocate(capacity: 1 << Self.tableBits)
        unsafe places.initialize(repeating: 0, count: 1 << Self.tableBits)
    }

    deinit {
        unsafe places.deallocate()
    }

    /// Appends `view` packed and answers the packed length; nil, with nothing appended, where that would be longer than
    /// `limit`.
    public mutating func pack(_ view: ByteView, limit: Int, to queue: inout ByteQueue) -> Int? {
        guard view.count <= 1 << 30, limit > 0 else { return nil }
        if base > UInt32.max - UInt32(view.count) { forget() }
        queue.reserve(limit)
        var packed: Int?
        _ = unsafe queue.fillTail { room in
            packed = unsafe pack(view, Output(room.baseAddress!, limit: limit))
            return packed ?? 0
        }
        base += UInt32(view.count)
        return packed
    }

    private mutating func forget() {
        unsafe places.update(repeating: 0, count: 1 << Self.tableBits)
        base = 1
    }

    private func pack(_ view: ByteView, _ output: consuming Output) -> Int? {
        var output = unsafe output
        let input = unsafe view.base
        var literals = 0
        var at = 0
        while at + 4 <= view.count {
            let word = unsafe input.loadUnaligned(fromByteOffset: at, as: UInt32.self)
            guard var earlier = unsafe earlierPlace(of: word, at: at, input) else {
                // The longer nothing repeats, the longer the steps: what does not pack is soon passed.
                at += 1 + (at - literals) >> 3
                continue
            }
            // What a longer step has passed over may belong to the copy as well.
            while at > literals, earlier > 0,
                unsafe input.load(fromByteOffset: at - 1, as: UInt8.self)
                    == input.load(fromByteOffset: earlier - 1, as: UInt8.self)
            {
                at -= 1
                earlier -= 1
            }
            guard unsafe output.run(input + literals, at - literals) else { return nil }
            let longest = min(view.count - at, LZF.longestCopy)
            var count = 3
            while count < longest,
                unsafe input.load(fromByteOffset: at + count, as: UInt8.self)
                    == input.load(fromByteOffset: earlier + count, as: UInt8.self)
            { count += 1 }
            guard unsafe output.copy(distance: at - earlier, count) else { return nil }
            at += count
            literals = at
        }
        return unsafe output.run(input + literals, view.count - literals) ? output.count : nil
    }

    /// Where the three bytes at `at` stood before, near enough to be referred to.
    @inline(__always)
    private func earlierPlace(of word: UInt32, at: Int, _ input: UnsafeRawPointer) -> Int? {
        let three = word & 0xff_ffff
        let slot = Int(truncatingIfNeeded: (three &* 0x9e37_79b1) >> UInt32(32 - Self.tableBits))
        let place = unsafe places[slot]
        unsafe places[slot] = base + UInt32(truncatingIfNeeded: at)
        guard place >= base else { return nil }
        let earlier = Int(place - base)
        guard earlier < at, at - earlier <= LZF.farthest else { return nil }
        let same = unsafe input.loadUnaligned(fromByteOffset: earlier, as: UInt32.self) & 0xff_ffff
        return same == three ? earlier : nil
    }

    /// What has been packed so far, of a length that is not to be passed.
    @unsafe private struct Output {
        private let start: UnsafeMutableRawPointer
        private let limit: Int
        private(set) var count = 0

        init(_ start: UnsafeMutableRawPointer, limit: Int) {
            unsafe self.start = unsafe start
            unsafe self.limit = limit
        }

        /// Literal bytes; false where they do not fit.
        mutating func run(_ bytes: UnsafeRawPointer, _ length: Int) -> Bool {
            var done = 0
            while done < length {
                let piece = min(length - done, LZF.longestRun)
                guard unsafe count + 1 + piece <= limit else { return false }
                unsafe start.storeBytes(of: UInt8(piece - 1), toByteOffset: count, as: UInt8.self)
                unsafe memcpy(start + count + 1, bytes + done, piece)
                unsafe count += 1 + piece
                done += piece
            }
            return true
        }

        mutating func copy(distance: Int, _ length: Int) -> Bool {
            guard unsafe count + 3 <= limit else { return false }
            let offset = distance - 1
            let short = length - 2
            unsafe put(UInt8(min(short, 7) << 5 | offset >> 8))
            if short >= 7 { unsafe put(UInt8(short - 7)) }
            unsafe put(UInt8(offset & 0xff))
            return true
        }

        private mutating func put(_ byte: UInt8) {
            unsafe start.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
            unsafe count += 1
        }
    }
}
