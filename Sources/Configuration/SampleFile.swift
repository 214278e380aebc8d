// Writes conf/milepost.conf from the declarations, so that what it says about an option is said once.

package enum SampleFile {
    /// Options that the file sets even though it only repeats their default, because everybody looks for them.
    package static let shownSet: [Option] = [.bind, .protectedMode, .port]

    package static var text: String {
        let served = OptionFamily.all.map { section($0, with: .served, separator: "\n\n") }
        let accepted = OptionFamily.all.map { section($0, with: .accepted, separator: "\n") }
        let parts = [opening] + served + [withoutEffect] + accepted
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n\n") + "\n"
    }

    private static let opening = """
        # The configuration of Milepost.
        #
        # Start the server with this file as its first argument: milepost conf/milepost.conf
        # An option can also be given on the command line, and then wins: milepost --port 7000
        #
        # What follows '# ' explains. What follows '#' directly is an option with its default,
        # or with an example if it has none: remove the '#' to change it. Sizes take the units
        # kb, mb and gb (and k, m and g for thousands); words with blanks stand in quotes.
        """

    private static let withoutEffect = """
        # ============================== Without effect ==============================
        #
        # Milepost knows the options from here to the end because the files of Redis and
        # Valkey have them. It checks their values and CONFIG GET shows them, but nothing
        # else happens: what each says is what it would do. The log names those that you set.
        """

    private static func section(_ family: OptionFamily, with effect: Option.Effect, separator: String) -> String {
        let shown = family.options.filter { $0.effect == effect && !$0.traits.contains(.hidden) }
        if shown.isEmpty { return "" }
        let title = effect == .served ? "\(family.title): \(family.introduction)" : family.title
        let header = "# --- \(title)"
        return header + "\n\n" + shown.map(entry).joined(separator: separator)
    }

    private static func entry(_ option: Option) -> String {
        let explanation = wrapped(option.summary + possibilities(option), to: 86).map { "# \($0)\n" }.joined()
        return explanation + (shownSet.contains(option) ? "" : "#") + line(option)
    }

    private static func line(_ option: Option) -> String {
        if case .directive(_, let example) = option.kind { return "\(option.name) \(example)" }
        let value = option.kind.takesSeveralWords && !option.defaultText.isEmpty
            ? option.defaultText : WordSplitter.quoted(option.defaultText)
        return "\(option.name) \(value)"
    }

    private static func possibilities(_ option: Option) -> String {
        switch option.kind {
        case .choice(let names, _) where option.effect == .served && names.count > 3,
            .choice(let names, _) where option.effect == .accepted,
            .choices(let names):
            " Values: \(names.joined(separator: ", "))."
        default: ""
        }
    }

    private static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if line.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(line) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
