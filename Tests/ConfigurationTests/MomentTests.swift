// Moments as a person writes them and as messages show them.

import Configuration
import Testing

struct MomentTests {
    @Test(arguments: [
        ("0", 0), ("1700000000", 1_700_000_000_000), ("1700000000123", 1_700_000_000_123),
        ("99999999999", 99_999_999_999_000), ("100000000000", 100_000_000_000), ("1970-01-01T00:00:00Z", 0),
        ("2023-11-14T22:13:20Z", 1_700_000_000_000), ("2023-11-14T22:13:20.123Z", 1_700_000_000_123),
        ("2023-11-14t22:13:20,1z", 1_700_000_000_100), ("2023-11-14 22:13:20.123999Z", 1_700_000_000_123),
        ("2023-11-14T23:13:20+01:00", 1_700_000_000_000), ("2023-11-14T16:43:20-0530", 1_700_000_000_000),
        ("2023-11-15T00:13:20+02", 1_700_000_000_000), ("2023-11-14T22:13Z", 1_699_999_980_000),
        ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("2000-12-31T23:59:59Z", 978_307_199_000),
    ])
    func whatIsTaken(text: String, expected: Int64) {
        #expect(Moment.milliseconds(text) == expected)
    }

    @Test(arguments: [
        "", "yesterday", "-1", "+5", "1.5", "17e8", "2023-11-14", "2023-11-14T22:13:20", "2023-13-14T22:13:20Z",
        "2023-02-29T00:00:00Z", "2023-11-14T24:00:00Z", "2023-11-14T22:60:00Z", "2023-11-14T22:13:60Z",
        "2023-11-14T22:13:20.Z", "2023-11-14T22:13:20Zx", "2023-11-14T22:13:20+1", "1969-12-31T23:59:59Z",
        "23-11-14T22:13:20Z", "2023-11-14T22:13:20+01:60", "99999999999999999999",
    ])
    func whatIsNot(text: String) {
        #expect(Moment.milliseconds(text) == nil)
    }

    @Test func whatIsShownIsTakenAgain() {
        for day in stride(from: 0, to: 80_000, by: 7) {
            let moment = Int64(day) * 86_400_000 + Int64(day) * 997 % 86_400_000
            #expect(Moment.milliseconds(Moment.text(moment)) == moment)
        }
        #expect(Moment.text(1_700_000_000_123) == "2023-11-14T22:13:20.123Z")
    }

    @Test func theOptionsSayWhatTheyTake() throws {
        var configuration = Configuration()
        #expect(throws: ConfigurationError.self) {
            try configuration.set("recover-to-time", to: ["noon"], from: .commandLine)
        }
        #expect(throws: ConfigurationError.self) {
            try configuration.set("recover-to-revision", to: ["-1"], from: .commandLine)
        }
        try configuration.set("recover-to-time", to: ["2023-11-14T22:13:20Z"], from: .commandLine)
        #expect(configuration.text(.recoverToTime) == "2023-11-14T22:13:20Z")
        // What one start was to do is not written down for the next.
        let file = try configuration.rewriting([], reading: { _ in [] })
        #expect(!String(decoding: file, as: UTF8.self).contains("recover"))
    }
}
