// Which arguments of a command nobody may read in the slow log or by MONITOR.

internal import Bytes
internal import Configuration

package enum Secrets: Sendable {
    case none
    /// Every argument from a place on.
    case from(Int)
    /// So many arguments after a word, which is given in small letters.
    case after(StaticString, Int)
    /// Of pairs of an option and its value from a place on, the values of options that are secret.
    case valuesOfSecretOptions(from: Int)

    private static let replacement = Array("(redacted)".utf8)

    /// The words of a request as others may read them.
    func words(of arguments: Arguments) -> [[UInt8]] {
        (0..<arguments.count).map { hide($0, of: arguments) ? Self.replacement : arguments[$0].array }
    }

    private func hide(_ index: Int, of arguments: Arguments) -> Bool {
        switch self {
        case .none:
            return false
        case .from(let first):
            return index >= first
        case .after(let word, let count):
            return (max(0, index - count)..<index).contains { arguments[$0].spells(word) }
        case .valuesOfSecretOptions(let first):
            guard index > first, (index - first) % 2 == 1 else { return false }
            return Option.named(arguments[index - 1].text)?.traits.contains(.secret) ?? false
        }
    }
}
