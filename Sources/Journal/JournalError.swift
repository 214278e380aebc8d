// What can be wrong with what lies on disk, said such that a person can act on it: which file, where, what, and what to
// do. Nothing that is found damaged is ever overwritten.

package import Platform

package enum JournalError: Error, Equatable, Sendable {
    case damage(JournalDamage)
    /// A value of a kind that is not served yet.
    case unserved(UnservedValue)
    case disk(path: String, Errno)
    /// Another server works in the folder.
    case inUse(folder: String)
    /// The log does not lead to the point of the past that is asked for.
    case unreachable(String)
}

package struct JournalDamage: Error, Equatable, Sendable {
    package let file: String
    /// Where it was found.
    package let offset: Int
    /// Up to where checksums prove the file; the damage lies between there and `offset`, or at `offset`.
    package let provenTo: Int
    package let what: String
    package let advice: String

    package init(file: String, offset: Int, provenTo: Int, what: String, advice: String) {
        self.file = file
        self.offset = offset
        self.provenTo = provenTo
        self.what = what
        self.advice = advice
    }
}

package struct UnservedValue: Error, Equatable, Sendable {
    package let file: String
    package let offset: Int
    /// The kind, as its users call it: "list", "stream", "module value of ReJSON-RL".
    package let kind: String
    /// The key that holds it; nil for what belongs to no key.
    package let key: String?

    package init(file: String, offset: Int, kind: String, key: String?) {
        self.file = file
        self.offset = offset
        self.kind = kind
        self.key = key
    }
}

extension JournalError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .damage(let damage): damage.description
        case .unserved(let value): value.description
        case .disk(let path, let error): "\(path): \(error)"
        case .inUse(let folder):
            "\(folder) is in use by another server. Stop that one, or give this one a folder of its own (--dir)."
        case .unreachable(let why): why
        }
    }
}

extension JournalDamage: CustomStringConvertible {
    package var description: String {
        let proven = provenTo > 0 ? " (proven up to \(provenTo))" : ""
        return "\(file) is damaged at offset \(offset)\(proven): \(what). \(advice)"
    }
}

extension UnservedValue: CustomStringConvertible {
    package var description: String {
        let holder = key.map { "The key '\($0)' holds a \(kind)" } ?? "There is a \(kind)"
        return "\(holder), which is not served yet (\(file), offset \(offset)). Nothing was loaded or changed; remove "
            + "it on the server that the file came from, or keep that server for it."
    }
}

/// Says with a refused system call which file it was about.
func onDisk<Result>(
    _ path: String, _ body: () throws(Errno) -> Result
) throws(JournalError) -> Result {
    do throws(Errno) {
        return try body()
    } catch {
        throw .disk(path: path, error)
    }
}
