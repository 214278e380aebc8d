// A search costs at most the text times the program, whatever the pattern: counted in steps, not in seconds.

import Bytes
import Regex
import Testing

struct CostTests {
    /// The patterns that bring a matcher with backtracking to its knees, with a text that does it.
    private static let catastrophic: [(pattern: String, text: @Sendable (Int) -> String)] = [
        ("^(a+)+$", { repeated("a", $0) + "!" }),
        ("^(a|a)*$", { repeated("a", $0) + "!" }),
        ("^(a|aa)+$", { repeated("a", $0) + "!" }),
        ("^(a*)*$", { repeated("a", $0) + "!" }),
        ("^((a*)*)*$", { repeated("a", $0) + "!" }),
        ("(x+x+)+y", { repeated("x", $0) }),
        ("^(.*?,){11}P", { repeated("1,", $0) }),
        (#"^(([a-z])+.)+[A-Z]([a-z])+$"#, { repeated("a", $0) }),
        (#"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}$"#, { repeated("a", $0) + "!" }),
        (#"\s*$"#, { repeated(" ", $0) + "x" }),
        ("(a?){50}a{50}", { repeated("a", $0 % 49) }),
        ("(.*)(.*)(.*)(.*)(.*)[^a]", { repeated("a", $0) }),
        ("(a|b|ab)*c", { repeated("ab", $0) }),
        ("[ab]*a[ab]{20}$", { repeated("abbab", $0) + "c" }),
        ("(?:a?){100}$|b", { repeated("a", $0) + "!" }),
    ]

    private static func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    @Test(arguments: catastrophic.indices)
    func searchesInLinearTime(_ index: Int) throws {
        let (source, text) = Self.catastrophic[index]
        var perCharacter: [Int] = []
        for length in [1000, 4000] {
            let pattern = try Pattern(source)
            let sample = text(length)
            _ = pattern.matches(sample)
            perCharacter.append(pattern.steps / max(sample.count, 1))
            _ = pattern.firstMatch(in: sample)
        }
        // Four times the text, and no more work for one character than before.
        #expect(perCharacter[1] <= perCharacter[0] + 2, "\(perCharacter)")
        #expect(perCharacter[0] < 3000, "\(perCharacter)")
    }

    @Test(arguments: catastrophic.indices)
    func findsBoundsInLinearTime(_ index: Int) throws {
        let (source, text) = Self.catastrophic[index]
        var perCharacter: [Int] = []
        for length in [500, 2000] {
            let pattern = try Pattern("(?:\(source))|$")
            let sample = text(length)
            let before = pattern.steps
            #expect(pattern.firstMatch(in: sample) != nil)
            perCharacter.append((pattern.steps - before) / max(sample.count, 1))
        }
        #expect(perCharacter[1] <= perCharacter[0] + 4, "\(perCharacter)")
    }

    @Test func workGrowsWithTheProgramNoFasterThanItsSize() throws {
        // The classic: n optional letters and then n letters, on n letters. Backtracking takes 2ⁿ.
        for count in [10, 20, 40, 80, 160] {
            let pattern = try Pattern("(?:a?){\(count)}a{\(count)}")
            let text = String(repeating: "a", count: count)
            #expect(pattern.matches(text))
            // About 4 n instructions, each looked at a few times for each of n characters.
            #expect(pattern.steps < 16 * count * count, "\(count)")
        }
    }

    @Test func aTextSeenBeforeCostsItsLength() throws {
        let pattern = try Pattern("^/api/v[0-9]+/[a-z]*/(users|groups)/.*[^/]$")
        let text = "/api/v12/some/users/" + String(repeating: "x", count: 1000)
        #expect(pattern.matches(text))
        let before = pattern.steps
        #expect(pattern.matches(text))
        #expect(pattern.steps - before <= text.utf8.count)
    }

    @Test func aClassThatIsNamedAgainAndAgainIsMadeOnce() throws {
        // Made anew each time, these would take half a minute.
        let count = PatternLimits.mostBytes / 6
        let pattern = try Pattern("(?i)^" + String(repeating: #"\p{L}"#, count: count))
        #expect(pattern.matches(String(repeating: "é", count: count)))
        #expect(!pattern.matches(String(repeating: "é", count: count - 1)))
    }

    @Test func whatIsKeptHasABound() throws {
        // Every window of 16 letters is a state of its own: 65536 of them, far more than are kept.
        let pattern = try Pattern("a[ab]{16}c")
        var random = SeededRandom(seed: 7)
        var letters: [UInt8] = []
        for _ in 0..<20_000 { letters.append(random.next() % 2 == 0 ? 0x61 : 0x62) }
        let random17 = letters
        #expect(!random17.withView { pattern.matches($0) })
        #expect((random17 + [0x63]).withView { pattern.matches($0) } == (random17[random17.count - 17] == 0x61))
        #expect(pattern.steps < 2 * random17.count * 80)
    }

    @Test func anAnchoredSearchEndsWhereItCannotMatch() throws {
        let pattern = try Pattern("^ab[cd]")
        #expect(!pattern.matches("x" + String(repeating: "a", count: 100_000)))
        #expect(pattern.steps < 100)
    }
}
