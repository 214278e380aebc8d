// The generator of random numbers: the published sequence, and the same one for the same seed.

import Bytes
import Testing

struct SeededRandomTests {
    @Test func theSequenceIsSplitmix64s() {
        var random = SeededRandom(seed: 1_234_567)
        let published: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect(published.map { _ in random.next() } == published)
    }

    @Test func theSameSeedGivesTheSameNumbersAndAnotherOneOthers() {
        var first = SeededRandom(seed: 42)
        var second = SeededRandom(seed: 42)
        var third = SeededRandom(seed: 43)
        let numbers = (0..<100).map { _ in first.next() }
        #expect(numbers == (0..<100).map { _ in second.next() })
        #expect(numbers != (0..<100).map { _ in third.next() })
    }
}
