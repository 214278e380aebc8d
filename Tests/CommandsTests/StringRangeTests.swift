// Parts of strings beside a model of plain arrays, and the bound that no string outgrows.

import Bytes
import Testing
import TestSupport

struct StringRangeTests {
    private let client = TestClient()

    private func bytes(_ count: Int, _ random: inout SeededRandom) -> [UInt8] {
        // Digits now and then, so that numbers are changed in place too.
        let choice: ClosedRange<UInt8> = Bool.random(using: &random) ? 0x30...0x39 : 0...255
        return (0..<count).map { _ in .random(in: choice, using: &random) }
    }

    @Test(arguments: Seeds.fixed(5)) func changesFollowTheModel(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var model: [UInt8]?
        let key = Array("k".utf8)
        for _ in 0..<1_000 {
            let piece = bytes(.random(in: 0...[3, 20, 300].randomElement(using: &random)!, using: &random), &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                client.send([Array("SET".utf8), key, piece])
                model = piece
            case 1:
                client.send("DEL", "k")
                model = nil
            case 2...5:
                model = (model ?? []) + piece
                #expect(client.send([Array("APPEND".utf8), key, piece]) == .integer(Int64(model!.count)))
            default:
                let offset = Int.random(in: 0...(model?.count ?? 0) + 10, using: &random)
                let reply = client.send([Array("SETRANGE".utf8), key, Array(String(offset).utf8), piece])
                if !piece.isEmpty { model = overwritten(model ?? [], offset, piece) }
                #expect(reply == .integer(Int64(model?.count ?? 0)))
            }
            #expect(client.send("GET", "k") == model.map(Reply.bulk) ?? .null)
            #expect(client.send("STRLEN", "k") == .integer(Int64(model?.count ?? 0)))
        }
        client.server.checkInvariants()
    }

    private func overwritten(_ old: [UInt8], _ offset: Int, _ piece: [UInt8]) -> [UInt8] {
        var new = old + [UInt8](repeating: 0, count: max(0, offset + piece.count - old.count))
        new.replaceSubrange(offset..<offset + piece.count, with: piece)
        return new
    }

    @Test func everyRangeOfASmallStringIsRight() {
        for text in ["", "a", "12", "abcde"] {
            client.send("SET", "k", text)
            for first in -7...7 {
                for last in -7...7 {
                    let part = Reply.bulk(self.part(of: Array(text.utf8), first, last))
                    #expect(client.send("GETRANGE", "k", "\(first)", "\(last)") == part, "\(text) \(first) \(last)")
                    #expect(client.send("SUBSTR", "k", "\(first)", "\(last)") == part)
                }
            }
        }
    }

    /// The bytes whose place lies in the range, when places before the string are moved to its first.
    private func part(of bytes: [UInt8], _ first: Int, _ last: Int) -> [UInt8] {
        if first < 0, last < 0, first > last { return [] }
        let places = [first, last].map { max(0, $0 < 0 ? $0 + bytes.count : $0) }
        return bytes.indices.filter { $0 >= places[0] && $0 <= places[1] }.map { bytes[$0] }
    }

    @Test func theEndsOfTheRangeOfNumbersAreNoTrouble() {
        client.type("SET k abc")
        #expect(client.type("GETRANGE k -9223372036854775808 9223372036854775807") == "\"abc\"")
        #expect(client.type("GETRANGE k 9223372036854775807 -9223372036854775808") == "\"\"")
        let refusal = "(error) ERR value is not an integer or out of range"
        #expect(client.type("GETRANGE k 0 9223372036854775808") == refusal)
    }

    @Test func noStringOutgrowsTheLongestThatMayBeSent() {
        let refusal = "(error) ERR string exceeds maximum allowed size (proto-max-bulk-len)"
        #expect(client.type("CONFIG SET proto-max-bulk-len 1mb") == "OK")
        client.send("SET", "k", String(repeating: "x", count: 1 << 20 - 1))
        #expect(client.type("APPEND k y") == "(integer) \(1 << 20)")
        #expect(client.type("APPEND k y") == refusal)
        #expect(client.type("APPEND k ''") == "(integer) \(1 << 20)")
        #expect(client.type("SETRANGE k \(1 << 20 - 1) yy") == refusal)
        #expect(client.type("SETRANGE k \(1 << 20 - 2) yy") == "(integer) \(1 << 20)")
        #expect(client.type("SETRANGE absent 9223372036854775807 y") == refusal)
        #expect(client.type("SETRANGE absent 9223372036854775807 ''") == "(integer) 0")
        #expect(client.type("EXISTS absent") == "(integer) 0")
    }
}
