// URIs by RFC 3986: with a scheme, and every character where it may stand.

enum URIFormat {
    static func allows(_ text: [UInt8]) -> Bool {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), isScheme(text[..<colon]) else { return false }
        var rest = text[(colon + 1)...]
        if let mark = rest.firstIndex(of: UInt8(ascii: "#")) {
            guard isMade(rest[(mark + 1)...], with: ":@/?") else { return false }
            rest = rest[..<mark]
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            guard isMade(rest[(mark + 1)...], with: ":@/?") else { return false }
            rest = rest[..<mark]
        }
        if rest.starts(with: "//".utf8) {
            let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
            guard isAuthority(authority) else { return false }
            rest = rest[authority.endIndex...]
        }
        return isMade(rest, with: ":@/")
    }

    private static func isScheme(_ text: ArraySlice<UInt8>) -> Bool {
        text.first?.isLetter == true && text.allSatisfy { $0.isLetter || $0.isDigit || "+-.".utf8.contains($0) }
    }

    private static func isAuthority(_ text: ArraySlice<UInt8>) -> Bool {
        var host = text
        if let at = host.lastIndex(of: UInt8(ascii: "@")) {
            guard isMade(host[..<at], with: ":") else { return false }
            host = host[(at + 1)...]
        }
        guard host.first == UInt8(ascii: "[") else {
            let name = host.prefix { $0 != UInt8(ascii: ":") }
            return isMade(name, with: "") && isPort(host[name.endIndex...])
        }
        guard let end = host.firstIndex(of: UInt8(ascii: "]")) else { return false }
        let address = host[host.startIndex..<end].dropFirst()
        return (AddressFormat.isIPv6(address) || isFutureAddress(address)) && isPort(host[(end + 1)...])
    }

    private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
        text.isEmpty || (text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy(\.isDigit))
    }

    /// `v`, a version, a dot and something: what the standard leaves room for.
    private static func isFutureAddress(_ text: ArraySlice<UInt8>) -> Bool {
        var reader = FormatReader(text)
        guard reader.takes(anyOf: "vV"), reader.takes(while: \.isHexDigit) > 0, reader.takes(anyOf: ".") else {
            return false
        }
        return reader.takes { isPlain($0) || $0 == UInt8(ascii: ":") } > 0 && reader.isAtEnd
    }

    /// Whether the text has only plain characters, codes after a percent sign, and `others`.
    private static func isMade(_ text: ArraySlice<UInt8>, with others: StaticString) -> Bool {
        let others = Array("\(others)".utf8)
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.count >= 2, rest.prefix(2).allSatisfy(\.isHexDigit) else { return false }
                rest.removeFirst(2)
            } else if !isPlain(byte), !others.contains(byte) {
                return false
            }
        }
        return true
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || "-._~!$&'()*+,;=".utf8.contains(byte)
    }
}
