// Replies and messages as bytes, in the protocol that the client has chosen: RESP2 knows strings, numbers, errors and
// arrays; RESP3 has maps, sets, nulls, booleans, doubles and pushes of their own. A handler says what it means, and
// the switch between the two stands here alone.

package import Bytes

package enum ProtocolVersion: Int64 {
    case two = 2
    case three = 3
}

package struct ReplyWriter: ~Copyable {
    package var queue: ByteQueue
    package var version = ProtocolVersion.two

    package init(pool: BufferPool) {
        queue = ByteQueue(pool: pool)
    }

    // MARK: Lines

    package mutating func ok() { queue.append("+OK\r\n") }

    package mutating func simple(_ text: StaticString) {
        queue.append(UInt8(ascii: "+"))
        queue.append(text)
        queue.append("\r\n")
    }

    package mutating func status(_ text: String) {
        line(UInt8(ascii: "+"), text)
    }

    /// An error line; line ends inside the text become spaces, so that it stays one line.
    package mutating func error(_ line: String) {
        queue.append(UInt8(ascii: "-"))
        queue.append(line.utf8.map { $0 == 0x0d || $0 == 0x0a ? 0x20 : $0 })
        queue.append("\r\n")
    }

    package mutating func integer(_ number: Int64) {
        queue.appendLine(UInt8(ascii: ":"), number)
    }

    package mutating func integer(_ number: Int) {
        queue.appendLine(UInt8(ascii: ":"), Int64(number))
    }

    package mutating func boolean(_ value: Bool) {
        switch version {
        case .two: integer(value ? 1 : 0)
        case .three: queue.append(value ? "#t\r\n" : "#f\r\n")
        }
    }

    /// The shortest text that stands for the number; RESP2 has no doubles and gets it as a string.
    package mutating func double(_ value: Double) {
        var text = value.description
        if text.hasSuffix(".0") { text.removeLast(2) }
        guard version == .three else { return bulk(text) }
        line(UInt8(ascii: ","), text)
    }

    /// A number of any length, by its digits.
    package mutating func bigNumber(_ digits: String) {
        guard version == .three else { return bulk(digits) }
        line(UInt8(ascii: "("), digits)
    }

    private mutating func line(_ marker: UInt8, _ text: String) {
        queue.append(marker)
        queue.append(text)
        queue.append("\r\n")
    }

    // MARK: Strings

    package mutating func bulk(_ view: ByteView) {
        queue.appendBulk(view)
    }

    package mutating func bulk(_ text: String) {
        queue.appendLine(UInt8(ascii: "$"), Int64(text.utf8.count))
        queue.append(text)
        queue.append("\r\n")
    }

    /// A string that is the same every time.
    package mutating func word(_ text: StaticString) {
        queue.appendBulk(ByteView(text))
    }

    package mutating func bulk(_ bytes: [UInt8]) {
        bytes.withView { queue.appendBulk($0) }
    }

    package mutating func bulk(_ number: Int64) {
        withDecimal(of: number) { queue.appendBulk($0) }
    }

    /// Text for people: RESP3 says that it is plain text.
    package mutating func verbatim(_ text: String) {
        guard version == .three else { return bulk(text) }
        queue.appendLine(UInt8(ascii: "="), Int64(text.utf8.count + 4))
        queue.append("txt:")
        queue.append(text)
        queue.append("\r\n")
    }

    // MARK: Nothing

    package mutating func null() {
        queue.append(version == .two ? "$-1\r\n" : "_\r\n")
    }

    package mutating func nullArray() {
        queue.append(version == .two ? "*-1\r\n" : "_\r\n")
    }

    // MARK: Collections

    package mutating func array(_ count: Int) {
        queue.appendLine(UInt8(ascii: "*"), Int64(count))
    }

    package mutating func set(_ count: Int) {
        queue.appendLine(version == .two ? UInt8(ascii: "*") : UInt8(ascii: "~"), Int64(count))
    }

    package mutating func map(_ count: Int) {
        switch version {
        case .two: array(count * 2)
        case .three: queue.appendLine(UInt8(ascii: "%"), Int64(count))
        }
    }

    /// A message that answers no request.
    package mutating func push(_ count: Int) {
        queue.appendLine(version == .two ? UInt8(ascii: "*") : UInt8(ascii: ">"), Int64(count))
    }

    /// Notes on the reply that follows, `count` of them. RESP2 has none of this.
    package mutating func attribute(_ count: Int) {
        precondition(version == .three, "RESP2 has no attributes")
        queue.appendLine(UInt8(ascii: "|"), Int64(count))
    }

    /// An array whose length is known only when its elements have been written: `write` answers it.
    package mutating func array(countedBy write: (inout ReplyWriter) -> Int) {
        let start = queue.count
        let count = write(&self)
        queue.insert(ByteQueue.Head(UInt8(ascii: "*"), Int64(count)), at: start)
    }
}
