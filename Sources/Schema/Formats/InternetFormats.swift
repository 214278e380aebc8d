// Addresses of machines and of people.

enum AddressFormat {
    static func isIPv4(_ text: ArraySlice<UInt8>) -> Bool {
        var reader = FormatReader(text)
        return reader.takesIPv4() && reader.isAtEnd
    }

    /// Eight groups of four hexadecimal digits, of which `::` stands for one or more of zero, and the last two may be
    /// written as an IPv4 address.
    static func isIPv6(_ text: ArraySlice<UInt8>) -> Bool {
        let colon = UInt8(ascii: ":")
        var groups = text.split(separator: colon, omittingEmptySubsequences: false)
        guard groups.count > 2 else { return false }
        var missing = 0
        // A gap at an end leaves two empty groups there.
        if groups[0].isEmpty {
            guard groups[1].isEmpty else { return false }
            groups.removeFirst()
        }
        if groups[groups.count - 1].isEmpty {
            guard groups[groups.count - 2].isEmpty else { return false }
            groups.removeLast()
        }
        var count = 0
        for (index, group) in groups.enumerated() {
            if group.isEmpty {
                missing += 1
            } else if index == groups.count - 1, group.contains(UInt8(ascii: ".")) {
                guard isIPv4(group) else { return false }
                count += 2
            } else {
                guard group.count <= 4, group.allSatisfy(\.isHexDigit) else { return false }
                count += 1
            }
        }
        return missing == 0 ? count == 8 : missing == 1 && count < 8
    }
}

enum HostnameFormat {
    private static let longest = 253
    private static let longestLabel = 63

    static func allows(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count <= longest else { return false }
        return text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isLabel)
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        let dash = UInt8(ascii: "-")
        guard let first = label.first, let last = label.last, first != dash, last != dash,
            label.count <= longestLabel, label.allSatisfy({ $0.isLetter || $0.isDigit || $0 == dash })
        else { return false }
        let lower = label.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        guard lower.starts(with: "xn--".utf8) else { return true }
        return Punycode.decode(lower.dropFirst(4)).map(InternationalLabel.allows) ?? false
    }
}

enum EmailFormat {
    private static let longestLocalPart = 64

    static func allows(_ text: [UInt8]) -> Bool {
        guard let at = text.lastIndex(of: UInt8(ascii: "@")), at > 0, at <= longestLocalPart else { return false }
        let local = text[..<at]
        return (isAtoms(local) || isQuoted(local)) && isDomain(text[(at + 1)...])
    }

    private static func isAtoms(_ text: ArraySlice<UInt8>) -> Bool {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty
                && atom.allSatisfy { $0.isLetter || $0.isDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
        }
    }

    private static func isQuoted(_ text: ArraySlice<UInt8>) -> Bool {
        let quote = UInt8(ascii: "\"")
        guard text.count >= 2, text.first == quote, text.last == quote else { return false }
        var isEscaped = false
        for byte in text.dropFirst().dropLast() {
            guard (0x20...0x7E).contains(byte), isEscaped || byte != quote else { return false }
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        }
        return !isEscaped
    }

    private static func isDomain(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.first == UInt8(ascii: "[") else { return HostnameFormat.allows(text) }
        guard text.last == UInt8(ascii: "]"), text.count > 2 else { return false }
        let address = text.dropFirst().dropLast()
        let mark = Array("IPv6:".utf8)
        return address.starts(with: mark)
            ? AddressFormat.isIPv6(address.dropFirst(mark.count)) : AddressFormat.isIPv4(address)
    }
}
