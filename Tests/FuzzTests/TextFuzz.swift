// Texts that look like YAML and TOML: whatever comes is refused with a place inside it, or means a value that comes
// back from every form which can hold it.

import Bytes
import JSON
import Text

struct TextFuzz {
    private var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    private static let pieces = [
        "a", "b: ", "c:\n", "- ", "? ", "\n", "\n\n", "\r\n", "  ", " ", "\t", "#", "# x\n", "[", "]", "{", "}", ",",
        ": ",
        "\"", "'", "\\", "\\n", "\\u0041", "|\n", ">-\n", "|+2\n", "&a ", "*a", "<<: ", "!!str ", "---\n", "...\n", "~",
        "null", "1", "0x1F", "1.50", "é", "\u{feff}", "\u{85}", "a = ", "a.b = ", "[a.b]\n", "[[a]]\n", "\"\"\"", "'''",
        "1979-05-27", "T07:32:00Z", "inf", "= ", "\u{1}", "Host(`a`)",
    ].map { Array($0.utf8) }

    private static let documents = [
        """
        # routes
        http:
          routers:
            web: &web
              rule: Host(`a.b`) && PathPrefix("/x")
              entryPoints: [web, "websecure"]
              middlewares:
              - auth
              tls: {}
            other: {<<: *web, priority: 0x10}
          middlewares:
            text: |-
              first
                second

              third
            folded: >+
              first
              second

            'quoted': "a\\tb\\
              c"
        """,
        """
        title = "a\\tb"   # routes
        [http.routers.web]
        rule = 'Host(`a.b`)'
        tls.options = "x"
        n = [1, 0x1F, 1_0.5, [true], 1979-05-27 07:32:00]
        [[http.services]]
        servers = [{ url = "http://a", w.x = 1 }]
        text = \"""
        a \\
          b\"""
        [[http.services]]
        """,
    ].map { Array($0.utf8) }

    consuming func run() -> String? {
        for _ in 0..<30 {
            let text = text()
            for form in [TextForm.yaml, .toml, .json] {
                if let fault = Self.fault(in: text, form) {
                    return "\(form): \(fault): \(String(reflecting: String(decoding: text, as: UTF8.self)))"
                }
            }
        }
        return nil
    }

    private static func fault(in text: [UInt8], _ form: TextForm) -> String? {
        var limits = JSONLimits.usual
        limits.depth = 20
        do throws(TextError) {
            let value = try text.withView { view throws(TextError) in try form.read(view, limits) }
            return faultOfCopies(value)
        } catch {
            let lines = text.count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } + 1
            let isInside = (1...lines).contains(error.line) && (1...text.count + 1).contains(error.column)
            return isInside ? nil : "an error outside its text: \(error.text)"
        }
    }

    /// What goes wrong when a value is written in each form and read again.
    private static func faultOfCopies(_ value: JSONValue) -> String? {
        for form in [TextForm.json, .yaml, .toml] {
            guard let written = try? form.write(value) else {
                if form != .toml { return "\(form) does not hold \(value.text)" }
                continue
            }
            let again = try? written.withView { view throws(TextError) in try form.read(view) }
            if again != value { return "\(value.text) comes back from \(form) as \(again?.text ?? "nothing")" }
        }
        return (try? TextForm.msgpack.write(value)) == nil ? "MessagePack does not hold \(value.text)" : nil
    }

    // MARK: Texts

    private mutating func text() -> [UInt8] {
        var text =
            Int.random(in: 0..<3, using: &random) == 0
            ? (0..<Int.random(in: 1...30, using: &random)).flatMap { _ in Self.pieces.randomElement(using: &random)! }
            : Self.documents.randomElement(using: &random)!
        for _ in 0..<Int.random(in: 0...4, using: &random) { spoil(&text) }
        return text
    }

    private mutating func spoil(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...5, using: &random)))
        case 2: bytes.insert(bytes[place], at: place)
        case 3: bytes.insert(contentsOf: bytes[place...].prefix(20), at: 0)
        default: bytes.insert(contentsOf: Self.pieces.randomElement(using: &random)!, at: place)
        }
    }
}
