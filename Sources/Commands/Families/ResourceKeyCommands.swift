// What commands on plain keys do where the key is a resource: the same, as a commit.

internal import Access
internal import Bytes
internal import Engine
internal import Keyspace
internal import Resources

extension Context {
    /// Deletes the keys of the request. Those that are resources go in one commit, all or nothing; answers how many
    /// were there.
    mutating func deleteAmongResources(lazily: Bool) throws(CommandError) -> Int {
        var steps: [Step] = []
        var plain: [Int] = []
        for index in 1..<count {
            guard let record = engine.find(self[index], in: database) else { continue }
            if record.kind == .resource, let key = ResourceKey(self[index]) {
                if !steps.contains(where: { $0.key == key }) { steps.append(Step(key, .delete())) }
            } else {
                try refuseExported(record)
                plain.append(index)
            }
        }
        var deleted = steps.count
        try engine.together { () throws(CommandError) in
            try carryOut(steps, numbered: false)
            for index in plain where engine.delete(self[index], in: database, lazily: lazily) { deleted += 1 }
        }
        return deleted
    }

    /// Gives the resource that the request names another end, or none; at once, where that has passed.
    func endResource(at moment: Int64?) throws(CommandError) {
        guard let key = ResourceKey(self[1]) else { return }
        let hasPassed = moment.map { $0 <= engine.now } ?? false
        try carryOut([Step(key, hasPassed ? .delete() : .setEnd(moment))])
    }

    /// Empties databases of which one holds resources: those go in one commit, and their history stays.
    func flushWithResources(_ databases: [Database], lazily: Bool) throws(CommandError) {
        guard mayRun("RES.NAMESPACE") else {
            throw CommandError(
                "NOPERM", "there are resources: who deletes them all needs the right to RES.NAMESPACE as well")
        }
        engine.together {
            engine.removeResources(by: session)
            engine.flush(databases, lazily: lazily)
        }
    }

    private func mayRun(_ name: StaticString) -> Bool {
        guard !session.isUnrestricted, let user = session.user, let command = services.table.find(ByteView(name)) else {
            return true
        }
        let call = Call(command: command, isOpenToAll: false, channels: nil)
        return user.denial(of: call, arguments) { [] } == nil
    }
}
