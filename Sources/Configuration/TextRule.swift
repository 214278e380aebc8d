// What a text must look like for the few options that care.

extension Option {
    package enum TextRule: Sendable {
        case any
        case notEmpty(String)
        /// The name of a file or directory without a path: the option, and what the reply calls it.
        case fileName(String, String)
        case hostName
        case nodeName
        case ipv4
        case ipv6
        case titleTemplate
        /// A moment of the past, or nothing.
        case moment
        /// A revision of the data, or nothing.
        case revision
    }
}

extension Option.TextRule {
    func checked(_ text: String) throws(Refusal) -> String {
        guard let complaint = complaint(about: text) else { return text }
        throw Refusal(complaint)
    }

    private func complaint(about text: String) -> String? {
        switch self {
        case .any: nil
        case .notEmpty(let option): text.isEmpty ? "\(option) can't be empty" : nil
        case .fileName(let option, let noun):
            if text.isEmpty {
                "\(option) can't be empty"
            } else {
                text.contains { $0 == "/" || $0 == "\\" } ? "\(option) can't be a path, just a \(noun)" : nil
            }
        case .hostName:
            if text.utf8.count >= longestHostName {
                "Hostnames must be less than \(longestHostName) characters"
            } else {
                text.utf8.allSatisfy(isHostNameByte)
                    ? nil : "Hostnames may only contain alphanumeric characters, hyphens or dots"
            }
        case .nodeName:
            text.contains(where: "!#$%&()*+;<>?@[]^{|}~".contains)
                ? "Announced human node name contained invalid character" : nil
        case .ipv4: text.isEmpty || isIPv4(text[...]) ? nil : "Invalid IPv4 address"
        case .ipv6: text.isEmpty || isIPv6(text) ? nil : "Invalid IPv6 address"
        case .titleTemplate:
            isTitleTemplate(text) ? nil : "template format is invalid or contains unknown variables"
        case .moment: text.isEmpty || Moment.milliseconds(text) != nil ? nil : "argument must be \(self)"
        case .revision:
            text.isEmpty || plainInteger(text).map { $0 >= 0 } == true ? nil : "argument must be \(self)"
        }
    }
}

extension Option.TextRule: CustomStringConvertible {
    /// What is accepted, as it stands after "takes".
    package var description: String {
        switch self {
        case .any: "one text"
        case .notEmpty: "a text that is not empty"
        case .fileName: "a name without a path"
        case .hostName: "a host name"
        case .nodeName: "a name of letters, digits, spaces and - . , / : _ = ' \""
        case .ipv4: "an IPv4 address"
        case .ipv6: "an IPv6 address"
        case .titleTemplate: "a text that may contain \(titleVariables.map { "{\($0)}" }.joined(separator: ", "))"
        case .moment:
            "seconds or milliseconds since 1970, or a moment with its zone such as 2026-11-21T05:48:03Z or "
                + "2026-11-21T06:48:03.250+01:00"
        case .revision: "a whole number that is not negative"
        }
    }
}

private let longestHostName = 256

private func isHostNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
        true
    default: false
    }
}

private func isIPv4(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { plainInteger(String($0)).map((0...255).contains) ?? false }
}

/// Eight groups of up to four hexadecimal digits. `::` once stands for the groups that are missing, and
/// an IPv4 address for the last two.
private func isIPv6(_ text: String) -> Bool {
    guard let gap = firstDoubleColon(in: text) else { return groupsOfIPv6(text[...]) == 8 }
    guard let before = groupsOfIPv6(text[..<gap]), let after = groupsOfIPv6(text[gap...].dropFirst(2)) else {
        return false
    }
    return before + after < 8
}

private func firstDoubleColon(in text: String) -> String.Index? {
    text.indices.first { text[$0...].hasPrefix("::") }
}

private func groupsOfIPv6(_ text: Substring) -> Int? {
    if text.isEmpty { return 0 }
    var groups = text.split(separator: ":", omittingEmptySubsequences: false)
    let endsAsIPv4 = isIPv4(groups[groups.count - 1])
    if endsAsIPv4 { groups.removeLast() }
    let areHexadecimal = groups.allSatisfy { group in
        (1...4).contains(group.count) && group.allSatisfy { $0.isASCII && $0.isHexDigit }
    }
    return areHexadecimal ? groups.count + (endsAsIPv4 ? 2 : 0) : nil
}

private let titleVariables = [
    "title", "listen-addr", "server-mode", "port", "tls-port", "unixsocket", "config-file",
]

/// Text with `{variables}`, in which `{{` stands for a brace.
private func isTitleTemplate(_ text: String) -> Bool {
    var rest = text[...]
    while let brace = rest.firstIndex(of: "{") {
        rest = rest[brace...].dropFirst()
        if rest.first == "{" {
            rest.removeFirst()
            continue
        }
        guard let end = rest.firstIndex(of: "}"), titleVariables.contains(String(rest[..<end])) else { return false }
        rest = rest[end...].dropFirst()
    }
    return text.contains { $0 != " " }
}
