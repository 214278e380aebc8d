// Users from a file of their own (`aclfile`) or from the lines of the configuration. Of a file with a mistake nothing
// counts, and every mistake is told.

internal import Bytes

extension Users {
    // MARK: A file

    /// Puts the users of a file in the place of all there are.
    package func load(_ content: [UInt8], from path: String) throws(UserError) {
        var reader = UserFileReader(book, path)
        for (index, line) in content.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
            reader.read(Array(line), index + 1)
        }
        guard reader.mistakes.isEmpty else {
            let end = "WARNING: ACL errors detected, no change to the previously active ACL rules was performed"
            throw UserError(text: reader.mistakes.joined() + end)
        }
        replaceAll(by: reader.users)
    }

    // MARK: Lines of the configuration

    /// Adds the users of `user` lines, each the words of one line.
    package func load(lines: [[String]]) throws(UserError) {
        var names: Set<ByteString> = []
        for line in lines {
            let name = ByteString(line.first ?? "")
            guard names.insert(name).inserted else {
                throw UserError(
                    text: "Duplicate user found. A user can only be defined once in config files: '\(name.text)'")
            }
            guard name.withView({ $0.isOneWord }) else { throw UserError(text: "Spaces not allowed in ACL usernames") }
            do throws(UserError) {
                try set(name, ["reset"].map { Array($0.utf8) } + line.dropFirst().map { Array($0.utf8) })
            } catch {
                throw UserError(text: "the user named '\(name.text)': \(error.text)")
            }
        }
    }
}

private struct UserFileReader {
    private let book: RuleBook
    private let path: String
    var users: [ByteString: UserRules] = [:]
    /// Sentences, each with a blank after it.
    var mistakes: [String] = []

    init(_ book: RuleBook, _ path: String) {
        self.book = book
        self.path = path
    }

    mutating func read(_ line: [UInt8], _ number: Int) {
        let words = line.trimmed.split(separator: 0x20, omittingEmptySubsequences: false).map { Array($0).trimmed }
        guard words.first?.isEmpty == false else { return }
        let place = "\(path):\(number)"
        guard words.count > 1, words[0] == Array("user".utf8) else {
            return complain("\(place) should start with user keyword followed by the username.")
        }
        let name = ByteString(words[1])
        guard name.withView({ $0.isOneWord }) else {
            return complain("'\(place): username '\(name.text)' contains invalid characters.")
        }
        guard users[name] == nil else {
            return complain("WARNING: Duplicate user '\(name.text)' found on line \(number).")
        }
        do throws(RuleWords.Unmatched) {
            users[name] = rules(try RuleWords.joiningSelectors(Array(words.dropFirst(2))), place)
        } catch {
            complain("\(place): Unmatched parenthesis in selector definition.")
        }
    }

    /// Every unknown command is a mistake of its own; of the others the first may be the cause of the rest.
    private mutating func rules(_ words: [[UInt8]], _ place: String) -> UserRules {
        var rules = UserRules(book)
        var hasToldMistake = false
        for word in words {
            do throws(RuleError) {
                try word.withView { word throws(RuleError) in try rules.apply(word) }
            } catch .unknownCommandOrCategory {
                let text = RuleError.unknownCommandOrCategory.text
                complain("\(place): Error in applying operation '\(ByteString(word).text)': \(text).")
            } catch {
                if !hasToldMistake { complain("\(place): \(error.text).") }
                hasToldMistake = true
            }
        }
        return rules
    }

    private mutating func complain(_ sentence: String) {
        mistakes.append(sentence + " ")
    }
}

extension [UInt8] {
    /// Without the blanks at both ends.
    fileprivate var trimmed: [UInt8] {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0d }
        return Array(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
