// What every rule does to a user, how the rules read afterwards, and what is wrong with those that are none.

import Access
import Bytes
import Testing

struct RuleTests {
    // MARK: A user as a whole

    @Test func aNewUserMayNothing() throws {
        let rules = try UserRules("")
        #expect(rules.line == "off sanitize-payload resetchannels -@all")
        #expect(!rules.admits(""))
        #expect(!rules.isUnrestricted)
    }

    @Test func theOneWhoMayEverythingIsWrittenSo() {
        let rules = UserRules(unrestrictedIn: Book.make())
        #expect(rules.line == "on nopass sanitize-payload ~* &* +@all")
        #expect(rules.isUnrestricted && rules.admits("anything"))
    }

    @Test func newUsersMayHearAllChannelsIfTheBookSaysSo() throws {
        let book = Book.make()
        book.opensChannels = true
        #expect(try UserRules("()", in: book).line == "off sanitize-payload &* -@all (&* -@all)")
        #expect(try UserRules("resetchannels on reset", in: book).line == "off sanitize-payload &* -@all")
    }

    @Test func resetMakesANewUserOfAnyUser() throws {
        let rules = try UserRules("on >a nopass +@all ~* &* skip-sanitize-payload (+get) reset")
        #expect(rules.line == (try UserRules("").line))
    }

    @Test func capitalsMakeNoDifferenceInWords() throws {
        let line = try UserRules("ON NoPass AllKeys +GET").line
        #expect(line == "on nopass sanitize-payload ~* resetchannels -@all +get")
    }

    // MARK: Passwords

    private static let secret = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"

    @Test func aPasswordIsKeptAsItsHash() throws {
        #expect(try UserRules("on >secret").line.contains("#\(Self.secret)"))
        #expect(try UserRules("on >secret #\(Self.secret)").passwords.count == 1)
    }

    @Test(arguments: [
        ("on >secret", "secret", true), ("on >secret", "secre", false), ("on >secret", "", false),
        ("on >secret >other", "other", true), ("on >secret <secret", "secret", false),
        ("on >secret !\(secret)", "secret", false), ("on #\(secret)", "secret", true), (">secret", "secret", false),
        ("on >secret nopass", "anything", true), ("on nopass >secret", "anything", false),
        ("on >secret resetpass", "secret", false), ("on nopass off", "anything", false), ("on", "", false),
    ]) func whoIsAdmitted(rules: String, password: String, isAdmitted: Bool) throws {
        #expect(try UserRules(rules).admits(password) == isAdmitted)
    }

    // MARK: Commands as they are written

    @Test(arguments: [
        ("+get", "-@all +get"), ("+get +GET", "-@all +get"), ("+get -get", "-@all -get"),
        ("+get +set +get", "-@all +set +get"), ("+@read +@READ", "-@all +@read"), ("+@all -@write", "+@all -@write"),
        ("+config|get +config", "-@all +config"), ("+config +config|get -config|set +config", "-@all +config"),
        ("+config|get -config|set", "-@all +config|get -config|set"),
        ("+select|0 +select|1", "-@all +select|0 +select|1"), ("+select|0 +select", "-@all +select"),
        ("+get +@all", "+@all"), ("+@all -get nocommands", "-@all"),
        ("allcommands", "+@all"), ("-@all -@write", "-@all -@write"),
    ]) func commandRules(rules: String, text: String) throws {
        #expect(try UserRules(rules).selectors[0].commands.text == text)
    }

    @Test func everyDescriptionMakesTheSameUserAgain() throws {
        let rules = [
            "on >a >b ~x* %R~y %W~z &c &d* +@all -@write +config|get (+get ~k) (%RW~a* +@read allchannels)",
            "off nopass allkeys allchannels allcommands", "skip-sanitize-payload +select|0 (allkeys -@all +set)",
        ]
        for rules in rules {
            let line = try UserRules(rules).line
            #expect(try UserRules(line).line == line)
        }
    }

    // MARK: Patterns as they are written

    @Test(arguments: [
        ("~a ~b", "~a ~b"), ("~a ~a", "~a"), ("%R~a %W~a", "~a"), ("%rw~a", "~a"), ("%WR~a", "~a"),
        ("%R~a %W~b", "%R~a %W~b"), ("~a allkeys", "~*"), ("allkeys resetkeys ~b", "~b"), ("%RW~*", "~*"), ("~", "~"),
    ]) func keyRules(rules: String, text: String) throws {
        let written = try UserRules(rules).selectors[0].keys.rules
        #expect(String(decoding: Array(written.joined(separator: [0x20])), as: UTF8.self) == text)
    }

    // MARK: Mistakes

    @Test(arguments: [
        ("this-is-none", RuleError.syntax), ("+nothing", .unknownCommandOrCategory), ("+", .unknownCommandOrCategory),
        ("-nothing", .unknownCommandOrCategory), ("+@nothing", .unknownCommandOrCategory),
        ("+config|none", .unknownCommandOrCategory), ("-config|none", .unknownCommandOrCategory),
        ("+get|a|b", .unknownCommandOrCategory), ("+config|get|a", .firstArgumentOfSubcommand), ("+select|", .syntax),
        ("-select|0", .unknownCommandOrCategory), ("%~", .syntax), ("%R", .syntax), ("%X~a", .syntax),
        ("%RR~a", .syntax), ("allkeys ~a", .keysAfterAllKeys), ("allchannels &a", .channelsAfterAllChannels),
        ("(allkeys ~a)", .keysAfterAllKeys), ("(nothing)", .syntax), (")", .syntax), ("<absent", .noSuchPassword),
        ("#abc", .malformedHash), ("#\(secret.uppercased())", .malformedHash), ("!abc", .malformedHash),
    ]) func whatIsNoRule(rules: String, error: RuleError) {
        #expect(throws: error) { try UserRules(rules) }
    }

    @Test func aPatternIsOneWord() {
        for rule in ["~a b", "&a\tb", "~a\0"] {
            var rules = UserRules(Book.make())
            #expect(throws: RuleError.syntax) { try Array(rule.utf8).withView { try rules.apply($0) } }
        }
    }

    @Test func anEmptyRuleChangesNothing() throws {
        var rules = UserRules(Book.make())
        try rules.apply(ByteView(""))
        #expect(rules.line == (try UserRules("").line))
    }

    @Test(arguments: [
        (["(+get", "~a)"], ["(+get ~a)"]), (["on", "(", "+get", ")", "off"], ["on", "( +get )", "off"]),
        (["(a)", "(b)"], ["(a)", "(b)"]),
    ]) func selectorsMayBeSeveralWords(words: [String], joined: [String]) throws {
        let result = try RuleWords.joiningSelectors(words.map { Array($0.utf8) })
        #expect(result.map { String(decoding: $0, as: UTF8.self) } == joined)
    }

    @Test func aSelectorThatNeverEndsIsRefused() {
        #expect(throws: RuleWords.Unmatched.self) {
            try RuleWords.joiningSelectors(["on", "(+get", "(+set"].map { Array($0.utf8) })
        }
    }
}
