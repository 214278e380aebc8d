// Requests that have come whole and plain, listed together before the first of them is run, so that what they will ask
// for can be brought near meanwhile.
//
//     *2\r\n$3\r\nGET\r\n$1\r\nk\r\n*2\r\n$3\r\nGET\r\n$1\r\n        lists GET k, and stops before the second *
//
// Plain is what any client may send, whatever the requests before it do: a few words, none of them long. Everything
// else, and every fault, is left to the parser.

package import Bytes

/// A class, since a value of this size would be copied for every look at it from another room.
package final class PlainRequests {
    package static let most = 16

    private var words = ArgumentList()
    /// Where each request ends, in the words and in the bytes.
    private var ends = InlineArray<16, (word: Int, byte: Int)>(repeating: (0, 0))
    package private(set) var count = 0

    package init() {}

    /// Lists the requests that `pending` begins with.
    package func list(_ pending: ByteView) {
        forget()
        var start = 0
        while count < Self.most, let end = listOne(pending, at: start) {
            ends[count] = (words.count, end)
            count += 1
            start = end
        }
    }

    package func forget() {
        words.empty()
        count = 0
    }

    /// Where the request at `start` ends; nil where it is not plain, or not whole.
    private func listOne(_ pending: ByteView, at start: Int) -> Int? {
        guard let (wanted, first) = pending.plainLength(at: start, marker: UInt8(ascii: "*")),
            wanted > 0, wanted <= RESPLimits.unauthenticatedArguments
        else { return nil }
        let before = words.count
        let end = words.appendBulks(
            in: pending, at: first, most: wanted, longest: RESPLimits.unauthenticatedBulk)
        return words.count - before == wanted ? end : nil
    }

    /// Where a request begins, or behind the last of them the rest, in what they were listed from.
    package func start(of index: Int) -> Int { index == 0 ? 0 : ends[index - 1].byte }

    /// The words of a request, in what they were listed from.
    package func arguments(of index: Int, in pending: ByteView) -> Arguments {
        words.over(pending, from: firstWord(of: index), to: ends[index].word)
    }

    /// What a request is probably about; nil where it has but one word.
    package func key(of index: Int, in pending: ByteView) -> ByteView? {
        let key = firstWord(of: index) + 1
        return key < ends[index].word ? words.view(of: key, in: pending) : nil
    }

    package func name(of index: Int, in pending: ByteView) -> ByteView {
        words.view(of: firstWord(of: index), in: pending)
    }

    /// The three words behind the name of a request; nil where there are fewer.
    package func address(of index: Int, in pending: ByteView) -> (ByteView, ByteView, ByteView)? {
        let first = firstWord(of: index)
        guard first + 3 < ends[index].word else { return nil }
        return (
            words.view(of: first + 1, in: pending), words.view(of: first + 2, in: pending),
            words.view(of: first + 3, in: pending)
        )
    }

    private func firstWord(of index: Int) -> Int { index == 0 ? 0 : ends[index - 1].word }
}
