// Calls made up from the declarations of commands: the syntax of each says what may stand where.

internal import Bytes
package import Commands

/// A request, with what is known of it because it was made up.
package struct Call {
    package var words: [[UInt8]]
    /// Where its keys stand.
    package var keyPositions: [Int] = []

    package var text: String {
        words.map { Reply.bulk($0).rendered }.joined(separator: " ")
    }
}

/// A command or subcommand with the words by which it is called.
package struct DeclaredCommand: Sendable, CustomStringConvertible {
    package let command: Command
    package let path: [String]
    /// Whether clients are told of it; DEBUG keeps its subcommands to itself.
    private let isTold: Bool

    package var description: String { path.joined(separator: " ") }

    /// Every command that is declared, containers and their subcommands.
    package static let all: [DeclaredCommand] = Families.all.flatMap { $0 }.flatMap { command in
        let tells = !command.flags.contains(.dispatchesItself)
        return [DeclaredCommand(command: command, path: [command.name], isTold: true)]
            + command.subcommands.map { DeclaredCommand(command: $0, path: [command.name, $0.name], isTold: tells) }
    }

    /// Those that run something.
    package static let callable = all.filter { $0.command.run != nil && !$0.command.flags.contains(.dispatchesItself) }

    /// Those of which clients are told what their arguments are.
    package static let described = callable.filter(\.isTold)
}

package struct CallGenerator {
    private var random: SeededRandom
    private var values: RandomValues

    package init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        values = RandomValues(random: SeededRandom(seed: random.next()))
    }

    /// The shortest call that the syntax allows.
    package mutating func shortestCall(of declared: DeclaredCommand) -> Call {
        var call = Call(words: declared.path.map { Array($0.utf8) })
        for argument in declared.command.arguments { add(argument, to: &call, shortest: true) }
        return call
    }

    /// A call that the syntax allows, with options or without.
    package mutating func call(of declared: DeclaredCommand) -> Call {
        var call = Call(words: declared.path.map { Array($0.utf8) })
        for argument in declared.command.arguments { add(argument, to: &call, shortest: false) }
        return call
    }

    /// A call that something is wrong with, more often than not.
    package mutating func strangeCall(of declared: DeclaredCommand) -> Call {
        var call = call(of: declared)
        for _ in 0..<Int.random(in: 0...3, using: &random) { spoil(&call.words) }
        return call
    }

    // MARK: By the syntax

    /// What was chosen among several stands, even where it is said to be optional.
    private mutating func add(_ argument: Argument, to call: inout Call, shortest: Bool, isChosen: Bool = false) {
        if argument.isOptional, !isChosen, shortest || Bool.random(using: &random) { return }
        let times = argument.isMultiple && !shortest ? Int.random(in: 1...3, using: &random) : 1
        for time in 0..<times {
            if let token = argument.token, !token.isEmpty, time == 0 || argument.repeatsToken {
                call.words.append(Array(token.utf8))
            }
            addValue(of: argument, to: &call, shortest: shortest)
        }
    }

    private mutating func addValue(of argument: Argument, to call: inout Call, shortest: Bool) {
        switch argument.kind {
        case .token: break
        case .oneOf(let choices):
            add(choice(of: choices, shortest: shortest), to: &call, shortest: shortest, isChosen: true)
        case .block(let parts): add(parts, to: &call, shortest: shortest)
        case .key:
            call.keyPositions.append(call.words.count)
            call.words.append(key())
        case .string: call.words.append(string())
        case .pattern:
            call.words.append(
                Array(["*", "key:*", "k?y:[0-3]", "\\*", "[", "a*b*"].randomElement(using: &random)!.utf8))
        case .integer: call.words.append(integer())
        case .double:
            call.words.append(Array(["0", "1.5", "-3e2", "0.1", "1e300"].randomElement(using: &random)!.utf8))
        case .unixTime: call.words.append(moment())
        }
    }

    /// The parts of a block. All may be optional, but one of them must stand, or there would be no block.
    private mutating func add(_ parts: [Argument], to call: inout Call, shortest: Bool) {
        let before = call.words.count
        for part in parts { add(part, to: &call, shortest: shortest) }
        guard call.words.count == before else { return }
        add(choice(of: parts, shortest: shortest), to: &call, shortest: shortest, isChosen: true)
    }

    private mutating func choice(of choices: [Argument], shortest: Bool) -> Argument {
        guard shortest else { return choices.randomElement(using: &random)! }
        return choices.min { Self.shortestLength(of: $0) < Self.shortestLength(of: $1) }!
    }

    private static func shortestLength(of argument: Argument) -> Int {
        let token = argument.token.map { $0.isEmpty ? 0 : 1 } ?? 0
        switch argument.kind {
        case .token: return token
        case .oneOf(let choices): return token + choices.map(shortestLength).min()!
        case .block(let parts):
            return token + max(1, parts.filter { !$0.isOptional }.map(shortestLength).reduce(0, +))
        default: return token + 1
        }
    }

    // MARK: Values

    private mutating func key() -> [UInt8] {
        Array("key:\(Int.random(in: 0..<12, using: &random))".utf8)
    }

    private mutating func string() -> [UInt8] {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: key()
        case 1: Array(Self.names.randomElement(using: &random)!.utf8)
        default: values.next()
        }
    }

    private static let names = [
        "channel:1", "channel:2", "default", "name", "maxclients", "timeout", "lib-name", "get", "default-user",
    ]

    private mutating func integer() -> [UInt8] {
        Array(
            String(
                Int.random(in: 0..<3, using: &random) == 0 ? values.number() : Int64.random(in: -3...40, using: &random)
            ).utf8)
    }

    private mutating func moment() -> [UInt8] {
        let seconds = TestServer.beginning / 1000 + Int64.random(in: -5...50, using: &random)
        return Array(String(Bool.random(using: &random) ? seconds : seconds * 1000).utf8)
    }

    // MARK: Against the syntax

    private static let strangeWords = [
        "", " ", "0", "-0", "-1", "00", "1.0", "nan", "inf", "-inf", "1e400", "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808", "18446744073709551615", "99999999999999999999", "4294967296", "2147483648", "\0", "\r\n",
        "*", "$-1\r\n", "[", "EX", "PX", "KEEPTTL", "GET", "NX", "XX", "MATCH", "COUNT", "TYPE", "HELP", "\u{fc}",
        "%s%n",
    ]

    private mutating func spoil(_ words: inout [[UInt8]]) {
        let index = words.indices.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<8, using: &random) {
        case 0: words.append(strangeWord())
        case 1: words.insert(strangeWord(), at: index)
        case 2: if words.count > 1 { words.remove(at: index) }
        case 3: words.append(words[index])
        case 4: words.swapAt(index, words.count - 1)
        case 5: words[index] = words[index].map { Bool.random(using: &random) ? lowercase($0) : $0 }
        case 6: words[index] += strangeWord()
        default: if index > 0 { words[index] = strangeWord() }
        }
    }

    private mutating func strangeWord() -> [UInt8] {
        Int.random(in: 0..<4, using: &random) == 0
            ? values.next() : Array(Self.strangeWords.randomElement(using: &random)!.utf8)
    }
}
