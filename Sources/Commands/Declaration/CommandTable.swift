// All commands by name, found without allocating: the name, folded to capitals into a few words, is looked up in a
// small open table. A subcommand is one more look-up in its container.

package import Bytes

/// A command and where it stands: what the gate and the counters need in one piece.
package struct CommandEntry {
    /// Its place in `CommandTable.entries`, and in the counters.
    package let index: Int
    package let command: Command
    /// In small letters, with its container's before a bar: `config|get`.
    package let fullName: String
    package let container: Int?
    /// Places of its subcommands.
    package fileprivate(set) var subcommands: [Int] = []
}

/// What the gate asks of every command, apart from all that only COMMAND and its like ask. It is asked in its place: a
/// copy would hold the handler.
struct CommandEssence {
    let flags: Command.Flags
    let arity: Arity
    let isContainer: Bool
    /// A request of this many words or more may change several keys.
    let changesSeveralFrom: Int
    /// Whether it answers something that no key of its own tells.
    let looksAtAllKeys: Bool
    let run: Command.Handler?

    init(_ command: Command, isContainer: Bool) {
        flags = command.flags
        arity = command.arity
        self.isContainer = isContainer
        let severalFrom = command.flags.contains(.write) ? command.keys.compactMap(\.severalFrom).min() : nil
        changesSeveralFrom = severalFrom ?? .max
        looksAtAllKeys =
            command.flags.contains(.readOnly) && command.flags.isDisjoint(with: .composesKeys) && command.keys.isEmpty
        run = command.run
    }
}

package final class CommandTable {
    package private(set) var entries: [CommandEntry] = []
    private(set) var essences: [CommandEssence] = []
    private var slots: [(name: FoldedName, index: Int)?]
    private let mask: Int

    package init(_ families: [[Command]]) {
        let commands = families.flatMap { $0 }
        var size = 64
        while size < commands.count * 4 { size *= 2 }
        slots = Array(repeating: nil, count: size)
        mask = size - 1
        for command in commands { add(command) }
    }

    private func add(_ command: Command) {
        let subcommands = Help.completed(command)
        let index = register(command, container: nil, isContainer: !subcommands.isEmpty)
        for subcommand in subcommands {
            entries[index].subcommands.append(register(subcommand, container: index, isContainer: false))
        }
        guard let name = Array(command.name.utf8).withView({ FoldedName($0) }) else {
            preconditionFailure("the name \(command.name) is too long to be found")
        }
        var slot = name.hash & mask
        while let taken = slots[slot] {
            precondition(taken.name != name, "\(command.name) is declared twice")
            slot = (slot + 1) & mask
        }
        slots[slot] = (name, index)
    }

    private func register(_ command: Command, container: Int?, isContainer: Bool) -> Int {
        let prefix = container.map { entries[$0].fullName + "|" } ?? ""
        let index = entries.count
        entries.append(
            CommandEntry(
                index: index, command: command, fullName: prefix + command.name.lowercased(), container: container))
        essences.append(CommandEssence(command, isContainer: isContainer))
        return index
    }

    /// The place of the command that `name` spells in any mixture of cases.
    package func find(_ name: ByteView) -> Int? {
        guard let folded = FoldedName(name) else { return nil }
        var slot = folded.hash & mask
        while let taken = slots[slot] {
            if taken.name == folded { return taken.index }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The place of a container's subcommand.
    package func find(_ name: ByteView, in container: Int) -> Int? {
        entries[container].subcommands.first { Self.spells(name, entries[$0].command.name) }
    }

    /// The place of `name` or `container|subcommand`, as ACL and COMMAND INFO write it.
    package func find(fullName: String) -> Int? {
        let wanted = fullName.lowercased()
        return entries.first { $0.fullName == wanted }?.index
    }

    static func spells(_ given: ByteView, _ name: String) -> Bool {
        let letters = name.utf8
        guard given.count == letters.count else { return false }
        var position = 0
        for letter in letters {
            if uppercase(given[position]) != letter { return false }
            position += 1
        }
        return true
    }

    private static func uppercase(_ byte: UInt8) -> UInt8 {
        byte &- 0x61 < 26 ? byte & 0xdf : byte
    }
}
