// What the engine takes for granted about Unicode, against every scalar that there is.

import Regex
import Testing

struct UnicodeTests {
    private static let everyScalar = (0...0x10FFFF as ClosedRange<UInt32>).compactMap(Unicode.Scalar.init)

    /// Whether a class has exactly the scalars of which the condition is true.
    private func has(
        _ name: String, exactly isMember: (Unicode.Scalar) -> Bool, _ dialect: Dialect = .re2
    ) throws -> Bool {
        let taken = try Pattern("^\(name)*$", dialect)
        let refused = try Pattern("^[^\(name)]*$", dialect)
        var members = String.UnicodeScalarView()
        var others = String.UnicodeScalarView()
        for scalar in Self.everyScalar {
            if isMember(scalar) { members.append(scalar) } else { others.append(scalar) }
        }
        return taken.matches(String(members)) && refused.matches(String(others))
    }

    @Test(arguments: [
        ("i", "iI"), (#"\x{130}"#, "\u{130}"), (#"\x{131}"#, "\u{131}"), ("K", "kK\u{212A}"), ("µ", "µΜμ"),
        ("[Σ]", "Σςσ"), ("é", "éÉ"), ("1", "1"),
    ])
    func caseIsIgnoredThroughWholeFamilies(_ source: String, _ members: String) throws {
        let family = Set(members.unicodeScalars)
        let pattern = try Pattern("(?i)\(source)")
        for member in family { #expect(pattern.matches(String(member)), "\(member)") }
        for scalar in Self.everyScalar.prefix(0x2000) where !family.contains(scalar) {
            if pattern.matches(String(scalar)) { Issue.record("\(scalar)") }
        }
    }

    @Test(arguments: [
        ("Greek", "αϕ", "aж"), ("Latin", "aé", "α1"), ("Han", "漢字", "かa"), ("Cyrillic", "жё", "ze"),
    ])
    func aScriptHasItsLetters(_ name: String, _ members: String, _ others: String) throws {
        for spelling in [name, "sc=\(name)", "Script=\(name)"] {
            let pattern = try Pattern(#"^\p{\#(spelling)}$"#)
            for member in members { #expect(pattern.matches(String(member)), "\(member)") }
            for other in others { #expect(!pattern.matches(String(other)), "\(other)") }
        }
    }

    @Test func ecmaSpacesAreAllSpaces() throws {
        let isSpace = { (scalar: Unicode.Scalar) in
            scalar.properties.generalCategory == .spaceSeparator || (0x09...0x0D).contains(scalar.value)
                || [0x2028, 0x2029, 0xFEFF].contains(scalar.value)
        }
        #expect(try has(#"\s"#, exactly: isSpace, .schema))
    }
}
