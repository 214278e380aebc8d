// What a request is about: the path of its target, in parts and decoded. What follows a question mark asks nothing of
// this server and is left alone.

internal import Bytes

enum Target {
    static func path(of target: [UInt8]) throws(HTTPRefusal) -> [[UInt8]] {
        let local = target[0] == UInt8(ascii: "/") ? target[...] : try pathOfAddress(target)
        let path = local.prefix { $0 != UInt8(ascii: "?") }
        var parts: [[UInt8]] = []
        for part in path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            parts.append(try decoded(part))
        }
        return parts
    }

    /// A proxy is asked by a whole address, `http://host/path`. Any host is this one.
    private static func pathOfAddress(_ target: [UInt8]) throws(HTTPRefusal) -> ArraySlice<UInt8> {
        for scheme in ["http://", "https://"] where starts(target, with: scheme) {
            let rest = target.dropFirst(scheme.utf8.count)
            let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
            guard isAuthority(Array(rest[..<end])) else { break }
            let path = rest[end...]
            return path.first == UInt8(ascii: "/") ? path : [UInt8(ascii: "/")] + path
        }
        throw .bad("the path of a request begins with a slash")
    }

    private static func starts(_ bytes: [UInt8], with scheme: String) -> Bool {
        bytes.prefix(scheme.utf8.count).map(lowercase) == Array(scheme.utf8)
    }

    /// A host, and perhaps a port; no user.
    static func isAuthority(_ bytes: [UInt8]) -> Bool {
        !bytes.isEmpty
            && bytes.allSatisfy {
                Grammar.isDigit($0) || Grammar.isLetter($0) || authorityMarks.contains($0)
            }
    }

    private static let authorityMarks = Array("-._~:[]%".utf8)

    private static func decoded(_ part: ArraySlice<UInt8>) throws(HTTPRefusal) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = part
        while let byte = rest.popFirst() {
            if byte != UInt8(ascii: "%") {
                guard Grammar.isLetter(byte) || Grammar.isDigit(byte) || Grammar.isPathMark(byte) else {
                    throw .bad("the path holds a byte that has to be written as % and two hexadecimal digits")
                }
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(Grammar.hexadecimal),
                let low = rest.popFirst().flatMap(Grammar.hexadecimal)
            else { throw .bad("behind % in a path stand two hexadecimal digits") }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
