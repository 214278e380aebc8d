// The page that tells of every option what it takes, what it starts as, who may change it while the server runs, and
// what it does: made from the declarations, as conf/milepost.conf is.

import Configuration

enum OptionsPage {
    static var text: String {
        let sections = OptionFamily.all.map { section($0, .served) }.filter { !$0.isEmpty }
        let accepted = OptionFamily.all.map { section($0, .accepted) }.filter { !$0.isEmpty }
        return ([introduction] + sections + [withoutEffect] + accepted).joined(separator: "\n\n") + "\n"
    }

    private static let introduction = """
        # Options

        Every option, made from the declarations by a test. In a file an option is a line, `name value`; on the command
        line `--name value`; `CONFIG GET name` shows it, and `CONFIG SET name value` changes it where the column *while
        running* says so:

        - **yes**: at once. `CONFIG REWRITE` then writes it into the file that the server was started with.
        - **no**: only a file or the command line sets it; change it there and start again.
        - **protected**: as `enable-protected-configs` says.

        Sizes take the units `kb`, `mb`, `gb` (of 1024) and `k`, `m`, `g` (of 1000); words with blanks stand in quotes.
        A value that is refused is named with what the option takes. `milepost --check-config FILE` looks through a file
        without starting.
        """

    private static let withoutEffect = """
        # Without effect

        These are known because files of Redis and Valkey have them. Their values are checked and shown, and nothing
        else happens: what each says is what it would do. The log of a start names those that were set.
        """

    private static func section(_ family: OptionFamily, _ effect: Option.Effect) -> String {
        let options = family.options.filter { $0.effect == effect }
        if options.isEmpty { return "" }
        let opening = effect == .served ? "\n\(family.introduction)\n" : ""
        let heading = "## \(family.title)\n\(opening)\n| option | takes | default | while running | what it does |\n"
        return heading + "|---|---|---|---|---|\n" + options.map(row).joined(separator: "\n")
    }

    private static func row(_ option: Option) -> String {
        let name = "`\(option.name)`" + (option.alias.map { ", `\($0)`" } ?? "")
        let remarks = [
            option.traits.contains(.secret) ? "Never shown in a log." : nil,
            option.traits.contains(.hidden) ? "`CONFIG GET` finds it by its whole name only." : nil,
            option.traits.contains(.once) ? "Meant for one start: `CONFIG REWRITE` leaves it out." : nil,
        ].compactMap { $0 }
        let columns = [
            name, option.kind.description, initial(option), change(option),
            ([option.summary] + remarks).joined(separator: " "),
        ]
        return "| " + columns.map(escaped).joined(separator: " | ") + " |"
    }

    private static func initial(_ option: Option) -> String {
        if case .directive(_, let example) = option.kind { return "none; such as `\(option.name) \(example)`" }
        return option.defaultText.isEmpty ? "empty" : "`\(option.defaultText)`"
    }

    private static func change(_ option: Option) -> String {
        if option.isDirective || option.traits.contains(.fixed) { return "no" }
        return option.traits.contains(.protected) ? "protected" : "yes"
    }

    private static func escaped(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
