// What CONFIG GET and CONFIG SET do with a configuration.

extension Configuration {
    /// An option by its exact name or alias, hidden ones too, shown under the name that was asked for.
    package func get(named name: String) -> (name: String, value: String)? {
        guard let option = Option.named(name), !option.isDirective else { return nil }
        return (name, option.text(of: setting(option)))
    }

    /// Every option and alias whose name fits and that is not hidden.
    package func get(matching fits: (String) -> Bool) -> [(name: String, value: String)] {
        Option.all.filter { !$0.isDirective && !$0.traits.contains(.hidden) }.flatMap { option in
            [option.name, option.alias].compactMap { $0 }.filter(fits)
                .map { ($0, option.text(of: setting(option))) }
        }
    }

    /// Sets all options or, if one of them is refused, none. Gives back the options whose setting is another now.
    package mutating func setAll(
        _ pairs: [(name: String, value: String)], fromLocalClient isLocal: Bool
    ) throws(ConfigurationError) -> [Option] {
        let options = try changeable(pairs, fromLocalClient: isLocal)
        var changed = self
        for (pair, option) in zip(pairs, options) {
            try changed.set(pair.name.lowercased(), to: option.kind.wordsOfClient(pair.value), from: .client)
        }
        defer { self = changed }
        return options.filter { changed.setting($0) != setting($0) }
    }

    /// The options that the pairs name, if a client may change every one of them and names none twice.
    private func changeable(
        _ pairs: [(name: String, value: String)], fromLocalClient isLocal: Bool
    ) throws(ConfigurationError) -> [Option] {
        let mayChangeProtected = permits(.enableProtectedConfigs, toLocalClient: isLocal)
        var options: [Option] = []
        for (name, _) in pairs {
            guard let option = Option.named(name), !option.isDirective || option.traits.contains(.fixed) else {
                throw .unknownOption(name, .client)
            }
            if option.traits.contains(.fixed) { throw .refusedToClient(name, .fixed) }
            if option.traits.contains(.protected) && !mayChangeProtected { throw .refusedToClient(name, .protected) }
            if options.contains(option) { throw .refusedToClient(name, .duplicate) }
            options.append(option)
        }
        return options
    }
}

extension ConfigurationError {
    fileprivate static func refusedToClient(_ name: String, _ problem: Problem) -> ConfigurationError {
        ConfigurationError(source: .client, option: name, problem: problem)
    }
}
