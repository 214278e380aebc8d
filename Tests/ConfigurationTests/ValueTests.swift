// What each kind of option takes and refuses, with the words that a client reads.

import Configuration
import Testing

struct ValueTests {
    /// The reply to a value, without the part that names the option; nil if it was taken.
    private func refusal(_ option: Option, _ words: String...) -> String? {
        var configuration = Configuration()
        do {
            try configuration.set(option.name, to: words, from: .client)
            return nil
        } catch {
            guard case .refused(let reply, _) = error.problem else { return "\(error)" }
            return reply
        }
    }

    private func shown(_ option: Option, _ words: String...) throws -> String? {
        var configuration = Configuration()
        try configuration.set(option.name, to: words, from: .client)
        return configuration.get(named: option.name)?.value
    }

    @Test func aFlagIsYesOrNoInAnyCase() throws {
        #expect(try shown(.protectedMode, "NO") == "no")
        #expect(refusal(.protectedMode, "on") == "argument must be 'yes' or 'no'")
        #expect(refusal(.protectedMode, "") == "argument must be 'yes' or 'no'")
    }

    @Test(arguments: ["", "abc", "6379x", "+5", "007", " 7", "1.0", "99999999999999999999", "7000k"])
    func anIntegerIsWrittenStrictly(_ word: String) {
        #expect(refusal(.port, word) == "argument couldn't be parsed into an integer")
    }

    @Test func anIntegerStaysInItsRange() {
        #expect(refusal(.port, "65535") == nil)
        #expect(refusal(.port, "65536") == "argument must be between 0 and 65535 inclusive")
        #expect(refusal(.port, "-1") == "argument must be between 0 and 65535 inclusive")
        #expect(refusal(.maxclients, "0") == "argument must be between 1 and 4294967295 inclusive")
    }

    @Test func aPaceBeyondReasonIsBroughtIntoReason() throws {
        #expect(try shown(.hz, "100000") == "500")
        #expect(try shown(.hz, "0") == "1")
        #expect(try shown(.ioThreads, "128") == "16")
        #expect(refusal(.ioThreads, "129") == "argument must be between 1 and 128 inclusive")
    }

    @Test func permissionsAreOctal() throws {
        var configuration = Configuration()
        try configuration.set("unixsocketperm", to: ["700"], from: .client)
        #expect(configuration.integer(.unixsocketperm) == 0o700)
        #expect(try shown(.unixsocketperm, "0700") == "700")
        #expect(refusal(.unixsocketperm, "1000") == "argument must be between 0 and 777 inclusive")
        #expect(refusal(.unixsocketperm, "789") == "argument couldn't be parsed as an octal number")
    }

    @Test(arguments: [
        ("64", "64"), ("64b", "64"), ("2k", "2000"), ("2kb", "2048"), ("3m", "3000000"), ("3MB", "3145728"),
        ("1g", "1000000000"), ("1Gb", "1073741824"), ("007", "7"),
    ])
    func aSizeHasUnits(_ size: (written: String, bytes: String)) throws {
        #expect(try shown(.maxmemory, size.written) == size.bytes)
    }

    @Test(arguments: ["", "-1", "1tb", "mb", "1 mb", "1.5gb", "1mbb", "٣mb"])
    func aSizeThatIsNoneIsRefused(_ word: String) {
        #expect(refusal(.maxmemory, word) == "argument must be a memory value")
    }

    @Test(arguments: ["9223372036854775808", "9223372036854775807kb", "8589934592gb", "99999999999999999999999"])
    func aSizeThatOverflowsIsRefusedAndDoesNotWrapAround(_ word: String) {
        #expect(refusal(.maxmemory, word) == "argument must be between 0 and 9223372036854775807 inclusive")
    }

    @Test func theLargestSizeIsAccepted() throws {
        #expect(try shown(.maxmemory, "9223372036854775807") == "9223372036854775807")
        #expect(try shown(.maxmemory, "8589934591gb") == "9223372035781033984")
        #expect(refusal(.protoMaxBulkLen, "1m") == "argument must be between 1048576 and 9223372036854775807 inclusive")
    }

