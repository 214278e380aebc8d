// Which arguments of a request are its keys, for COMMAND GETKEYS and its like.

package import Bytes

/// A key of a request, by its position, and what the command does with it.
package struct KeyReference {
    package let position: Int
    package let access: KeySpec.Access
}

extension Command {
    package var hasKeys: Bool {
        keys.contains { !$0.access.contains(.notKey) }
    }

    /// The keys of a request for this command; nil where the request does not fit the rules.
    package func keyReferences(in arguments: Arguments) -> [KeyReference]? {
        var references: [KeyReference] = []
        for spec in keys where !spec.access.contains(.notKey) {
            guard let positions = spec.positions(in: arguments) else { return nil }
            let access = spec.access(in: arguments)
            references += positions.map { KeyReference(position: $0, access: access) }
        }
        return references
    }
}

extension Context {
    /// The keys of the command that stands in this request from its third word on, by their positions here.
    func keysOfEmbeddedCommand() throws(CommandError) -> [KeyReference] {
        let words = StoredArguments((2..<count).map { self[$0].array })
        return try words.withArguments { embedded throws(CommandError) in
            guard let found = resolve(embedded) else { throw CommandError("Invalid command specified") }
            let command = services.table.entries[found].command
            guard command.hasKeys else { throw CommandError("The command has no key arguments") }
            guard command.arity.allows(embedded.count) else {
                throw CommandError("Invalid number of arguments specified for command")
            }
            let keys = command.keyReferences(in: embedded) ?? []
            guard !keys.isEmpty || command.flags.contains(.noMandatoryKeys) else {
                throw CommandError("Invalid arguments specified for command")
            }
            return keys.map { KeyReference(position: $0.position + 2, access: $0.access) }
        }
    }

    /// The place of the command, or of the subcommand, that a request is for.
    func resolve(_ request: Arguments) -> Int? {
        guard let found = services.table.find(request[0]) else { return nil }
        if request.count == 1 || services.table.entries[found].subcommands.isEmpty { return found }
        return services.table.find(request[1], in: found)
    }
}
