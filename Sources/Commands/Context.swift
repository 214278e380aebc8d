// What a handler works with: the request, the session that sent it, the database it uses, and where the reply goes.
//
// One context serves all: its session is exchanged from batch to batch, its request from command to command.

package import Bytes
package import Engine
package import Keyspace
package import RESP

package struct Context {
    package let services: Services
    package let engine: Engine
    package private(set) var session: Session
    package private(set) var database: Database
    package var arguments: Arguments
    /// The place of the command that is running.
    package var command = -1
    /// Whether the command runs for EXEC.
    package var isInExec = false
    /// When the command before this one ended, by the clock for costs; with the first of a batch, when that began.
    var lapBegan: Int64 = 0

    package init(services: Services, session: Session) {
        self.services = services
        self.engine = services.engine
        self.session = session
        arguments = Arguments()
        database = services.engine.keyspace[session.databaseNumber]
        begin(session)
    }

    /// Turns to another session, whose batch begins.
    package mutating func begin(_ next: Session) {
        session = next
        database = engine.keyspace[next.databaseNumber]
        engine.clientID = next.id
        engine.notesUse = !next.leavesAccessTimes
        beginLap()
    }

    /// What has passed until now counts for no command.
    package mutating func beginLap() {
        lapBegan = engine.nanoseconds
    }

    package subscript(index: Int) -> ByteView { arguments[index] }

    package var count: Int { arguments.count }

    package var reply: ReplyWriter {
        _read { yield session.reply }
        _modify { yield &session.reply }
    }

    package var entry: CommandEntry { services.table.entries[command] }

    // MARK: Databases

    package mutating func select(_ number: Int) {
        session.databaseNumber = number
        database = engine.keyspace[number]
    }

    /// The session's number may stand for another database after a swap.
    package mutating func reselect() {
        database = engine.keyspace[session.databaseNumber]
    }

    package func databaseNumber(at index: Int) throws(CommandError) -> Int {
        guard let number = self[index].integer else { throw .notAnInteger }
        guard number >= 0, number < Int64(engine.keyspace.count) else { throw .databaseOutOfRange }
        return Int(number)
    }

    // MARK: Arguments

    package func integer(at index: Int) throws(CommandError) -> Int64 {
        guard let number = self[index].integer else { throw .notAnInteger }
        return number
    }

    package func integer(at index: Int, otherwise text: String) throws(CommandError) -> Int64 {
        guard let number = self[index].integer else { throw CommandError(text) }
        return number
    }

    /// Whether the word at `index` is `word`, which is given in small letters.
    package func spells(_ index: Int, _ word: StaticString) -> Bool {
        self[index].spells(word)
    }

    // MARK: Strings

    /// The string under a key for a command that answers it and changes it; nil where there is none.
    package func readString(_ key: ByteView) throws(CommandError) -> StringContent? {
        guard let record = engine.read(key, in: database) else { return nil }
        guard case .string = record.kind else { throw refusal(toChange: record) }
        return record.content
    }

    /// What a string or a resource's body says, for the commands that read either; nil where there is none.
    package func readContent(_ key: ByteView) throws(CommandError) -> StringContent? {
        guard let record = engine.read(key, in: database) else { return nil }
        return try whole(record).content
    }

    /// The record of a string for a command that will change it; nil where there is none.
    package func findString(_ key: ByteView) throws(CommandError) -> Record? {
        guard let record = engine.find(key, in: database) else { return nil }
        guard case .string = record.kind else { throw refusal(toChange: record) }
        return record
    }

    @inline(never)
    private func refusal(toChange record: Record) -> CommandError {
        do throws(CommandError) { try refuseExported(record) } catch { return error }
        return .wrongType
    }

    /// What stands under the key that an argument names; nil where nothing does.
    func bytes(at index: Int) -> [UInt8]? {
        engine.peek(self[index], in: database)?.content.withView { $0.array }
    }

    // MARK: Replies

    package mutating func replyContent(_ content: StringContent?) {
        switch content {
        case .none: reply.null()
        case .bytes(let view): reply.bulk(view)
        case .integer(let number): reply.bulk(number)
        }
    }
}
