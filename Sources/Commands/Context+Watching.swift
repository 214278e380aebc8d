// What the commands that follow changes share: the scope and options that arguments spell, the right to all of a scope,
// and where one left off.

package import Access
internal import Bytes
internal import Engine
package import Resources

extension User {
    /// Whether the user may read everything that a scope covers.
    package func mayRead(_ scope: WatchScope) -> Bool {
        if let key = scope.soleKey { return key.bytes.withView { mayRead($0) } }
        return scope.keyPrefix.withView { covers($0, .read) }
    }

    /// Whether the user may also listen to all of its channels.
    package func mayWatch(_ scope: WatchScope) -> Bool {
        guard mayRead(scope) else { return false }
        if let key = scope.soleKey { return key.channel.withView { mayName($0, asPattern: false) } }
        return (WatchChannels.prefix + scope.keyPrefix).withView { coversChannels($0) }
    }
}

/// What the words after a command's fixed ones ask for.
struct ChangeOptions {
    var names: ByteString = "*"
    var type: ByteString?
    var namespace: ByteString?
    /// A revision, or an epoch and a revision.
    var start: ByteString?
    var count = 100
    /// When waiting ends; nil where there is none.
    var waitEnd: Int64?
    var form: EventText.Form = []

    enum Word: String {
        case name, from, count, type, namespace, block
    }
}

extension Context {
    /// Reads options from a place on; only `words` may have a value.
    func changeOptions(from start: Int, _ words: Set<ChangeOptions.Word>) throws(CommandError) -> ChangeOptions {
        var options = ChangeOptions()
        var index = start
        while index < count {
            if spells(index, "withbody") {
                options.form.insert(.withBody)
                index += 1
            } else if spells(index, "withprevious") {
                options.form.insert(.withPrevious)
                index += 1
            } else {
                let given = self[index].prefix(64).text
                guard let word = ChangeOptions.Word(rawValue: given.lowercased()), words.contains(word) else {
                    throw .syntax("\(commandName) takes no '\(given)' here")
                }
                guard index + 1 < count else { throw .syntax("\(word.rawValue.uppercased()) lacks its value") }
                try read(word, at: index + 1, into: &options)
                index += 2
            }
        }
        return options
    }

    private func read(_ word: ChangeOptions.Word, at index: Int, into options: inout ChangeOptions)
        throws(CommandError)
    {
        switch word {
        case .name: options.names = ByteString(self[index])
        case .from: options.start = ByteString(self[index])
        case .type: options.type = try watchedType(at: index)
        case .namespace: options.namespace = try watchedNamespace(at: index)
        case .block: options.waitEnd = try timeout(at: index)
        case .count:
            guard let count = self[index].integer, count > 0 else {
                throw CommandError("COUNT is a number of commits, at least 1")
            }
            options.count = Int(clamping: count)
        }
    }

    /// The type at a place; nil for `*`.
    func watchedType(at index: Int) throws(CommandError) -> ByteString? {
        let type = ByteString(self[index])
        if type == "*" { return nil }
        guard type == Store.definitionKey(of: "").type || Naming.isType(type.bytes) else {
            throw CommandError("INVALID", "'\(type.text)' is no type: give one, or * for all")
        }
        return type
    }

    /// The namespace at a place; nil for `*`.
    func watchedNamespace(at index: Int) throws(CommandError) -> ByteString? {
        let namespace = ByteString(self[index])
        if namespace == "*" { return nil }
        guard namespace == Store.definitionKey(of: "").namespace || Naming.isNamespace(namespace.bytes) else {
            throw CommandError("INVALID", "'\(namespace.text)' is no namespace: give one, or * for all")
        }
        return namespace
    }

    /// The revision after which to go on, if all that followed is still known.
    func resumption(_ text: ByteString, _ scope: WatchScope) throws(CommandError) -> Revision {
        let parts = text.bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map { Array($0) }
        let epoch = parts.count == 2 ? parts[0].withView { Epoch.read($0) } : nil
        guard parts.count <= 2, (epoch == nil) == (parts.count == 1),
            let revision = Revision(String(decoding: parts[parts.count - 1], as: UTF8.self))
        else { throw CommandError("FROM takes a revision, or an epoch and a revision with a colon between them") }
        do throws(StoreError) {
            try store.checkResumption(after: revision, epoch: epoch, scope)
        } catch {
            throw CommandError(error)
        }
        return revision
    }
}