    @Test func aSizeMayBeAPercentageOfAnother() throws {
        var configuration = Configuration()
        try configuration.set("maxmemory-clients", to: ["5%"], from: .client)
        #expect(configuration.bytes(.maxmemoryClients, of: 1000) == 50)
        #expect(configuration.bytes(.maxmemoryClients, of: .max) == Int.max / 100 * 5 + 7 * 5 / 100)
        #expect(try shown(.maxmemoryClients, "5%") == "5%")
        #expect(try shown(.maxmemoryClients, "0%") == "0")
        #expect(try shown(.maxmemoryClients, "1kb") == "1024")
        #expect(refusal(.maxmemoryClients, "101%") == "percentage argument must be less or equal to 100")
        #expect(refusal(.maxmemoryClients, "-5%") == "argument must be a memory or percent value")
        #expect(refusal(.maxmemoryClients, "%") == "argument must be a memory or percent value")
    }

    @Test func aChoiceIsOneOfItsNames() throws {
        #expect(try shown(.loglevel, "VERBOSE") == "verbose")
        #expect(try shown(.logFormat, "json") == "json")
        #expect(try shown(.oomScoreAdj, "relative") == "yes")
        #expect(
            refusal(.loglevel, "loud")
                == "argument(s) must be one of the following: debug, verbose, notice, warning, nothing")
    }

    @Test func severalChoicesAreShownInOrderAndOnce() throws {
        #expect(try shown(.shutdownOnSigint, "force", "nosave", "force") == "nosave force")
        #expect(try shown(.shutdownOnSigint, "default") == "default")
        #expect(try shown(.shutdownOnSigint, "default", "now") == "now")
        #expect(
            refusal(.shutdownOnSigint, "save", "nosave")
                == "shutdown options SAVE and NOSAVE can't be used simultaneously")
        #expect(refusal(.shutdownOnSigint)?.hasPrefix("argument(s) must be one of") == true)
    }

    @Test func oneValueIsNotTwoAndNotNone() {
        #expect(refusal(.port, "1", "2") == "wrong number of arguments")
        #expect(refusal(.port) == "wrong number of arguments")
        #expect(refusal(.user) == "wrong number of arguments")
        #expect(refusal(.renameCommand, "CONFIG") == "wrong number of arguments")
    }

    @Test func addressesAreLimitedAndAnEmptyWordMeansNone() throws {
        #expect(try shown(.bind, "*", "-::*") == "* -::*")
        #expect(try shown(.bind, "") == "")
        #expect(try shown(.orderedPrefix, "") == "")
        var configuration = Configuration()
        #expect(throws: ConfigurationError.self) {
            try configuration.set("bind", to: Array(repeating: "127.0.0.1", count: 17), from: .client)
        }
        #expect(configuration == Configuration())
    }

    @Test(arguments: [
        ("", ""), ("KEA", "AKE"), ("xKE$gK", "g$xKE"), ("g$lshzxetd", "A"), ("Em", "Em"), ("nA", "An"), ("KAn", "AnK"),
    ])
    func keyspaceEventsHaveOneSpelling(_ letters: (given: String, canonical: String)) throws {
        #expect(try shown(.notifyKeyspaceEvents, letters.given) == letters.canonical)
    }

    @Test func anUnknownKeyspaceEventIsRefused() {
        #expect(refusal(.notifyKeyspaceEvents, "KEQ") == "Invalid event class character. Use 'Ag$lshzxeKEtmdn'.")
    }

    @Test func savePointsArePairs() throws {
        #expect(try shown(.save, "900", "1", "60", "0") == "900 1 60 0")
        #expect(try shown(.save, "") == "")
        for words in [["900"], ["0", "1"], ["900", "-1"], ["900", "x"], ["900", "1", "60"]] {
            var configuration = Configuration()
            #expect(throws: ConfigurationError.self) { try configuration.set("save", to: words, from: .client) }
            #expect(configuration == Configuration())
        }
    }

    @Test func limitsOfOneClassLeaveTheOthers() throws {
        let shown = try shown(.clientOutputBufferLimit, "SLAVE", "1k", "1kb", "7")
        #expect(shown == "normal 0 0 0 slave 1000 1024 7 pubsub 33554432 8388608 60")
        let prefix = "in buffer limit configuration."
        #expect(refusal(.clientOutputBufferLimit, "normal", "0", "0") == "Wrong number of arguments \(prefix)")
        #expect(
            refusal(.clientOutputBufferLimit, "master", "0", "0", "0") == "Invalid client class specified \(prefix)")
        #expect(
            refusal(.clientOutputBufferLimit, "normal", "0", "0", "-1")
                == "Error in hard, soft or soft_seconds setting \(prefix)")
    }

    @Test func percentilesAreShortAndBetweenZeroAndAHundred() throws {
        #expect(try shown(.latencyTrackingInfoPercentiles, "50.0", "99.990", "0", "100") == "50 99.99 0 100")
        #expect(try shown(.latencyTrackingInfoPercentiles, "0.000001") == "0.000001")
        #expect(try shown(.latencyTrackingInfoPercentiles, "") == "")
        #expect(refusal(.latencyTrackingInfoPercentiles, "nan")?.hasPrefix("Invalid") == true)
        #expect(
            refusal(.latencyTrackingInfoPercentiles, "100.1")
                == "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]")
    }

    @Test func aPrimaryIsAHostAndAPort() throws {
        #expect(try shown(.replicaof, "db.example", "6379") == "db.example 6379")
        #expect(try shown(.replicaof, "NO", "one") == "")
        #expect(refusal(.replicaof, "db.example", "65536") == "Invalid primary port")
        #expect(refusal(.replicaof, "db.example") == "wrong number of arguments")
    }

    @Test func someTextsMustLookLikeWhatTheyName() {
        #expect(refusal(.dir, "") == "dir can't be empty")
        #expect(refusal(.dbfilename, "a/b.rdb") == "dbfilename can't be a path, just a filename")
        #expect(refusal(.appenddirname, "..\\x") == "appenddirname can't be a path, just a dirname")
        #expect(
            refusal(.clusterAnnounceHostname, "a_b")
                == "Hostnames may only contain alphanumeric characters, hyphens or dots")
        let long = String(repeating: "a", count: 256)
        #expect(refusal(.clusterAnnounceHostname, long) == "Hostnames must be less than 256 characters")
        #expect(refusal(.clusterAnnounceHostname, "node-1.example") == nil)
        #expect(refusal(.procTitleTemplate, "{title} {{literal} {port}") == nil)
        for template in ["", "{tittle}", "{title", "a {"] {
            #expect(refusal(.procTitleTemplate, template) == "template format is invalid or contains unknown variables")
        }
    }

    @Test(arguments: ["1.2.3", "1.2.3.256", "1.2.3.04", "a.b.c.d", "1.2.3.4 "])
    func aWrongIPv4AddressIsRefused(_ address: String) {
        #expect(refusal(.clusterAnnounceClientIpv4, address) == "Invalid IPv4 address")
    }

    @Test(arguments: [
        "", "::", "::1", "2001:db8::ff00:42:8329", "1:2:3:4:5:6:7:8", "::ffff:10.0.0.1", "1:2:3:4:5:6:7::",
    ])
    func anIPv6AddressIsAccepted(_ address: String) {
        #expect(refusal(.clusterAnnounceClientIpv6, address) == nil)
    }

    @Test(arguments: [
        ":", "1:2", "1::2::3", "1:2:3:4:5:6:7:8:9", "g::1", "12345::", ":::", "1:2:3:4:5:6:7:8::", "::1.2.3",
    ])
    func aWrongIPv6AddressIsRefused(_ address: String) {
        #expect(refusal(.clusterAnnounceClientIpv6, address) == "Invalid IPv6 address")
    }

    @Test func debuggingIsPermittedToWhomItSays() throws {
        var configuration = Configuration()
        #expect(!configuration.permits(.enableDebugCommand, toLocalClient: true))
        try configuration.set("enable-debug-command", to: ["local"], from: .commandLine)
        #expect(configuration.permits(.enableDebugCommand, toLocalClient: true))
        #expect(!configuration.permits(.enableDebugCommand, toLocalClient: false))
        try configuration.set("enable-debug-command", to: ["yes"], from: .commandLine)
        #expect(configuration.permits(.enableDebugCommand, toLocalClient: false))
    }
}
