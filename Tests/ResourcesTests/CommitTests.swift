// Records of commits: what is written is read back, and what is none of ours is refused whole.

import Bytes
import Resources
import Testing

struct CommitTests {
    private func record() throws(StoreError) -> [[UInt8]] {
        let shop = Shop()
        try shop.commit([
            (Shop.key("a"), .put(bytes("{}"), .always, .milliseconds(5))), (Shop.key("b"), .put(bytes("1"))),
            (Shop.key("b"), .delete()),
        ])
        return shop.commits[0].words
    }

    @Test func theFormStays() throws {
        let words = try record().map { String(decoding: $0, as: UTF8.self) }
        #expect(
            words == [
                "1", "7", "1", "1000001", "alice",
                "created", "default", "routers", "a", "1", "1000006", "{}",
                "created", "default", "routers", "b", "1", "0", "1",
                "deleted", "default", "routers", "b", "2", "0", "",
            ])
    }

    @Test func aRecordThatIsCutIsRefused() throws {
        let words = try record()
        #expect(Commit(words)?.changes.count == 3)
        for count in 0..<words.count where (count - 5) % 7 != 0 || count == 5 {
            #expect(Commit(Array(words[..<count])) == nil)
        }
    }

    @Test(arguments: [0, 1, 2, 3, 5, 9, 10]) func aWordThatMakesNoSenseIsRefused(place: Int) throws {
        var words = try record()
        words[place] = bytes("?")
        #expect(Commit(words) == nil)
    }
}
