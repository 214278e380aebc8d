// The users that a server starts with: those of the configuration, or those of a file of their own.

internal import Access
internal import Bytes
internal import Commands
package import Configuration

/// Why the users of a configuration can't be had.
package struct UsersMistake: Error {
    package let sentence: String
}

extension Server {
    package func loadUsers() throws(UsersMistake) {
        let configuration = services.configuration
        try Self.load(configuration, into: services.users)
        let path = configuration.text(.aclfile)
        if !path.isEmpty {
            if !configuration.text(.requirepass).isEmpty {
                log.warning("The option requirepass has no effect, since the users come from '\(path)'")
            }
            do throws(CommandError) {
                try services.loadUsers(from: path)
            } catch {
                throw UsersMistake(sentence: error.text)
            }
        }
        for user in services.users.inOrder where !user.rules.isOn {
            log.notice(
                "The user '\(user.name.text)' is disabled (there is no 'on' modifier in the user description). Make "
                    + "sure this is not a configuration error.")
        }
    }

    /// Looks for mistakes in the users of a configuration, their file left aside.
    package static func checkUsers(of configuration: Configuration) throws(UsersMistake) {
        try load(configuration, into: Users(RuleBook(CommandTable(Families.all))))
    }

    /// The configuration with the users as they are now, unless they stand in a file of their own or there is nothing
    /// to say of them.
    var configurationWithUsers: Configuration {
        var configuration = services.configuration
        guard configuration.text(.aclfile).isEmpty else { return configuration }
        let usual = Users(services.users.book)
        usual.setStandardPassword(configuration.text(.requirepass))
        let lines = services.users.inOrder.map(\.line)
        let words = lines.map { String(decoding: $0, as: UTF8.self).split(separator: " ").dropFirst().map(String.init) }
        configuration.setLines(lines == usual.inOrder.map(\.line) ? [] : words, of: .user)
        return configuration
    }

    private static func load(_ configuration: Configuration, into users: Users) throws(UsersMistake) {
        let lines = configuration.lines(.user)
        guard lines.isEmpty || configuration.text(.aclfile).isEmpty else {
            throw UsersMistake(
                sentence: "there are both lines with users and an aclfile in the configuration; one of them must go")
        }
        do throws(UserError) {
            try users.load(lines: lines)
        } catch {
            throw UsersMistake(sentence: error.text)
        }
    }
}
