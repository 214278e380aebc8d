// Who somebody says to be, and the proof: the header Authorization in the two forms that are understood.
//
//     Bearer USER:PASSWORD      Bearer PASSWORD, of the default user      Basic, with USER:PASSWORD in base64

internal import Bytes

package struct Credentials: Equatable {
    /// nil for the default user.
    package let name: [UInt8]?
    package let password: [UInt8]

    /// nil where the header has neither form.
    package init?(authorization: [UInt8]) {
        let space = UInt8(ascii: " ")
        guard let end = authorization.firstIndex(of: space) else { return nil }
        let scheme = Array(authorization[..<end])
        let token = Array(authorization[end...].drop { $0 == space })
        if scheme.withView({ $0.spells("bearer") }) {
            guard !token.isEmpty else { return nil }
            self.init(token)
        } else if scheme.withView({ $0.spells("basic") }) {
            guard let pair = Base64.decoded(token), pair.contains(UInt8(ascii: ":")) else { return nil }
            self.init(pair)
        } else {
            return nil
        }
    }

    private init(_ pair: [UInt8]) {
        let colon = pair.firstIndex(of: UInt8(ascii: ":"))
        name = colon.map { Array(pair[..<$0]) }
        password = colon.map { Array(pair[($0 + 1)...]) } ?? pair
    }
}

enum Base64 {
    /// nil where the text is not whole groups of four, padded at the end alone.
    static func decoded(_ text: [UInt8]) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        let padding = text.suffix(2).count { $0 == UInt8(ascii: "=") }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        for (index, letter) in text.dropLast(padding).enumerated() {
            guard let value = alphabet.firstIndex(of: letter) else { return nil }
            bits = bits << 6 | UInt32(value)
            guard index % 4 != 0 else { continue }
            let surplus = 6 - 2 * UInt32(index % 4)
            bytes.append(UInt8(truncatingIfNeeded: bits >> surplus))
        }
        return bytes
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
