// One option of the server: what it is called, what it accepts, what it starts with and what it means.
//
// Every option is declared once, as a value in `Options/`. CONFIG GET and CONFIG SET, the parser of
// configuration files, the command line and conf/milepost.conf are all derived from these values.

package struct Option: Sendable {
    package enum Effect: Sendable {
        /// The option does what it says.
        case served
        /// The option is known and can be set and read, and nothing else happens.
        case accepted
    }

    package struct Traits: OptionSet, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Only a configuration file or the command line sets it, never CONFIG SET.
        package static let fixed = Traits(rawValue: 1)
        /// A pattern of CONFIG GET does not find it, its exact name does.
        package static let hidden = Traits(rawValue: 2)
        /// CONFIG SET changes it only if `enable-protected-configs` permits.
        package static let protected = Traits(rawValue: 4)
        /// Its value must appear in no log and no message.
        package static let secret = Traits(rawValue: 8)
        /// It is meant for one start, so CONFIG REWRITE does not write it into a file.
        package static let once = Traits(rawValue: 16)
    }

    package let name: String
    package let alias: String?
    package let kind: Kind
    /// The default as a person would write it, for example `512mb`.
    package let defaultText: String
    package let defaultSetting: Setting
    package let effect: Effect
    package let traits: Traits
    package let summary: String

    init(
        _ name: String, alias: String? = nil, _ kind: Kind, _ defaultText: String,
        _ effect: Effect, _ traits: Traits, _ summary: String
    ) {
        self.name = name
        self.alias = alias
        self.kind = kind
        self.defaultText = defaultText
        self.defaultSetting = kind.declaredDefault(defaultText, of: name)
        self.effect = effect
        self.traits = traits
        self.summary = summary
    }

    init(
        _ name: String, alias: String? = nil, _ kind: Kind, _ defaultText: String, _ effect: Effect, _ summary: String
    ) {
        self.init(name, alias: alias, kind, defaultText, effect, [], summary)
    }

    /// Whether the option is a line of a configuration file that CONFIG GET and CONFIG SET know nothing of.
    package var isDirective: Bool {
        if case .directive = kind { true } else { false }
    }
}

extension Option: Hashable, CustomStringConvertible {
    package var description: String { name }
    package static func == (one: Option, other: Option) -> Bool { one.name == other.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Option {
    /// All options, family by family.
    package static let all: [Option] = OptionFamily.all.flatMap(\.options)

    /// Finds an option by its name or alias; capitals make no difference.
    package static func named(_ name: String) -> Option? { byName[name.lowercased()] }

    /// Every name that `named` understands, aliases too.
    static var allNames: [String] { byName.keys.sorted() }

    private static let byName: [String: Option] = {
        let named = all.map { ($0.name, $0) }
        let aliased = all.compactMap { option in option.alias.map { ($0, option) } }
        return Dictionary(uniqueKeysWithValues: named + aliased)
    }()
}

extension Option.Kind {
    fileprivate func declaredDefault(_ text: String, of name: String) -> Setting {
        if case .directive = self { return blank }
        do {
            return try setting(from: wordsOfClient(text), over: blank)
        } catch {
            preconditionFailure("the default '\(text)' of option '\(name)' is refused: \(error.reply)")
        }
    }
}
