// Users together: made, changed and removed, read from files and written to them.

import Access
import Bytes
import Testing

struct UsersTests {
    private let users = Users()

    private func load(_ text: String) throws(UserError) {
        try users.load(Array(text.utf8), from: "users.acl")
    }

    private func mistake(_ body: () throws(UserError) -> Void) -> String? {
        do throws(UserError) { try body() } catch { return error.text }
        return nil
    }

    private let standard = "user default on nopass sanitize-payload ~* &* +@all"

    @Test func thereIsAlwaysOne() {
        #expect(users.lines == [standard])
        #expect(users.remove("default") == nil && users.lines == [standard])
        #expect(!users.demandAuthentication)
    }

    @Test func theyStandInTheOrderOfTheirBytes() throws {
        for name in ["z", "B", "a"] { try users.set(name, "") }
        #expect(users.inOrder.map(\.name.text) == ["B", "a", "default", "z"])
    }

    @Test func oneBadRuleSpoilsThemAll() throws {
        try users.set("one", "on +get")
        let before = users.lines
        #expect(
            mistake { () throws(UserError) in try users.set("one", "off +set nonsense") }
                == "Error in ACL SETUSER modifier 'nonsense': Syntax error")
        #expect(mistake { () throws(UserError) in try users.set("two", "on (+get") }
            == "Unmatched parenthesis in acl selector starting at '(+get'.")
        #expect(users.lines == before)
    }

    @Test func aUserStaysTheSameWhenItChanges() throws {
        try users.set("one", "on")
        let one = try #require(users["one"])
        try users.set("one", "allcommands allkeys allchannels")
        #expect(users["one"] === one && one.isUnrestricted)
        #expect(users.remove("one") === one && users["one"] == nil)
    }

    @Test func aPasswordOfTheDefaultUserComesAndGoes() {
        users.setStandardPassword("secret")
        #expect(users.demandAuthentication && users.standard.rules.admits("secret"))
        users.setStandardPassword("other")
        #expect(!users.standard.rules.admits("secret") && users.standard.rules.admits("other"))
        users.setStandardPassword("")
        #expect(!users.demandAuthentication)
    }

    // MARK: Files

    @Test func whatIsWrittenIsReadAgain() throws {
        try users.set("one", "on >a ~k* +get (+set ~w)")
        try users.set("default", "resetpass >secret -config")
        let written = users.lines
        let others = Users()
        try others.load(users.file, from: "x")
        #expect(others.lines == written)
    }

    @Test func aFileTakesThePlaceOfAllUsers() throws {
        try users.set("gone", "on")
        try users.set("kept", "on +get")
        try users.set("default", "off")
        let kept = users["kept"]
        try load("user kept on +set\r\n\n  user new (+get ~a)\n")
        #expect(users["gone"] == nil && users["kept"] === kept)
        #expect(
            users.lines == [
                standard, "user kept on sanitize-payload resetchannels -@all +set",
                "user new off sanitize-payload resetchannels -@all (~a resetchannels -@all +get)",
            ])
    }

    @Test(arguments: [
        ("one on", "users.acl:1 should start with user keyword followed by the username. "),
        ("user", "users.acl:1 should start with user keyword followed by the username. "),
        ("user a\nuser a", "WARNING: Duplicate user 'a' found on line 2. "),
        ("user a +none", "users.acl:1: Error in applying operation '+none': Unknown command or category name in ACL. "),
        ("user a x y", "users.acl:1: Syntax error. "),
        ("user a (+get", "users.acl:1: Unmatched parenthesis in selector definition. "),
        ("user a\u{1}\u{b} on", "'users.acl:1: username 'a\u{1}\u{b}' contains invalid characters. "),
        (
            "user a x\nb",
            "users.acl:1: Syntax error. users.acl:2 should start with user keyword followed by the username. "
        ),
    ]) func ofAFileWithAMistakeNothingCounts(text: String, sentences: String) throws {
        try users.set("before", "on")
        let before = users.lines
        let end = "WARNING: ACL errors detected, no change to the previously active ACL rules was performed"
        #expect(mistake { () throws(UserError) in try load(text) } == sentences + end)
        #expect(users.lines == before)
    }

    // MARK: Lines of the configuration

    @Test func linesAddUsers() throws {
        try users.load(lines: [["default", "on", "nopass", "~*", "+get"], ["one", "on", "(+get", "~a)"]])
        #expect(
            users.lines == [
                "user default on nopass sanitize-payload ~* resetchannels -@all +get",
                "user one on sanitize-payload resetchannels -@all (~a resetchannels -@all +get)",
            ])
    }

    @Test func aUserHasOneLine() {
        #expect(
            mistake { () throws(UserError) in try users.load(lines: [["foo"], ["foo"]]) }?
                .hasPrefix("Duplicate user found. A user can only be defined once in config files") == true)
        #expect(
            mistake { () throws(UserError) in try users.load(lines: [["foo", "nonsense"]]) }
                == "the user named 'foo': Error in ACL SETUSER modifier 'nonsense': Syntax error")
        #expect(mistake { () throws(UserError) in try users.load(lines: [["a b"]]) } != nil)
    }
}

struct AccessLogTests {
    private var log = AccessLog()

    private mutating func note(_ object: ByteString, by user: ByteString = "one", at now: Int64 = 0) {
        log.note(.init(.key, object, user: user, client: "at \(now)", isInTransaction: false, at: now))
    }

    @Test mutating func likeEntriesAreCountedAsOne() {
        note("a", at: 0)
        note("b", at: 1)
        note("a", at: 50_000)
        #expect(log.entries.map(\.object) == ["a", "b"])
        #expect(log.entries[0].count == 2 && log.entries[0].client == "at 50000")
        #expect(log.entries[0].createdAt == 0 && log.entries[0].updatedAt == 50_000)
        #expect(log.entries.map(\.id) == [0, 1])
        note("a", by: "two", at: 50_000)
        note("a", at: 110_001)
        #expect(log.entries.map(\.id) == [3, 2, 0, 1])
    }

    @Test mutating func thereAreNeverMoreThanTheLimit() {
        log.limit = 3
        for number in 0..<9 { note(ByteString("k\(number)")) }
        #expect(log.entries.map(\.object) == ["k8", "k7", "k6"])
        log.limit = 0
        #expect(log.entries.count == 3)
        note("x")
        #expect(log.entries.isEmpty)
    }
}
