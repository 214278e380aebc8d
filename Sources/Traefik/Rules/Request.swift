// A request, or a connection, as rules look at it.

package struct Request: Sendable {
    package let method: [UInt8]
    /// In small letters, without port and final dot.
    package let host: [UInt8]
    /// As rules see it, see `routingPath`.
    package let path: [UInt8]
    package let query: [(name: [UInt8], value: [UInt8])]
    /// Names in small letters.
    package let headers: [(name: String, value: [UInt8])]
    package let clientIP: Address?
    package let entryPoint: String?
    /// Whether it comes over TLS; nil where that is not said.
    package let isTLS: Bool?
    /// What a TLS client offers to speak.
    package let protocols: [[UInt8]]

    /// `target` is a path, with a query or without.
    package init(
        method: String = "GET", host: String, target: String = "/", headers: [(String, String)] = [],
        clientIP: Address? = nil, entryPoint: String? = nil, isTLS: Bool? = nil, protocols: [String] = [],
        version: TraefikVersion = .newest
    ) {
        self.method = Array(method.utf8)
        self.host = HostPattern.plain(Self.withoutPort(host))
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = Self.routingPath(Array(halves[0].utf8), version)
        query = halves.count == 2 ? Self.pairs(Array(halves[1].utf8)) : []
        self.headers = headers.map { ($0.0.lowercased(), Array($0.1.utf8)) }
        self.clientIP = clientIP
        self.entryPoint = entryPoint
        self.isTLS = isTLS
        self.protocols = protocols.map { Array($0.utf8) }
    }

    private static func withoutPort(_ host: String) -> [UInt8] {
        let bytes = Array(host.utf8)
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")) else { return bytes }
        let name = bytes[..<colon]
        if name.first == UInt8(ascii: "["), name.last == UInt8(ascii: "]") { return Array(name.dropFirst().dropLast()) }
        // More than one colon without brackets is an address, not a name with a port.
        return name.contains(UInt8(ascii: ":")) ? bytes : Array(name)
    }

    // MARK: Percent-encoding

    /// The characters that mean something in a path, so that encoding them makes a difference.
    private static let reserved = Set(":/?#[]@!$&'()*+,;=%".utf8)

    /// Decoded, save that characters with a meaning of their own stay as they were encoded, in capitals.
    private static func routingPath(_ path: [UInt8], _ version: TraefikVersion) -> [UInt8] {
        guard path.contains(UInt8(ascii: "%")) else { return path }
        return decoded(path) { byte in version.keepsReservedCharacters && reserved.contains(byte) } ?? path
    }

    private static func pairs(_ query: [UInt8]) -> [(name: [UInt8], value: [UInt8])] {
        query.split(separator: UInt8(ascii: "&")).compactMap { pair in
            // Go refuses what holds a semicolon or a broken escape, and goes on with the rest.
            guard !pair.contains(UInt8(ascii: ";")) else { return nil }
            let spaced = pair.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
            let halves = spaced.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decoded(Array(halves[0])), let value = decoded(halves.count == 2 ? Array(halves[1]) : [])
            else { return nil }
            return (name, value)
        }
    }

    private static func decoded(_ bytes: [UInt8], keeping isKept: (UInt8) -> Bool = { _ in false }) -> [UInt8]? {
        var result: [UInt8] = []
        var at = 0
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: "%") else {
                result.append(bytes[at])
                at += 1
                continue
            }
            guard at + 2 < bytes.count, bytes[at + 1] != UInt8(ascii: "+"), bytes[at + 1] != UInt8(ascii: "-"),
                let byte = UInt8(String(decoding: bytes[at + 1...at + 2], as: UTF8.self), radix: 16)
            else { return nil }
            if isKept(byte) {
                result += String(decoding: bytes[at...at + 2], as: UTF8.self).uppercased().utf8
            } else {
                result.append(byte)
            }
            at += 3
        }
        return result
    }
}
