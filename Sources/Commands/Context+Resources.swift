// What all handlers of resources share: addresses out of arguments, rights to them, who is named as the author, and
// refusals in the words of the store.

internal import Access
internal import Bytes
internal import Engine
internal import Keyspace
internal import Resources

extension CommandError {
    init(_ error: StoreError) {
        let operation = error.operation.map { "operation \($0): " } ?? ""
        self.init(error.code.rawValue, operation + error.text)
    }
}

/// A client, as the store knows whoever asks.
struct Requester: Actor {
    let author: ByteString
    private let session: Session

    init(_ session: Session) {
        self.session = session
        let user = session.user?.name.text ?? "default"
        author = ByteString(session.name.isEmpty ? user : "\(user) (\(session.name))")
    }

    func mayRead(_ key: ResourceKey) -> Bool {
        key.bytes.withView { session.mayRead($0) }
    }
}

extension Context {
    var store: Store { engine.resources }

    /// The address that three arguments spell, the first of them the type.
    func resourceKey(at index: Int) throws(CommandError) -> ResourceKey {
        let key = ResourceKey(
            namespace: ByteString(self[index + 1]), type: ByteString(self[index]), name: ByteString(self[index + 2]))
        do throws(StoreError) { try key.check() } catch { throw CommandError(error) }
        return key
    }

    /// A plain value can't take the place of a resource.
    func refuseResource(at index: Int) throws(CommandError) {
        guard engine.holdsResources else { return }
        try refuseResource(at: index, in: database)
    }

    func refuseResource(at index: Int, in database: Database) throws(CommandError) {
        guard engine.holdsResources, database === engine.shelf else { return }
        if engine.peek(self[index], in: database)?.kind == .resource { throw .wrongType }
    }

    /// Makes steps true, or changes nothing.
    /// - Parameter numbered: whether an error says which of the steps it is about.
    @discardableResult
    func carryOut(_ steps: [Step], numbered: Bool = true) throws(CommandError) -> Plan {
        engine.expireSlice { false }
        do throws(StoreError) { return try engine.carryOut(steps, by: Requester(session)) } catch {
            var error = error
            if !numbered { error.operation = nil }
            throw CommandError(error)
        }
    }
}
