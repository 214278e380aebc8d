// All users by name. There is always one called `default`, whom everybody is who has not said otherwise.

package import Bytes

/// Why a user was not made or changed.
package struct UserError: Error, Equatable {
    package let text: String
}

package final class Users {
    package let book: RuleBook
    package let standard: User
    private var byName: [ByteString: User]

    package init(_ book: RuleBook) {
        self.book = book
        standard = User("default", UserRules(unrestrictedIn: book))
        byName = [standard.name: standard]
    }

    // MARK: Asking

    package subscript(name: ByteString) -> User? { byName[name] }

    package var inOrder: [User] {
        byName.values.sorted { $0.name < $1.name }
    }

    package var rules: [ByteString: UserRules] { byName.mapValues(\.rules) }

    /// Whether one must give a password to be the default user, or cannot be it at all.
    package var demandAuthentication: Bool { !standard.rules.takesAnyPassword || !standard.rules.isOn }

    /// A file with every user, a line each.
    package var file: [UInt8] {
        inOrder.flatMap { $0.line + [0x0a] }
    }

    // MARK: Changing

    /// Makes or changes a user by rules of which all are good, or none has an effect.
    package func set(_ name: ByteString, _ words: [[UInt8]]) throws(UserError) {
        let user = byName[name]
        let rules = try changed(user?.rules ?? UserRules(book), by: words)
        if let user { user.rules = rules } else { byName[name] = User(name, rules) }
    }

    private func changed(_ rules: UserRules, by words: [[UInt8]]) throws(UserError) -> UserRules {
        let joined: [[UInt8]]
        do throws(RuleWords.Unmatched) {
            joined = try RuleWords.joiningSelectors(words)
        } catch {
            throw UserError(text: "Unmatched parenthesis in acl selector starting at '\(ByteString(error.word).text)'.")
        }
        var rules = rules
        for word in joined {
            do throws(RuleError) {
                try word.withView { word throws(RuleError) in try rules.apply(word) }
            } catch {
                throw UserError(text: "Error in ACL SETUSER modifier '\(ByteString(word).text)': \(error.text)")
            }
        }
        return rules
    }

    package func remove(_ name: ByteString) -> User? {
        name == standard.name ? nil : byName.removeValue(forKey: name)
    }

    /// Gives the default user this password only, or lets everybody be it (`requirepass`).
    package func setStandardPassword(_ password: String) {
        let words = password.isEmpty ? ["nopass"] : ["resetpass", ">" + password]
        for word in words { Array(word.utf8).withView { try? standard.rules.apply($0) } }
    }

    /// Puts other users in the place of all there are. Who is among them under the same name stays the same user.
    func replaceAll(by rules: [ByteString: UserRules]) {
        let kept = byName
        byName = [standard.name: standard]
        standard.rules = rules[standard.name] ?? UserRules(unrestrictedIn: book)
        for (name, rules) in rules where name != standard.name {
            let user = kept[name] ?? User(name, rules)
            user.rules = rules
            byName[name] = user
        }
    }
}
