// Configuration files: words and quotes, lines that add up, files in files, and mistakes with their place.

import Configuration
import Testing

struct WordTests {
    @Test(arguments: [
        (#""#, []), ("  \t ", []), ("a  b\tc\r", ["a", "b", "c"]), (#"save "" x"#, ["save", "", "x"]),
        (#""a b" c"#, ["a b", "c"]), (#""\n\r\t\b\a\"\\\q""#, ["\n\r\t\u{8}\u{7}\"\\q"]),
        (#""\x41\x6a\xZZ""#, ["AjxZZ"]), (#"'it\'s \n'"#, [#"it's \n"#]), (#"ab"c d""#, ["abc d"]),
        (#"a#b"#, ["a#b"]), (#""'" '"'"#, ["'", "\""]), (#""\xc3\xa9""#, ["é"]), (#"back\slash"#, [#"back\slash"#]),
    ])
    func aLineSplitsIntoWords(_ line: String, _ words: [String]) throws {
        #expect(try WordSplitter.words(of: line) == words)
    }

    @Test(arguments: [#"""#, #"'a"#, #""a"#, #""a"b"#, #"'a''b'"#, #""a\"#, #"x "a\"#])
    func quotesThatDoNotCloseAreRefused(_ line: String) {
        #expect(throws: WordSplitter.Failure.unbalancedQuotes) { try WordSplitter.words(of: line) }
    }

    @Test func bytesThatAreNoTextAreRefused() {
        #expect(throws: WordSplitter.Failure.notText) { try WordSplitter.words(of: #""\xff""#) }
        #expect(throws: WordSplitter.Failure.notText) { try WordSplitter.words(of: [0x61, 0xC3]) }
    }

    @Test(arguments: ["", "plain", "two words", "\"", "it's", "tab\tnew\nline\r", #"c:\dir name"#, #"c:\dir"#, "é ü"])
    func aQuotedWordSplitsIntoItselfAgain(_ word: String) throws {
        #expect(try WordSplitter.words(of: "x " + WordSplitter.quoted(word)) == ["x", word])
    }
}

struct FileTests {
    private struct Missing: Error, CustomStringConvertible { let description = "no such file" }

    private func load(
        _ content: String, with others: [String: String] = [:]
    ) throws(ConfigurationError) -> Configuration {
        let files = others.merging(["test.conf": content]) { $1 }
        return try Launch(file: "test.conf").configuration(
            reading: { path in
                guard let file = files[path] else { throw Missing() }
                return Array(file.utf8)
            },
            finding: { pattern in files.keys.filter { $0.hasPrefix(pattern.prefix { $0 != "*" }) }.sorted() })
    }

    private func complaint(_ content: String, with others: [String: String] = [:]) -> String {
        do {
            _ = try load(content, with: others)
            return "no complaint"
        } catch {
            return error.description
        }
    }

    @Test func commentsAndBlankLinesSayNothing() throws {
        let configuration = try load("# port 1\n\n   # port 2\r\n\t\nPORT 7000\r\n  timeout   5  ")
        #expect(configuration.integer(.port) == 7000)
        #expect(configuration.integer(.timeout) == 5)
    }

    @Test func theLastLineOfAnOptionCounts() throws {
        let configuration = try load("port 1\nport 2\nbind 10.0.0.1 10.0.0.2\nbind *")
        #expect(configuration.integer(.port) == 2)
        #expect(configuration.list(.bind) == ["*"])
    }

    @Test func saveLinesReplaceTheDefaultAndAddUp() throws {
        #expect(try load("port 1").savePoints.count == 3)
        #expect(try load("save 900 1\nsave 60 5 30 10").savePoints.map(\.seconds) == [900, 60, 30])
        #expect(try load("save 900 1\nsave \"\"\nsave 60 5").savePoints.map(\.seconds) == [60])
        #expect(try load("save \"900 1 60 5\"").savePoints.count == 2)
        #expect(try load(#"save """#).savePoints.isEmpty)
    }

    @Test func limitsOfClassesAddUp() throws {
        let configuration = try load(
            "client-output-buffer-limit normal 1mb 0 0\nclient-output-buffer-limit \"pubsub 2mb 1mb 5\"")
        #expect(configuration.outputBufferLimit(.normal).hardBytes == 1 << 20)
        #expect(configuration.outputBufferLimit(.pubsub).softSeconds == 5)
        #expect(configuration.outputBufferLimit(.replica).hardBytes == 256 << 20)
    }

    @Test func directivesKeepEveryLine() throws {
        let configuration = try load(
            """
            user alice on >secret ~*
            rename-command CONFIG ""
            user "bob" off
            loadmodule /x.so a b
            """)
        #expect(configuration.lines(.user) == [["alice", "on", ">secret", "~*"], ["bob", "off"]])
        #expect(configuration.lines(.renameCommand) == [["CONFIG", ""]])
        #expect(configuration.withoutEffect.map(\.name) == ["loadmodule", "rename-command"])
    }

    @Test func rootsOfOrderAreAListAndCanBeNone() throws {
        #expect(try load("ordered-prefix traefik other").list(.orderedPrefix) == ["traefik", "other"])
        #expect(try load(#"ordered-prefix """#).list(.orderedPrefix).isEmpty)
    }

    @Test func anIncludedFileCountsWhereItIsIncluded() throws {
        let others = ["conf.d/a.conf": "port 2\ntimeout 2\nsave 1 1", "conf.d/b.conf": "hz 20\nsave 2 2"]
        let configuration = try load(
            """
            save 9 9
            port 1
            include conf.d/*.conf
            INCLUDE 'conf.d/a.conf'
            timeout 3
            """, with: others)
        #expect(configuration.integer(.port) == 2)
        #expect(configuration.integer(.timeout) == 3)
        #expect(configuration.integer(.hz) == 20)
        #expect(configuration.savePoints.map(\.seconds) == [9, 1, 2, 1])
    }

    @Test func aPatternThatNoFileFitsIsNoMistakeButAMissingFileIs() throws {
        #expect(try load("include none.d/*.conf") == Configuration())
        #expect(
            complaint("port 1\ninclude gone.conf")
                == "test.conf:2: the file 'gone.conf' cannot be read: no such file")
    }

    @Test func aFileThatIncludesItselfIsNamed() {
        #expect(
            complaint("include test.conf")
                == "test.conf:1: the file 'test.conf' is included more than 16 files deep; does it include itself?")
        #expect(complaint("include a", with: ["a": "include test.conf"]).contains("include itself?"))
    }

    @Test(arguments: [
        ("port 1\nmaxmemry 1gb", "test.conf:2: unknown option 'maxmemry': did you mean 'maxmemory'?"),
        ("Slave-Priorty 1", "test.conf:1: unknown option 'Slave-Priorty': did you mean 'slave-priority'?"),
        (
            "completely-unlike-it x",
            "test.conf:1: unknown option 'completely-unlike-it': conf/milepost.conf has all there are"
        ),
        ("port abc", "test.conf:1: option 'port' was given 'abc', but takes an integer from 0 to 65535"),
        ("port", "test.conf:1: option 'port' has no value, but takes an integer from 0 to 65535"),
        ("timeout 1 2", "test.conf:1: option 'timeout' was given '1' '2', but takes an integer of at least 0"),
        ("appendonly on", "test.conf:1: option 'appendonly' was given 'on', but takes 'yes' or 'no'"),
        (
            "loglevel loud",
            "test.conf:1: option 'loglevel' was given 'loud', but takes one of debug, verbose, notice, warning, nothing"
        ),
        (
            "maxmemory 1tb",
            "test.conf:1: option 'maxmemory' was given '1tb', but takes a size such as 64mb of at least 0"
        ),
        (
            "proto-max-bulk-len 1kb",
            "test.conf:1: option 'proto-max-bulk-len' was given '1kb', but takes a size such as 64mb of at least 1mb"
        ),
        (
            "logfile \"a\nport 1",
            "test.conf:1: the quotes are not balanced, or something follows a closing quote directly"
        ),
        ("\n\nlogfile \"\\xff\"", "test.conf:3: the line is not UTF-8 text: save the file as that"),
        ("include", "test.conf:1: option 'include' has no value, but takes one word"),
        ("sentinel monitor x", "test.conf:1: unknown option 'sentinel': conf/milepost.conf has all there are"),
    ])
    func aMistakeIsOneSentenceWithItsPlace(_ content: String, _ sentence: String) {
        #expect(complaint(content) == sentence)
    }

    @Test func aSecretIsNotRepeatedInAComplaint() {
        #expect(
            complaint("requirepass my secret")
                == "test.conf:1: option 'requirepass' was given '(secret)', but takes one text")
    }

    @Test func aMistakeInAnIncludedFileNamesThatFile() {
        #expect(complaint("include a", with: ["a": "port 1\nport x"]).hasPrefix("a:2: option 'port'"))
    }

    @Test func whatHasNoEffectIsCollected() throws {
        let configuration = try load("lua-time-limit 7\nport 7000\nmaxmemory 0\nslave-priority 5")
        #expect(configuration.withoutEffect.map(\.name) == ["busy-reply-threshold", "replica-priority"])
    }
}
