// All commands by name, found without allocating: the name's bytes, folded to capitals, are hashed into a small open
// table of indices. A subcommand is one more look-up in its container.

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

package final class CommandTable {
    package private(set) var entries: [CommandEntry] = []
    private var slots: [Int32]
    private let mask: Int

    package init(_ families: [[Command]]) {
        let commands = families.flatMap { $0 }
        var size = 64
        while size < commands.count * 4 { size *= 2 }
        slots = Array(repeating: -1, count: size)
        mask = size - 1
        for command in commands { add(command) }
    }

    private func add(_ command: Command) {
        let index = register(command, container: nil)
        for subcommand in command.subcommands {
            entries[index].subcommands.append(register(subcommand, container: index))
        }
        var slot = Array(command.name.utf8).withView { Self.hash($0) } & mask
        while slots[slot] >= 0 {
            precondition(entries[Int(slots[slot])].command.name != command.name, "\(command.name) is declared twice")
            slot = (slot + 1) & mask
        }
        slots[slot] = Int32(index)
    }

    private func register(_ command: Command, container: Int?) -> Int {
        let prefix = container.map { entries[$0].fullName + "|" } ?? ""
        let index = entries.count
        entries.append(
            CommandEntry(
                index: index, command: command, fullName: prefix + command.name.lowercased(), container: container))
        return index
    }

    private static func hash(_ name: ByteView) -> Int {
        var hash: UInt = 5381
        for index in 0..<name.count { hash = hash &* 33 ^ UInt(uppercase(name[index])) }
        return Int(bitPattern: hash ^ hash >> 15) & Int.max
    }

    /// The place of the command that `name` spells in any mixture of cases.
    package func find(_ name: ByteView) -> Int? {
        var slot = Self.hash(name) & mask
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if Self.spells(name, entries[index].command.name) { return index }
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

    private static func spells(_ given: ByteView, _ name: String) -> Bool {
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
