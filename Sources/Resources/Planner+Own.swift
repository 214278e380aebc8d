// What a plan is judged by beside the resources themselves: the quotas of namespaces, and what definitions and quotas
// must be that the store keeps for itself.

internal import Bytes
internal import JSON

extension Planner {
    /// No namespace may grow beyond its quota; what shrinks one that is beyond it already is welcome.
    func judgeQuotas(_ steps: [Step]) throws(StoreError) {
        var growths: [ByteString: Growth] = [:]
        for state in states where state.isChanged {
            var growth = growths[state.key.namespace] ?? Growth()
            growth.resources += (state.live == nil ? 0 : 1) - (state.before?.exists == true ? 1 : 0)
            growth.bytes += (state.live?.length ?? 0) - (state.before?.length ?? 0)
            growth.step = max(growth.step, state.step)
            growths[state.key.namespace] = growth
        }
        for (name, growth) in growths.sorted(by: { $0.key < $1.key }) {
            try Self.naming(growth.step, of: steps) { () throws(StoreError) in
                try store.namespace(name)?.judge(growth)
            }
        }
    }
}

// MARK: - What the store keeps for itself

extension Planner {
    func judgeOwn(_ body: [UInt8], _ key: ResourceKey) throws(StoreError) {
        do throws(StoreError) {
            if key.type == Store.typeCatalog { try judgeDefinition(body, key) } else { _ = try Quota(reading: body) }
        } catch {
            throw StoreError(error.code, "\(key.text): \(error.text)")
        }
    }

    /// A definition must fit all that is there already; those that do not fit are named.
    private func judgeDefinition(_ body: [UInt8], _ key: ResourceKey) throws(StoreError) {
        let definition = try Definition(reading: body)
        try judgeStorage(definition, of: key.name)
        let judge = try DefinitionJudge(definition)
        guard let catalog = store.catalog(key.name) else { return }
        var offenders: [String] = []
        for shelf in catalog.sortedShelves {
            shelf.forEach { resource in
                if let objection = objection(to: resource, definition, judge) { offenders.append(objection) }
                return offenders.count < Limits.offendersNamed
            }
            offenders += twins(on: shelf, definition).prefix(Limits.offendersNamed - offenders.count)
        }
        guard offenders.isEmpty else {
            throw StoreError(.invalid, "what is there does not fit: " + offenders.joined(separator: "; "))
        }
    }

    private func judgeStorage(_ definition: Definition, of type: ByteString) throws(StoreError) {
        guard definition.storage == .onDemand, store.catalog(type)?.rules != nil else { return }
        throw StoreError(
            .invalid,
            "/store: the type \(type.text) is built in and read as a whole at every change, so it is \"memory\"")
    }

    /// Resources that share a value which is to be unique.
    private func twins(on shelf: Shelf, _ definition: Definition) -> [String] {
        var twins: [String] = []
        for path in definition.unique {
            var holders: [[UInt8]: ResourceKey] = [:]
            shelf.forEach { resource in
                for value in IndexKeys.values(of: resource.current.body ?? [], at: path) {
                    guard let other = holders.updateValue(resource.key, forKey: value) else { continue }
                    twins.append(StoreError.notUnique(resource.key, path.text, other).text)
                }
                return twins.count < Limits.offendersNamed
            }
        }
        return twins
    }

    private func objection(to resource: Resource, _ definition: Definition, _ judge: (any Judge)?) -> String? {
        guard let body = resource.current.body else { return nil }
        let key = resource.key
        if body.count > definition.bodyLength { return "\(key.text): \(body.count) bytes" }
        if let objection = judge?.objection(to: body, named: resource.name) { return "\(key.text): \(objection)" }
        do throws(StoreError) {
            try IndexKeys.judgeCount(of: body, key, definition)
            try judgeReferences(of: key, resource.current, definition)
        } catch {
            return error.text
        }
        return nil
    }
}
