// The lines of one request as they are understood, and what they come to together. Headers that mean nothing to a
// server of reads are held to the grammar and otherwise left alone.

internal import Bytes

struct RequestHead {
    private let method: [UInt8]
    private let target: [UInt8]
    private let isOld: Bool
    private var headerCount = 0
    private var hosts: [[UInt8]] = []
    private var lengths: [[UInt8]] = []
    private var isEncoded = false
    private var expectations: [[UInt8]] = []
    private var authorizations: [[UInt8]] = []
    private var knownTags: [[UInt8]] = []
    private var closes = false

    // MARK: The first line

    init(_ line: ByteView) throws(HTTPRefusal) {
        let words = line.array.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map(Array.init)
        guard words.count == 3 else {
            throw .bad("a request begins with a method, a path and a version, with one space between them")
        }
        guard Grammar.isToken(words[0]) else { throw .bad("the method is no word") }
        guard !words[1].isEmpty, words[1].allSatisfy({ Grammar.isVisible($0) && $0 != UInt8(ascii: "#") }) else {
            throw .bad("the path holds a byte that has to be written as % and two hexadecimal digits")
        }
        method = words[0]
        target = words[1]
        isOld = try Self.isOld(words[2])
    }

    /// Whether a version is 1.0 and not 1.1, the only other.
    private static func isOld(_ version: [UInt8]) throws(HTTPRefusal) -> Bool {
        let text = String(decoding: version, as: UTF8.self)
        switch text {
        case "HTTP/1.1": return false
        case "HTTP/1.0": return true
        default:
            let isVersion =
                version.count == 8 && text.hasPrefix("HTTP/") && version[6] == UInt8(ascii: ".")
                && [version[5], version[7]].allSatisfy(Grammar.isDigit)
            guard isVersion else { throw .bad("the first line of a request ends with HTTP/1.1") }
            throw HTTPRefusal(.versionNotSupported, "this server speaks HTTP/1.1 and HTTP/1.0, not \(text)")
        }
    }

    // MARK: Headers

    mutating func take(_ line: ByteView) throws(HTTPRefusal) {
        headerCount += 1
        guard headerCount <= HTTPLimits.headerCount else {
            throw HTTPRefusal(.headersTooLarge, "a request has \(HTTPLimits.headerCount) headers at most: send fewer")
        }
        guard line[0] != UInt8(ascii: " "), line[0] != UInt8(ascii: "\t") else {
            throw .bad("a header goes on in another line, which is no longer allowed: write it in one")
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), Grammar.isToken(line[0..<colon].array) else {
            throw .bad("a header is a name, a colon right behind it, and a value")
        }
        let value = Grammar.trimmed(line.dropFirst(colon + 1).array[...])
        guard value.allSatisfy(Grammar.mayStandInValue) else {
            throw .bad("the value of a header holds a control character")
        }
        note(value, of: line[0..<colon])
    }

    private mutating func note(_ value: [UInt8], of name: ByteView) {
        if name.spells("host") { hosts.append(value) }
        if name.spells("content-length") { lengths.append(value) }
        if name.spells("transfer-encoding") { isEncoded = true }
        if name.spells("expect") { expectations.append(value) }
        if name.spells("authorization") { authorizations.append(value) }
        if name.spells("if-none-match") { knownTags.append(value) }
        if name.spells("connection"), Grammar.list(value).contains(where: { $0.withView { $0.spells("close") } }) {
            closes = true
        }
    }

    // MARK: Together

    func request() throws(HTTPRefusal) -> HTTPRequest {
        try checkHost()
        let hasBody = try hasBody()
        for expectation in expectations where !expectation.withView({ $0.spells("100-continue") }) {
            throw HTTPRefusal(.expectationFailed, "nothing can be expected here but 100-continue: leave Expect out")
        }
        let isHead = method == Array("HEAD".utf8)
        guard isHead || method == Array("GET".utf8) else {
            throw HTTPRefusal(
                .methodNotAllowed, "this port is for reading: send GET or HEAD, and change things over the Redis port")
        }
        if hasBody { throw HTTPRefusal(.contentTooLarge, "a request that reads has no body: send none") }
        guard authorizations.count <= 1 else { throw .bad("there is more than one Authorization") }
        return HTTPRequest(
            wantsHeadOnly: isHead, path: try Target.path(of: target), authorization: authorizations.first,
            knownTags: knownTags.isEmpty ? nil : Array(knownTags.joined(separator: [UInt8(ascii: ",")])),
            isLast: isOld || closes)
    }

    private func checkHost() throws(HTTPRefusal) {
        guard hosts.count <= 1 else { throw .bad("there is more than one Host") }
        guard let host = hosts.first else {
            if isOld { return }
            throw .bad("the header Host is missing")
        }
        guard Target.isAuthority(host) else { throw .bad("the header Host names no host") }
    }

    /// Whether more than the head belongs to the request.
    private func hasBody() throws(HTTPRefusal) -> Bool {
        if isEncoded { throw .bad("a request that reads has no body, and so no Transfer-Encoding: leave it out") }
        for length in lengths {
            guard !length.isEmpty, length.allSatisfy(Grammar.isDigit), length == lengths[0] else {
                throw .bad("Content-Length is one number, or is left out")
            }
        }
        return lengths.first?.contains { $0 != UInt8(ascii: "0") } ?? false
    }
}
