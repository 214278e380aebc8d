// LCS beside what defines it: the answer stands in both strings, and no longer one does.

import Bytes
import Testing
import TestSupport

struct StringMatchTests {
    private let client = TestClient()

    @Test(arguments: Seeds.fixed(3)) func theAnswerIsCommonAndLongest(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            let first = word(&random)
            let second = word(&random)
            client.send("MSET", "a", first, "b", second)
            let common = client.send("LCS", "a", "b").text ?? "nothing"
            #expect(stands(common, in: first) && stands(common, in: second), "\(first) \(second) \(common)")
            #expect(common.count == longest(Array(first.utf8)[...], Array(second.utf8)[...]))
            #expect(client.send("LCS", "a", "b", "LEN") == .integer(Int64(common.count)))
            expectPlaces(first, second, common)
        }
    }

    private func word(_ random: inout SeededRandom) -> String {
        String((0..<Int.random(in: 0...9, using: &random)).map { _ in "abc1".randomElement(using: &random)! })
    }

    private func stands(_ part: String, in whole: String) -> Bool {
        var rest = part[...]
        for character in whole where character == rest.first { rest.removeFirst() }
        return rest.isEmpty
    }

    /// By the definition alone.
    private func longest(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Int {
        guard let one = first.last, let other = second.last else { return 0 }
        if one == other { return longest(first.dropLast(), second.dropLast()) + 1 }
        return max(longest(first.dropLast(), second), longest(first, second.dropLast()))
    }

    /// The places, read backwards, spell the answer in both strings.
    private func expectPlaces(_ first: String, _ second: String, _ common: String) {
        let reply = client.send("LCS", "a", "b", "IDX", "WITHMATCHLEN").elements ?? []
        #expect(reply.count == 4 && reply[3] == .integer(Int64(common.count)))
        var spelled: [String] = ["", ""]
        for match in reply[1].elements ?? [] {
            let parts = match.elements ?? []
            for (index, whole) in [first, second].enumerated() {
                let ends = (parts[index].elements ?? []).map { Int($0.number ?? -1) }
                #expect(parts[2] == .integer(Int64(ends[1] - ends[0] + 1)))
                spelled[index] = String(Array(whole)[ends[0]...ends[1]]) + spelled[index]
            }
        }
        #expect(spelled == [common, common])
    }

    @Test func placesBeginAtTheEndAndShortOnesCanBeLeftOut() {
        client.type("MSET a ohmytext b mynewtext")
        let longer = Reply.array([.array([.integer(4), .integer(7)]), .array([.integer(5), .integer(8)])])
        let shorter = Reply.array([.array([.integer(2), .integer(3)]), .array([.integer(0), .integer(1)])])
        #expect(client.send("LCS", "a", "b", "IDX").elements?[1] == .array([longer, shorter]))
        #expect(client.send("LCS", "a", "b", "idx", "minmatchlen", "3").elements?[1] == .array([longer]))
        #expect(client.send("LCS", "a", "b", "IDX", "MINMATCHLEN", "-3").elements?[1] == .array([longer, shorter]))
        #expect(client.send("LCS", "a", "b", "IDX", "MINMATCHLEN", "5").elements?[1] == .array([]))
    }

    @Test func absentStringsAreEmpty() {
        client.type("SET a text")
        #expect(client.type("LCS a absent") == "\"\"")
        #expect(client.type("LCS absent other LEN") == "(integer) 0")
    }

    @Test func numbersAreComparedAsText() {
        client.type("MSET a 12345 b 1x3x5")
        #expect(client.type("LCS a b") == "\"135\"")
    }

    @Test func contradictionsAndUnknownWordsAreRefused() {
        let both = "(error) ERR If you want both the length and indexes, please just use IDX."
        #expect(client.type("LCS a b LEN IDX") == both)
        #expect(client.type("LCS a b MINMATCHLEN") == "(error) ERR syntax error")
        #expect(client.type("LCS a b LONGEST") == "(error) ERR syntax error")
        let notANumber = "(error) ERR value is not an integer or out of range"
        #expect(client.type("LCS a b MINMATCHLEN many") == notANumber)
    }

    @Test func theTableIsBounded() {
        client.type("CONFIG SET proto-max-bulk-len 1mb")
        let side = 511
        client.send("MSET", "a", String(repeating: "a", count: side), "b", String(repeating: "b", count: side))
        #expect(client.type("LCS a b LEN") == "(integer) 0")
        client.type("APPEND a a")
        let refusal = "(error) ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len"
        #expect(client.type("LCS a b LEN") == refusal)
    }
}
