// SCAN walks with a cursor that counts in reversed bits. A bucket of a small array splits, in an array twice as large,
// into the two whose numbers differ in the one bit above; counting from the highest bit of the mask down, both come
// directly one after the other, at the place where their origin stood:
//
//     4 buckets:  0     2     1     3
//     8 buckets:  0  4  2  6  1  5  3  7
//
// So a cursor taken before the array grew or shrank still divides the keys into "seen" and "to come", and every
// key present all the time is answered at least once; after a shrink some may be answered again. While a move is under
// way, a step visits the bucket in the smaller array and all those it corresponds to in the larger.

internal import Bytes

extension Table {
    /// Shows `visit` the records of the step at `cursor` and answers the next cursor; 0 begins and ends a walk.
    package func scan(_ cursor: UInt64, _ visit: (Record) -> Void) -> UInt64 {
        guard isRehashing else {
            Self.visit(current.bucket(Int(truncatingIfNeeded: cursor)), visit)
            return Self.next(cursor, UInt64(current.mask))
        }
        let smallMask = UInt64(min(current.mask, old.mask))
        let largeMask = UInt64(max(current.mask, old.mask))
        var cursor = cursor
        visitBoth(cursor, large: false, visit)
        repeat {
            visitBoth(cursor, large: true, visit)
            cursor = Self.next(cursor, largeMask)
        } while cursor & (smallMask ^ largeMask) != 0
        return cursor
    }

    /// In so many parts the keys fall by their hashes alone, whatever else is there.
    static let parts: UInt64 = 64

    /// Shows `visit` the records of one part, each once: those in the buckets that come one after the other because
    /// their numbers end alike. In a small array a bucket holds records of several parts.
    func scan(part: UInt64, _ visit: (Record) -> Void) {
        let last = Self.parts - 1
        let bucketsAreShared = UInt64(min(current.mask, isRehashing ? old.mask : current.mask)) < last
        var cursor = part
        repeat {
            cursor = scan(cursor) { record in
                if bucketsAreShared, hasher.hash(record.key) & last != part { return }
                visit(record)
            }
        } while cursor & last == part && cursor != 0
    }

    private func visitBoth(_ cursor: UInt64, large: Bool, _ visit: (Record) -> Void) {
        let index = Int(truncatingIfNeeded: cursor)
        let currentIsLarge = current.count > old.count
        if currentIsLarge == large {
            Self.visit(current.bucket(index), visit)
        } else if index & old.mask >= drained {
            Self.visit(old.bucket(index), visit)
        }
    }

    /// Adds one to the cursor as read from its highest bit under the mask down.
    private static func next(_ cursor: UInt64, _ mask: UInt64) -> UInt64 {
        reversed(reversed(cursor | ~mask) &+ 1)
    }

    private static func reversed(_ word: UInt64) -> UInt64 {
        var word = word
        word = word >> 1 & 0x5555_5555_5555_5555 | (word & 0x5555_5555_5555_5555) << 1
        word = word >> 2 & 0x3333_3333_3333_3333 | (word & 0x3333_3333_3333_3333) << 2
        word = word >> 4 & 0x0f0f_0f0f_0f0f_0f0f | (word & 0x0f0f_0f0f_0f0f_0f0f) << 4
        return word.byteSwapped
    }
}
