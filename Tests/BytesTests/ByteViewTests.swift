// Looking at bytes: comparing, searching, cutting.

import Bytes
import Testing
import TestSupport

struct ByteViewTests {
    /// Short words of few letters, so that many are equal or begin alike; among them bytes above 127 and zeros.
    private static func word(_ random: inout SeededRandom) -> [UInt8] {
        (0..<Int.random(in: 0...4, using: &random)).map { _ in
            [0, 1, 0x61, 0x62, 0x80, 0xff].randomElement(using: &random)!
        }
    }

    @Test(arguments: Seeds.fixed(2)) func viewsAreOrderedAsTheirBytesAre(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<3_000 {
            let left = Self.word(&random)
            let right = Self.word(&random)
            let (isLess, isEqual) = left.withView { left in right.withView { (left < $0, left == $0) } }
            #expect(isEqual == (left == right))
            #expect(isLess == left.lexicographicallyPrecedes(right))
            #expect((ByteString(left) < ByteString(right)) == isLess)
        }
    }

    @Test(arguments: Seeds.fixed(2)) func searchingFindsTheFirstFromThereOn(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<3_000 {
            let word = Self.word(&random)
            let wanted: UInt8 = [0, 0x61, 0xff].randomElement(using: &random)!
            let start = Int.random(in: 0...5, using: &random)
            let expected = word.indices.first { $0 >= start && word[$0] == wanted }
            #expect(word.withView { $0.firstIndex(of: wanted, from: start) } == expected)
        }
    }

    @Test(arguments: Seeds.fixed(2)) func aViewStartsWithWhatItsBytesStartWith(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<3_000 {
            let word = Self.word(&random)
            let prefix = Self.word(&random)
            #expect(word.withView { word in prefix.withView { word.starts(with: $0) } } == word.starts(with: prefix))
        }
    }

    @Test func cuttingStopsAtTheEnds() {
        let bytes = Array("hello".utf8)
        bytes.withView { view in
            #expect(view.prefix(2).text == "he")
            #expect(view.prefix(9).text == "hello")
            #expect(view.dropFirst(3).text == "lo")
            #expect(view.dropFirst(9).isEmpty)
            #expect(view[1..<3].array == Array("el".utf8))
            #expect(view.first == UInt8(ascii: "h") && view.last == UInt8(ascii: "o"))
        }
        let empty = ByteView("")
        #expect(empty.first == nil && empty.last == nil && empty.array == [] && empty.firstIndex(of: 0) == nil)
    }

    @Test func anEmptyArrayLendsAnEmptyView() {
        #expect([UInt8]().withView { $0.isEmpty && $0 == ByteView("") && $0.integer == nil })
    }

    @Test(arguments: ["get", "GET", "gEt"]) func aWordIsSpeltInAnyMixtureOfCases(_ given: String) {
        #expect(Array(given.utf8).withView { $0.spells("get") })
    }

    @Test(arguments: ["", "ge", "gett", "g\u{5}t", "geT\u{0}", "'ET"]) func anotherWordIsNot(_ given: String) {
        #expect(!Array(given.utf8).withView { $0.spells("get") })
    }

    @Test func onlyLettersAreFoldedToLowerCase() {
        for byte in UInt8.min...UInt8.max {
            let isCapital = (0x41...0x5a).contains(byte)
            #expect(lowercase(byte) == (isCapital ? byte + 32 : byte))
        }
    }

    @Test func whatIsNotUTF8IsReplacedInTextOnly() {
        let bytes: [UInt8] = [0x61, 0xff, 0x62]
        #expect(bytes.withView { $0.text } == "a\u{fffd}b")
        #expect(bytes.withView { $0.array } == bytes)
    }
}
