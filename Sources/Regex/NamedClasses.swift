// The classes with a letter (`\d`, `\s`, `\w`) and those of POSIX (`[:alpha:]`).

enum NamedClasses {
    static let digits = ScalarSet([(0x30, 0x39)])
    static let words = ScalarSet([(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
    static let hexDigits = ScalarSet([(0x30, 0x39), (0x41, 0x46), (0x61, 0x66)])
    private static let spaces = ScalarSet([(0x09, 0x0A), (0x0C, 0x0D), (0x20, 0x20)])
    /// Every space, line terminator and the byte order mark.
    private static let wideSpaces = ScalarSet([
        (0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
        (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
    ])

    /// The class of a letter in lower case; nil if it names none.
    static func perl(_ letter: Unicode.Scalar, _ dialect: Dialect) -> ScalarSet? {
        switch letter {
        case "d": digits
        case "s": dialect.isECMA ? wideSpaces : spaces
        case "w": words
        default: nil
        }
    }

    static func posix(_ name: String) -> ScalarSet? {
        switch name {
        case "alnum": ScalarSet([(0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)])
        case "alpha": ScalarSet([(0x41, 0x5A), (0x61, 0x7A)])
        case "ascii": ScalarSet([(0, 0x7F)])
        case "blank": ScalarSet([(0x09, 0x09), (0x20, 0x20)])
        case "cntrl": ScalarSet([(0, 0x1F), (0x7F, 0x7F)])
        case "digit": digits
        case "graph": ScalarSet([(0x21, 0x7E)])
        case "lower": ScalarSet([(0x61, 0x7A)])
        case "print": ScalarSet([(0x20, 0x7E)])
        case "punct": ScalarSet([(0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)])
        case "space": ScalarSet([(0x09, 0x0D), (0x20, 0x20)])
        case "upper": ScalarSet([(0x41, 0x5A)])
        case "word": words
        case "xdigit": hexDigits
        default: nil
        }
    }
}
