// DEBUG PROTOCOL: a sample of every type of reply, for the tests of clients.

internal import Bytes
internal import RESP

enum DebugProtocol {
    private static let samples: KeyValuePairs<String, @Sendable (inout ReplyWriter) throws(CommandError) -> Void> = [
        "string": { $0.word("Hello World") },
        "integer": { $0.integer(12345) },
        "double": { $0.double(3.141) },
        "bignum": { $0.bigNumber("1234567999999999999999999999999999999") },
        "null": { $0.null() },
        "array": { reply in
            reply.array(3)
            for number in 0..<3 { reply.integer(number) }
        },
        "set": { reply in
            reply.set(3)
            for number in 0..<3 { reply.integer(number) }
        },
        "map": { reply in
            reply.map(3)
            for number in 0..<3 {
                reply.integer(number)
                reply.boolean(number == 1)
            }
        },
        "attrib": { attribute(to: &$0) },
        "push": { reply throws(CommandError) in try push(to: &reply) },
        "verbatim": { $0.verbatim("This is a verbatim\nstring") },
        "true": { $0.boolean(true) },
        "false": { $0.boolean(false) },
    ]

    private static var names: String { samples.map(\.key).joined(separator: "|") }

    static let command = DebugCommands.subcommand(
        "PROTOCOL", .exactly(3), [.string("type")], summary: "Answers a sample of a type of reply.",
        examples: [
            Example("DEBUG PROTOCOL string", "\"Hello World\""), Example("DEBUG PROTOCOL integer", "(integer) 12345"),
        ]
    ) { context throws(CommandError) in
        let name = context[2].text.lowercased()
        guard let (_, write) = samples.first(where: { $0.key == name }) else {
            throw CommandError("Wrong protocol type name. Please use one of the following: \(names)")
        }
        try write(&context.reply)
    }

    private static func attribute(to reply: inout ReplyWriter) {
        if reply.version == .three {
            reply.attribute(1)
            reply.word("key-popularity")
            reply.array(2)
            reply.word("key:123")
            reply.integer(90)
        }
        reply.word("Some real reply following the attribute")
    }

    private static func push(to reply: inout ReplyWriter) throws(CommandError) {
        guard reply.version == .three else { throw CommandError("RESP2 is not supported by this command") }
        reply.push(2)
        reply.word("server-cpu-usage")
        reply.integer(42)
        reply.word("Some real reply following the push reply")
    }
}
