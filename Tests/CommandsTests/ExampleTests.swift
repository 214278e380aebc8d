// Runs every example of every command, as a person would read it.

import Commands
import Testing
import TestSupport

struct ExampleTests {
    private static let commands: [Command] = CommandTable(Families.all).entries.flatMap { entry in
        entry.command.flags.contains(.dispatchesItself) ? [entry.command] + entry.command.subcommands : [entry.command]
    }

    @Test func everyExampleIsTrue() {
        for command in Self.commands {
            let server = TestServer()
            server.services.settings.debugCommand = .always
            let client = TestClient(of: server)
            for example in command.examples {
                #expect(client.type(example.request) == example.reply, "\(command.name): \(example.request)")
            }
        }
    }
}
