// What all handlers of resources share: addresses out of arguments, rights to them, who is named as the author, and
// refusals in the words of the store.

internal import Access
internal import Bytes
internal import Engine
internal import Exports
internal import Keyspace
internal import RESP
package import Resources

extension CommandError {
    init(_ error: StoreError) {
        let operation = error.operation.map { "operation \($0): " } ?? ""
        self.init(error.code.rawValue, operation + error.text)
    }
}

/// A client, as the store knows whoever asks.
extension Session: Actor {
    package func mayRead(_ key: ResourceKey) -> Bool {
        key.bytes.withView { mayRead($0) }
    }
}

extension CommandError {
    init(_ refusal: WriteRefusal) {
        switch refusal {
        case .exported(let text): self.init("EXPORTED", text)
        case .rejected(let text): self.init("INVALID", text)
        }
    }
}

extension Context {
    var store: Store { engine.resources }

    /// The store without what has ended by now.
    func settledStore() -> Store {
        engine.expireResources()
        return engine.resources
    }

    /// The address that three arguments spell, the first of them the type.
    func resourceKey(at index: Int) throws(CommandError) -> ResourceKey {
        try resourceKey(type: self[index], namespace: self[index + 1], name: self[index + 2])
    }

    func resourceKey(type: ByteView, namespace: ByteView, name: ByteView) throws(CommandError) -> ResourceKey {
        do throws(StoreError) {
            return try store.key(type: type, namespace: namespace, name: name)
        } catch {
            throw CommandError(error)
        }
    }

    /// A plain value can't take the place of a resource, nor of what is made of one, nor stand where Traefik could not
    /// read it. `value` is where it stands among the arguments, if it does.
    @inline(__always)
    func refuseReserved(at index: Int, value: Int? = nil) throws(CommandError) {
        guard engine.mayBeReserved(self[index]) else { return }
        try refuseReserved(at: index, in: database, writing: value.map { self[$0].array })
    }

    /// The same for a value that is made of the one that is there.
    @inline(__always)
    func refuseReserved(at index: Int, result: @autoclosure () -> [UInt8]) throws(CommandError) {
        guard engine.mayBeReserved(self[index]) else { return }
        try refuseReserved(at: index, in: database, writing: result())
    }

    @inline(never)
    func refuseReserved(at index: Int, in database: Database, writing value: [UInt8]?) throws(CommandError) {
        guard engine.mayBeReserved(self[index]), database === engine.shelf else { return }
        if engine.peek(self[index], in: database)?.kind == .resource { throw .wrongType }
        guard engine.roots.cover(self[index]) else { return }
        try refuseUnreadable([(self[index], value)])
    }

    /// What is under a root stays readable for Traefik, and apart from what is exported there.
    func refuseUnreadable(_ writes: [(key: ByteView, value: [UInt8]?)]) throws(CommandError) {
        do throws(WriteRefusal) { try services.exporter.judge(writes) } catch { throw CommandError(error) }
    }

    /// A key that was made of a resource goes with the resource alone.
    func refuseExported(_ record: Record?) throws(CommandError) {
        guard let record, record.kind == .exported else { return }
        try refuseUnreadable([(record.key, nil)])
        throw CommandError("EXPORTED", "\(record.key.text) is made of resources; change those, and it follows")
    }

    func type(at index: Int) throws(CommandError) -> ByteString { try ResourceWords.type(self[index]) }

    func namespace(at index: Int) throws(CommandError) -> ByteString { try ResourceWords.namespace(self[index]) }

    /// Where a plain key stands, no resource can be.
    func refusePlainKey(_ key: ResourceKey) throws(CommandError) {
        do throws(StoreError) { try engine.refuseOccupied(key) } catch { throw CommandError(error) }
    }

    /// Makes steps true, or changes nothing; on request, they are only thought through.
    /// - Parameter numbered: whether an error says which of the steps it is about.
    @discardableResult
    func carryOut(
        _ steps: [Step], numbered: Bool = false, onlyThinking: Bool = false
    ) throws(CommandError) -> Plan {
        engine.expireResources()
        do throws(StoreError) {
            return onlyThinking ? try engine.plan(steps, by: session) : try engine.carryOut(steps, by: session)
        } catch {
            var error = error
            error.operation = numbered ? error.operation ?? 0 : nil
            throw CommandError(error)
        }
    }

    /// The version and the revision that stand now.
    mutating func replyOutcome(_ outcome: Outcome) {
        reply.array(2)
        reply.integer(Int64(clamping: outcome.version))
        reply.integer(Int64(clamping: outcome.revision))
    }
}

// MARK: - Rights

extension Context {
    /// Refuses who may not do this with a resource, be it there or not.
    func demand(_ access: KeyAccess, to key: ResourceKey) throws(CommandError) {
        guard !session.isUnrestricted else { return }
        try demand(key.bytes) { rules in key.bytes.withView { rules.allow($0, access) } }
    }

    /// Refuses who may not do this with every resource of a namespace, or of one type there, or of all there are.
    func demand(_ access: KeyAccess, toAllOf namespace: ByteString?, type: ByteString? = nil) throws(CommandError) {
        try demand(access, toAllUnder: Self.prefix(namespace, type))
    }

    /// The same with every key that begins so.
    func demand(_ access: KeyAccess, toAllUnder prefix: [UInt8]) throws(CommandError) {
        guard !session.isUnrestricted else { return }
        try demand(prefix + [UInt8(ascii: "*")]) { rules in prefix.withView { rules.cover($0, access) } }
    }

    func may(_ access: KeyAccess, allOf namespace: ByteString) -> Bool {
        Self.prefix(namespace, nil).withView { prefix in may { $0.cover(prefix, access) } }
    }

    /// What the keys of all of them begin with: that of a type in every namespace is nothing.
    private static func prefix(_ namespace: ByteString?, _ type: ByteString?) -> [UInt8] {
        guard let namespace else { return [] }
        return [namespace, type].compactMap { $0 }.flatMap { $0.bytes + [UInt8(ascii: ":")] }
    }

    /// Whether one set of the client's rights has both the command that runs and such keys.
    func may(_ grants: (KeyRules) -> Bool) -> Bool {
        guard !session.isUnrestricted, let user = session.user else { return true }
        return user.rules.selectors.contains { $0.commands.allow(command, arguments) && grants($0.keys) }
    }

    private func demand(_ object: [UInt8], _ grants: (KeyRules) -> Bool) throws(CommandError) {
        guard !may(grants), let user = session.user else { return }
        engine.statistics.refusedKeys += 1
        note(.key, ByteString(object), of: user.name)
        throw CommandError("NOPERM", "No permissions to access a key")
    }
}
