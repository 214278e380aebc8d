// Strings as numbers: the ends of the range, texts that are almost numbers, and a model beside random sums.

import Bytes
import Testing
import TestSupport

struct StringNumberTests {
    private let client = TestClient()

    // MARK: Whole numbers

    @Test(arguments: Seeds.fixed(3)) func sumsFollowTheModel(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var model: Int64 = 0
        for _ in 0..<2_000 {
            let bits = Int64.random(in: 0..<63, using: &random)
            let number = Int64(truncatingIfNeeded: random.next()) >> bits
            let down = Bool.random(using: &random) && number != .min
            let (sum, overflowed) = down
                ? model.subtractingReportingOverflow(number) : model.addingReportingOverflow(number)
            let reply = client.send(down ? "DECRBY" : "INCRBY", "n", String(number))
            if overflowed {
                #expect(reply == .error("ERR increment or decrement would overflow"))
            } else {
                #expect(reply == .integer(sum))
                model = sum
            }
            #expect(client.send("GET", "n") == .text(String(model)))
        }
        client.server.checkInvariants()
    }

    @Test func theEndsOfTheRangeHold() {
        client.type("MSET top 9223372036854775807 bottom -9223372036854775808")
        let refusal = "(error) ERR increment or decrement would overflow"
        #expect(client.type("INCR top") == refusal)
        #expect(client.type("DECR bottom") == refusal)
        #expect(client.type("DECR top") == "(integer) 9223372036854775806")
        #expect(client.type("INCR bottom") == "(integer) -9223372036854775807")
        #expect(client.type("DECRBY n -9223372036854775808") == "(error) ERR decrement would overflow")
        #expect(client.type("INCRBY n -9223372036854775808") == "(integer) -9223372036854775808")
    }

    @Test(arguments: ["", " 1", "1 ", "01", "+1", "-0", "-", "1.0", "1e3", "0x10", "9223372036854775808", "1\u{0}"])
    func onlyTheStrictSpellingIsANumber(text: String) {
        client.send("SET", "n", text)
        #expect(client.type("INCR n") == "(error) ERR value is not an integer or out of range")
        #expect(client.send("INCRBY", "other", text).isError)
        #expect(client.send("GET", "n") == .text(text))
    }

    @Test func aNumberThatWasWrittenInPiecesCounts() {
        client.type("SET n 4")
        client.type("APPEND n 1")
        #expect(client.type("INCR n") == "(integer) 42")
        #expect(client.type("OBJECT ENCODING n") == "\"int\"")
    }

    // MARK: Numbers with a fraction

    @Test(arguments: [
        ("3.0e3", "200", "3200"), ("0.1", "0.2", "0.3"), ("-0.5", "0.5", "0"), ("0", "-0", "0"), ("1", "-1.1", "-0.1"),
        ("0x10", "1", "17"), ("1e17", "0.25", "100000000000000000.25"), ("5", "1e-30", "5"),
        ("9223372036854775807", "1", "9223372036854775808"), ("5", "1e-17", "5.00000000000000001"),
    ])
    func fractionsAreAddedInLongDouble(value: String, increment: String, sum: String) {
        client.send("SET", "n", value)
        #expect(client.send("INCRBYFLOAT", "n", increment) == .text(sum))
        #expect(client.send("GET", "n") == .text(sum))
    }

    @Test func theWidestNumberIsWrittenOutAndReadBack() {
        client.type("SET n 1.1e4932")
        let reply = client.send("INCRBYFLOAT", "n", "0.5")
        #expect(reply.text?.count == 4933)
        #expect(client.send("INCRBYFLOAT", "n", "0.5") == reply)
    }

    @Test(arguments: ["", " 1", "\r1", "1 ", "1\u{0}", "one", "nan", "1e5000", "1,5", "."])
    func textsThatAreNoNumbersAreRefused(text: String) {
        client.send("SET", "n", text)
        #expect(client.send("INCRBYFLOAT", "n", "1") == .error("ERR value is not a valid float"))
        #expect(client.send("INCRBYFLOAT", "other", text) == .error("ERR value is not a valid float"))
        #expect(client.send("GET", "n") == .text(text))
        #expect(client.type("EXISTS other") == "(integer) 0")
    }

    @Test func infinityIsNotReached() {
        let refusal = "(error) ERR increment would produce NaN or Infinity"
        client.type("SET n 1.1e4932")
        #expect(client.type("INCRBYFLOAT n 1.1e4932") == refusal)
        #expect(client.type("INCRBYFLOAT n inf") == refusal)
        #expect(client.type("INCRBYFLOAT n -inf") == refusal)
    }
}
