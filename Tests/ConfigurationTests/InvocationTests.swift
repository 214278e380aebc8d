// The command line: files, options in all their forms, and what comes over what.

import Configuration
import Testing

struct InvocationTests {
    private func launch(_ arguments: String...) throws -> Launch? {
        guard case .run(let launch) = try Invocation(arguments: arguments) else { return nil }
        return launch
    }

    private func complaint(_ arguments: String...) -> String {
        do {
            guard case .run(let launch) = try Invocation(arguments: arguments) else { return "nothing to run" }
            _ = try launch.configuration(reading: { Array("file \($0)".utf8) })
            return "no complaint"
        } catch {
            return error.description
        }
    }

    @Test func helpAndVersionAreAskedForFirst() throws {
        #expect(try Invocation(arguments: ["-h"]) == .help)
        #expect(try Invocation(arguments: ["--help", "x"]) == .help)
        #expect(try Invocation(arguments: ["-v"]) == .version)
        #expect(try Invocation(arguments: ["--version"]) == .version)
        #expect(try Invocation(arguments: []) == .run(Launch()))
    }

    @Test func theFirstArgumentIsAFileUnlessItBeginsWithADash() throws {
        #expect(try launch("a.conf") == Launch(file: "a.conf"))
        #expect(try launch("a.conf", "--port", "1") == Launch(file: "a.conf", options: [["port", "1"]]))
        #expect(try launch("--port", "1") == Launch(options: [["port", "1"]]))
    }

    @Test func aDashAtEitherEndReadsStandardInput() throws {
        #expect(try launch("-") == Launch(readsStandardInput: true))
        #expect(try launch("-", "--port", "1") == Launch(readsStandardInput: true, options: [["port", "1"]]))
        #expect(try launch("a.conf", "-") == Launch(file: "a.conf", readsStandardInput: true))
        #expect(try launch("--port", "1", "-") == Launch(readsStandardInput: true, options: [["port", "1"]]))
        #expect(complaint("--port", "1", "--hz", "1", "-", "--timeout", "1").contains("option 'hz' was given '1' '-'"))
    }

    @Test func anOptionTakesWhatFollowsUntilTheNext() throws {
        #expect(
            try launch("--bind", "127.0.0.1", "::1", "--port", "1")?.options
                == [["bind", "127.0.0.1", "::1"], ["port", "1"]])
        #expect(try launch("--port 7000", "--hz", "5")?.options == [["port", "7000"], ["hz", "5"]])
        #expect(try launch("--save", "900 1")?.options == [["save", "900 1"]])
        #expect(try launch("--logfile", "")?.options == [["logfile", ""]])
    }

    @Test func aValueMayBeginWithDashesWhereAValueIsDue() throws {
        #expect(
            try launch("--requirepass", "--port", "--port", "1")?.options
                == [["requirepass", "--port"], ["port", "1"]])
        #expect(try launch("--unixsocket", "-x")?.options == [["unixsocket", "-x"]])
    }

    @Test func saveWithoutAValueSavesNever() throws {
        #expect(try launch("--save", "--port", "1")?.options == [["save", ""], ["port", "1"]])
        #expect(try launch("--port", "1", "--save")?.options == [["port", "1"], ["save", ""]])
        #expect(try launch("--save", "")?.options == [["save", ""]])
        #expect(try launch("--new-epoch", "--port", "1")?.options == [["new-epoch", "yes"], ["port", "1"]])
        #expect(try launch("--new-epoch", "no")?.options == [["new-epoch", "no"]])
    }

    @Test func checkingOnlyIsASwitch() throws {
        #expect(try launch("--check-config") == Launch(onlyChecks: true))
        #expect(try launch("--check-config", "a.conf") == Launch(file: "a.conf", onlyChecks: true))
        #expect(
            try launch("a.conf", "--check-config", "--port", "1")
                == Launch(file: "a.conf", options: [["port", "1"]], onlyChecks: true))
    }

    @Test func standardInputComesOverTheFileAndOptionsOverBoth() throws {
        let launch = try #require(try launch("a.conf", "--PORT", "3", "--save", "7 7", "-"))
        let configuration = try launch.configuration(
            reading: { _ in Array("port 1\nhz 1\ntimeout 1\nsave 9 9".utf8) },
            standardInput: { Array("port 2\nhz 2".utf8) })
        #expect(configuration.integer(.timeout) == 1)
        #expect(configuration.integer(.hz) == 2)
        #expect(configuration.integer(.port) == 3)
        #expect(configuration.savePoints.map(\.seconds) == [9, 7])
    }

    @Test func theFileAndStandardInputAreReadOnlyIfAskedFor() throws {
        let configuration = try Launch(options: [["port", "1"]]).configuration(
            reading: { _ in
                Issue.record("nothing was to be read")
                return []
            },
            standardInput: {
                Issue.record("standard input was not asked for")
                return []
            })
        #expect(configuration.integer(.port) == 1)
    }

    @Test(arguments: [
        (["--prot", "1"], "command line: unknown option 'prot': did you mean 'port'?"),
        (["--port=7000"], "command line: unknown option 'port=7000': did you mean 'port'?"),
        (["--port", "x"], "command line: option 'port' was given 'x', but takes an integer from 0 to 65535"),
        (["--port"], "command line: option 'port' has no value, but takes an integer from 0 to 65535"),
        (["-p", "1"], "command line: unexpected argument '-p': options start with two dashes"),
        (["a.conf", "b.conf"], "command line: unexpected argument 'b.conf': options start with two dashes"),
        (["--"], "command line: unexpected argument '--': options start with two dashes"),
        (["--logfile \"a"], "command line: the quotes are not balanced, or something follows a closing quote directly"),
    ])
    func aMistakeOnTheCommandLineIsOneSentence(_ arguments: [String], _ sentence: String) {
        let error = #expect(throws: ConfigurationError.self) {
            guard case .run(let launch) = try Invocation(arguments: arguments) else { return }
            _ = try launch.configuration(reading: { _ in [] })
        }
        #expect(error?.description == sentence)
    }
}
