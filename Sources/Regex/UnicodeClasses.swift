// The classes of `\p{…}`: general categories by their short and long names, a few properties, and scripts.

enum UnicodeClasses {
    /// The set of that name, as it stands between the braces; nil if there is none.
    static func set(named name: String) -> ScalarSet? {
        let parts = name.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2 {
            switch parts[0] {
            case "gc", "General_Category": return category(parts[1])
            case "sc", "Script", "scx", "Script_Extensions": return Scripts.set(named: parts[1])
            default: return nil
            }
        }
        return category(name) ?? Scripts.set(named: name) ?? property(name)
    }

    // MARK: General categories

    private static func category(_ name: String) -> ScalarSet? {
        guard let categories = named[name] else { return nil }
        return ScalarSet(unsorted: runs.filter { categories.contains($0.category) }.map(\.interval))
    }

    private typealias Category = Unicode.GeneralCategory

    private static let elementary: [(short: String, long: [String], category: Category)] = [
        ("Lu", ["Uppercase_Letter"], .uppercaseLetter), ("Ll", ["Lowercase_Letter"], .lowercaseLetter),
        ("Lt", ["Titlecase_Letter"], .titlecaseLetter), ("Lm", ["Modifier_Letter"], .modifierLetter),
        ("Lo", ["Other_Letter"], .otherLetter), ("Mn", ["Nonspacing_Mark"], .nonspacingMark),
        ("Mc", ["Spacing_Mark"], .spacingMark), ("Me", ["Enclosing_Mark"], .enclosingMark),
        ("Nd", ["Decimal_Number", "digit"], .decimalNumber), ("Nl", ["Letter_Number"], .letterNumber),
        ("No", ["Other_Number"], .otherNumber), ("Pc", ["Connector_Punctuation"], .connectorPunctuation),
        ("Pd", ["Dash_Punctuation"], .dashPunctuation), ("Ps", ["Open_Punctuation"], .openPunctuation),
        ("Pe", ["Close_Punctuation"], .closePunctuation), ("Pi", ["Initial_Punctuation"], .initialPunctuation),
        ("Pf", ["Final_Punctuation"], .finalPunctuation), ("Po", ["Other_Punctuation"], .otherPunctuation),
        ("Sm", ["Math_Symbol"], .mathSymbol), ("Sc", ["Currency_Symbol"], .currencySymbol),
        ("Sk", ["Modifier_Symbol"], .modifierSymbol), ("So", ["Other_Symbol"], .otherSymbol),
        ("Zs", ["Space_Separator"], .spaceSeparator), ("Zl", ["Line_Separator"], .lineSeparator),
        ("Zp", ["Paragraph_Separator"], .paragraphSeparator), ("Cc", ["Control", "cntrl"], .control),
        ("Cf", ["Format"], .format), ("Cs", ["Surrogate"], .surrogate), ("Co", ["Private_Use"], .privateUse),
        ("Cn", ["Unassigned"], .unassigned),
    ]

    private static let groups: [(short: String, long: [String])] = [
        ("L", ["Letter"]), ("M", ["Mark", "Combining_Mark"]), ("N", ["Number"]), ("P", ["Punctuation", "punct"]),
        ("S", ["Symbol"]), ("Z", ["Separator"]), ("C", ["Other"]),
    ]

    private static let named: [String: Set<Category>] = {
        var named: [String: Set<Category>] = [:]
        for entry in elementary {
            for name in [entry.short] + entry.long { named[name] = [entry.category] }
        }
        for group in groups {
            let members = Set(elementary.filter { $0.short.hasPrefix(group.short) }.map(\.category))
            for name in [group.short] + group.long { named[name] = members }
        }
        for name in ["LC", "Cased_Letter"] { named[name] = [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter] }
        return named
    }()

    // MARK: Properties

    private static func property(_ name: String) -> ScalarSet? {
        switch name {
        case "Any": .everything
        case "ASCII": ScalarSet([(0, 0x7F)])
        case "Assigned": category("Cn")?.inverted
        case "ASCII_Hex_Digit", "AHex": NamedClasses.hexDigits
        case "White_Space", "space": scan(\.isWhitespace)
        case "Alphabetic", "Alpha": scan(\.isAlphabetic)
        case "Uppercase", "Upper": scan(\.isUppercase)
        case "Lowercase", "Lower": scan(\.isLowercase)
        default: nil
        }
    }

    private static func scan(_ property: (Unicode.Scalar.Properties) -> Bool) -> ScalarSet {
        var found: [ScalarSet.Interval] = []
        forEachStretch { scalar, interval in
            if property(scalar.properties) { found.append(interval) }
        }
        return ScalarSet(unsorted: found)
    }

    // MARK: Walking all of Unicode

    struct Run: Sendable {
        let interval: ScalarSet.Interval
        let category: Unicode.GeneralCategory
    }

    /// All scalars in runs of one category. Made once, when the first pattern asks.
    static let runs: [Run] = {
        var runs: [Run] = []
        forEachStretch { scalar, interval in
            let category = scalar.properties.generalCategory
            if let last = runs.last, last.category == category, last.interval.last &+ 1 == interval.first {
                let joined = ScalarSet.Interval(first: last.interval.first, last: interval.last)
                runs[runs.count - 1] = Run(interval: joined, category: category)
            } else {
                runs.append(Run(interval: interval, category: category))
            }
        }
        return runs
    }()

    /// Long stretches in which every scalar is like the first: ideographs, syllables, private use, and planes with
    /// nothing in them. They are nearly all of Unicode; a test looks at each of their scalars.
    static let uniform: [ClosedRange<UInt32>] = [
        0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xE000...0xF8FF, 0x12600...0x12EFF, 0x13460...0x143FA,
        0x14700...0x160FF, 0x17000...0x187F7, 0x18E00...0x1AFEF, 0x1B300...0x1BBFF, 0x1BCB0...0x1CBFF,
        0x20000...0x2A6DF, 0x2A700...0x2B739, 0x2B820...0x2CEA1, 0x2CEB0...0x2EBE0, 0x2EE5E...0x2F7FF,
        0x30000...0x3134A, 0x31350...0x323AF, 0x34000...0xE0000, 0xE01F0...0xEFFFF, 0xF0000...0xFFFFD,
        0x100000...0x10FFFD,
    ]

    private static func forEachStretch(_ body: (Unicode.Scalar, ScalarSet.Interval) -> Void) {
        var value: UInt32 = 0
        var stretches = uniform[...]
        while value <= ScalarSet.largest {
            var last = value
            if let stretch = stretches.first, stretch.lowerBound == value {
                last = stretch.upperBound
                stretches.removeFirst()
            }
            if let scalar = Unicode.Scalar(value) {
                body(scalar, ScalarSet.Interval(first: value, last: last))
            }
            value = last + 1
        }
    }
}
