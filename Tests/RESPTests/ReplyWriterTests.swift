// Every kind of reply as bytes, in both protocols.

import Bytes
import RESP
import Testing
import TestSupport

struct ReplyWriterTests {
    /// The bytes that `write` makes, in RESP2 and in RESP3.
    private func written(_ write: (inout ReplyWriter) -> Void) -> (two: String, three: String) {
        (written(.two, write), written(.three, write))
    }

    private func written(_ version: ProtocolVersion, _ write: (inout ReplyWriter) -> Void) -> String {
        var writer = ReplyWriter(pool: BufferPool())
        writer.version = version
        write(&writer)
        return writer.queue.pending.text
    }

    @Test func linesAreTheSameInBoth() {
        #expect(written { $0.ok() } == ("+OK\r\n", "+OK\r\n"))
        #expect(written { $0.simple("PONG") } == ("+PONG\r\n", "+PONG\r\n"))
        #expect(written { $0.status("some text") } == ("+some text\r\n", "+some text\r\n"))
        #expect(written { $0.error("ERR no") } == ("-ERR no\r\n", "-ERR no\r\n"))
        #expect(written { $0.integer(-42) } == (":-42\r\n", ":-42\r\n"))
        #expect(written { $0.integer(Int64.min) } == (":-9223372036854775808\r\n", ":-9223372036854775808\r\n"))
    }

    @Test func stringsAreTheSameInBoth() {
        #expect(written { $0.bulk("hello") } == ("$5\r\nhello\r\n", "$5\r\nhello\r\n"))
        #expect(written { $0.bulk("") } == ("$0\r\n\r\n", "$0\r\n\r\n"))
        #expect(written { $0.bulk("gr\u{fc}n") } == ("$5\r\ngr\u{fc}n\r\n", "$5\r\ngr\u{fc}n\r\n"))
        #expect(written { $0.bulk(Int64(-7)) } == ("$2\r\n-7\r\n", "$2\r\n-7\r\n"))
        #expect(written { $0.bulk([0x0d, 0x0a]) } == ("$2\r\n\r\n\r\n", "$2\r\n\r\n\r\n"))
        #expect(written { $0.word("pong") } == ("$4\r\npong\r\n", "$4\r\npong\r\n"))
    }

    @Test func whatOnlyRESP3KnowsHasItsPlaceInRESP2() {
        #expect(written { $0.null() } == ("$-1\r\n", "_\r\n"))
        #expect(written { $0.nullArray() } == ("*-1\r\n", "_\r\n"))
        #expect(written { $0.boolean(true) } == (":1\r\n", "#t\r\n"))
        #expect(written { $0.boolean(false) } == (":0\r\n", "#f\r\n"))
        #expect(written { $0.array(2) } == ("*2\r\n", "*2\r\n"))
        #expect(written { $0.set(2) } == ("*2\r\n", "~2\r\n"))
        #expect(written { $0.map(2) } == ("*4\r\n", "%2\r\n"))
        #expect(written { $0.push(3) } == ("*3\r\n", ">3\r\n"))
        #expect(written { $0.verbatim("txt") } == ("$3\r\ntxt\r\n", "=7\r\ntxt:txt\r\n"))
    }

    @Test func anErrorStaysOneLineWhateverItsText() {
        #expect(written(.two) { $0.error("ERR a\r\nb\nc\rd") } == "-ERR a  b c d\r\n")
    }

    @Test(arguments: [0, 1, 9, 10, 123, 100_000]) func anArrayCanBeCountedWhileItIsWritten(_ count: Int) {
        let bytes = written(.two) { writer in
            writer.integer(1)
            writer.array { writer in
                for index in 0..<count { writer.integer(index) }
                return count
            }
            writer.integer(2)
        }
        let replies = Reply.all(in: Array(bytes.utf8))
        #expect(replies == [1, .array((0..<count).map { .integer(Int64($0)) }), 2])
    }

    @Test(arguments: [0, 1, 100, 16_000, 16_384, 70_000, 3_000_000]) func aStringOfAnyLengthComesBack(_ length: Int) {
        var writer = ReplyWriter(pool: BufferPool())
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 31) }
        for _ in 0..<3 { writer.bulk(bytes) }
        #expect(Reply.all(in: writer.queue.pending.array) == [.bulk(bytes), .bulk(bytes), .bulk(bytes)])
    }
}
