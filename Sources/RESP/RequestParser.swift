// Finds the next request in the bytes that a client has sent so far.
//
//     *3\r\n $3\r\nSET\r\n $1\r\nk\r\n $5\r\nhello\r\n       a count, then that many strings, each after its length
//     set k hello\r\n                                         the same, inline
//
// Bytes come in pieces cut anywhere, so the parser keeps where it is in a few integers and takes up there with the
// next piece. Positions count from the first byte of the request, which stays where it is until the request is done:
// what was found is never looked at twice. Errors and their texts are Redis's.

package import Bytes

package struct RequestParser: ~Copyable {
    package struct Limits {
        package var bulkLength: Int64
        package var isAuthenticated: Bool

        package init(bulkLength: Int64, isAuthenticated: Bool) {
            self.bulkLength = bulkLength
            self.isAuthenticated = isAuthenticated
        }
    }

    private static let unknown = -1

    private var list = ArgumentList()
    private var inline: [UInt8] = []
    private var position = 0
    private var remaining = 0
    private var bulkLength = RequestParser.unknown

    package init() {}

    package var byteCount: Int { list.byteCount + inline.capacity }

    /// Whether the next byte begins a request.
    package var isBetweenRequests: Bool { position == 0 }

    /// How many more bytes the argument being read needs, so that room can be made for them at once.
    package func missing(in pending: ByteView) -> Int {
        bulkLength == Self.unknown ? 0 : max(0, position + bulkLength + 2 - pending.count)
    }

    /// How much of `pending` waits for more: all of it, or, while a long argument is read, what has come of that.
    package func waiting(in pending: ByteView) -> Int {
        bulkLength < RESPLimits.longArgument ? pending.count : pending.count - position
    }

    /// The length of the request that `pending` begins with, or nil while it is not whole. A length with no
    /// arguments is an empty request: nothing to run.
    package mutating func next(in pending: ByteView, _ limits: Limits) throws(ProtocolError) -> Int? {
        guard position > 0 || pending.count > 0 else { return nil }
        if remaining == 0 {
            list.removeAll()
            if pending[0] != UInt8(ascii: "*") { return try inlineRequest(pending) }
            guard let count = try argumentCount(pending, limits) else { return nil }
            if count <= 0 { return finish() }
            remaining = count
        }
        takePlainStrings(pending, limits)
        while remaining > 0 {
            guard try argument(pending, limits) else { return nil }
        }
        return finish()
    }

    /// The arguments of the request that `next` has just found at the start of `pending`.
    package func arguments(in pending: ByteView) -> Arguments {
        inline.isEmpty ? list.over(pending) : inline.withView { list.over($0) }
    }

    private mutating func finish() -> Int {
        let length = position
        position = 0
        return length
    }

    // MARK: Count and strings

    /// The quick way for strings that are whole: those that are not, and every fault, are left to `argument`.
    private mutating func takePlainStrings(_ pending: ByteView, _ limits: Limits) {
        guard bulkLength == Self.unknown else { return }
        let longest =
            limits.isAuthenticated ? limits.bulkLength : min(limits.bulkLength, RESPLimits.unauthenticatedBulk)
        let before = list.count
        position = list.appendBulks(in: pending, at: position, most: remaining, longest: longest)
        remaining -= list.count - before
    }

    private mutating func argumentCount(_ pending: ByteView, _ limits: Limits) throws(ProtocolError) -> Int? {
        if let (count, next) = pending.plainLength(at: 0, marker: UInt8(ascii: "*")),
            count <= RESPLimits.unauthenticatedArguments
        {
            if !inline.isEmpty { inline = [] }
            position = next
            return count
        }
        guard let end = lineEnd(pending) else {
            if pending.count > RESPLimits.line { throw .tooBigCountLine }
            return nil
        }
        guard let count = pending[1..<end].integer, count <= RESPLimits.arguments else { throw .invalidArgumentCount }
        if count > RESPLimits.unauthenticatedArguments, !limits.isAuthenticated { throw .unauthenticatedArgumentCount }
        if !inline.isEmpty { inline = [] }
        position = end + 2
        return Int(count)
    }

    /// Reads one string; false while it is not whole.
    private mutating func argument(_ pending: ByteView, _ limits: Limits) throws(ProtocolError) -> Bool {
        if bulkLength == Self.unknown {
            guard let end = lineEnd(pending) else {
                if pending.count - position > RESPLimits.line { throw .tooBigLengthLine }
                return false
            }
            if pending[position] != UInt8(ascii: "$") { throw .expectedBulk(got: pending[position]) }
            guard let length = pending[position + 1..<end].integer, length >= 0, length <= limits.bulkLength else {
                throw .invalidBulkLength
            }
            if length > RESPLimits.unauthenticatedBulk, !limits.isAuthenticated { throw .unauthenticatedBulkLength }
            bulkLength = Int(length)
            position = end + 2
        }
        guard pending.count - position >= bulkLength + 2 else { return false }
        list.append(offset: position, length: bulkLength)
        position += bulkLength + 2
        bulkLength = Self.unknown
        remaining -= 1
        return true
    }

    /// Where the line at `position` ends, once the two bytes that end it are there.
    private func lineEnd(_ pending: ByteView) -> Int? {
        guard let end = pending.firstIndex(of: 0x0d, from: position), end + 1 < pending.count else { return nil }
        // A line has at least its marker; a lone CR where the marker should be is that marker.
        return max(end, position + 1)
    }

    // MARK: Inline

    private mutating func inlineRequest(_ pending: ByteView) throws(ProtocolError) -> Int? {
        guard let newline = pending.firstIndex(of: 0x0a), newline <= RESPLimits.line else {
            if pending.count > RESPLimits.line { throw .tooBigInlineRequest }
            return nil
        }
        let end = newline > 0 && pending[newline - 1] == 0x0d ? newline - 1 : newline
        guard let words = InlineSplitter.split(pending[0..<end]) else { throw .unbalancedQuotes }
        inline = Array(words.joined())
        var offset = 0
        for word in words {
            list.append(offset: offset, length: word.count)
            offset += word.count
        }
        // An inline request of nothing but empty words still needs a place for its slices to point at.
        if inline.isEmpty { inline = [0] }
        position = newline + 1
        return finish()
    }
}
