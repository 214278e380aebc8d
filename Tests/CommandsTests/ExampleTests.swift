// What every command says of itself is true: its examples, its arity, and where its keys are.

import Bytes
import Commands
import Testing
import TestSupport

struct ExampleTests {
    private static let withExamples = DeclaredCommand.all.filter { !$0.command.examples.isEmpty }

    /// A client of a fresh server that lets it do everything.
    private func client() -> TestClient {
        let client = TestClient()
        client.server.services.settings.debugCommand = .always
        return client
    }

    @Test(arguments: withExamples) func repliesAreWhatTheExamplesSay(_ declared: DeclaredCommand) {
        let client = client()
        for example in declared.command.examples {
            #expect(client.type(example.request) == example.reply, "\(example.request)")
        }
    }

    @Test(arguments: withExamples) func examplesAreAnsweredInRESP3Too(_ declared: DeclaredCommand) {
        let client = client()
        client.send("HELLO", "3")
        for example in declared.command.examples {
            guard !client.isClosed, let words = Request.words(of: example.request) else { continue }
            let replies = Reply.all(in: client.exchange(Request.bytes(of: words)))
            #expect(!replies.contains { $0.isMalformed }, "\(example.request): \(replies)")
            #expect(replies.isEmpty == example.reply.isEmpty, "\(example.request)")
            let isError = replies.first?.isError ?? false
            #expect(isError == example.reply.hasPrefix("(error)"), "\(example.request): \(replies)")
        }
    }

    @Test func mostCommandsHaveExamplesAndSomeExamplesShowErrors() {
        #expect(Self.withExamples.count > 60)
        #expect(Self.withExamples.contains { $0.command.examples.contains { $0.reply.hasPrefix("(error)") } })
    }
}

struct CommandSyntaxTests {
    @Test(arguments: DeclaredCommand.all) func everyCommandSaysWhatItIsForAndSinceWhen(_ declared: DeclaredCommand) {
        let command = declared.command
        #expect(!command.summary.isEmpty && !command.complexity.isEmpty)
        #expect(command.since.wholeMatch(of: /[1-9]\.\d{1,2}\.\d{1,2}/) != nil)
        #expect(command.name == command.name.uppercased())
    }

    @Test(arguments: DeclaredCommand.described) func theArityAllowsEveryCallThatTheSyntaxAllows(
        _ declared: DeclaredCommand
    ) {
        var generator = CallGenerator(seed: 1)
        let shortest = generator.shortestCall(of: declared).words.count
        switch declared.command.arity {
        case .exactly(let count): #expect(shortest == count)
        case .atLeast(let count): #expect(shortest == count)
        }
        for _ in 0..<50 {
            let call = generator.call(of: declared)
            #expect(declared.command.arity.allows(call.words.count), "\(call.text)")
        }
    }

    @Test(arguments: DeclaredCommand.described) func theKeySpecsFindTheKeysOfEveryCall(_ declared: DeclaredCommand) {
        var generator = CallGenerator(seed: 2)
        for _ in 0..<50 {
            let call = generator.call(of: declared)
            let found = StoredArguments(call.words).withArguments { arguments in
                declared.command.keys.filter { !$0.access.contains(.notKey) }.map { $0.positions(in: arguments) }
            }
            #expect(found.allSatisfy { $0 != nil }, "\(call.text)")
            #expect(found.flatMap { $0 ?? [] }.sorted() == call.keyPositions, "\(call.text)")
        }
    }

    /// Whatever was sent, a key position is one of an argument.
    @Test(arguments: DeclaredCommand.described) func keySpecsNeverPointOutsideARequest(_ declared: DeclaredCommand) {
        var generator = CallGenerator(seed: 3)
        for _ in 0..<100 {
            let call = generator.strangeCall(of: declared)
            guard declared.command.arity.allows(call.words.count) else { continue }
            let found = StoredArguments(call.words).withArguments { arguments in
                declared.command.keys.flatMap { $0.positions(in: arguments) ?? [] }
            }
            #expect(found.allSatisfy { $0 > 0 && $0 < call.words.count }, "\(call.text)")
        }
    }
}
