// What all handlers of resources share: addresses out of arguments, rights to them, who is named as the author, and
// refusals in the words of the store.

internal import Access
internal import Bytes
internal import Engine
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

    /// Makes steps true, or changes nothing.
    @discardableResult
    func carryOut(_ steps: [Step]) throws(CommandError) -> Plan {
        engine.expireSlice { false }
        do throws(StoreError) { return try engine.carryOut(steps, by: Requester(session)) } catch {
            throw CommandError(error)
        }
    }
}
