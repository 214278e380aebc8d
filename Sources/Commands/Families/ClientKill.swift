// CLIENT KILL: which connections are meant, and their end.
//
//     CLIENT KILL 10.0.0.1:5000                          one address; may be one's own
//     CLIENT KILL TYPE pubsub MAXAGE 60 SKIPME no …      everything that all filters let through

internal import Access
internal import Bytes
internal import Engine
internal import RESP

struct ClientFilter {
    var address: [UInt8]?
    var localAddress: [UInt8]?
    var type: ClientType?
    var user: User?
    var id: Int64?
    /// In seconds.
    var leastAge: Int64?
    var sparesAsker = true

    func takes(_ session: Session, asker: Session, now: Int64) -> Bool {
        if session.closesNow { return false }
        if let address, address != Array(session.address.utf8) { return false }
        if let localAddress, localAddress != Array(session.localAddress.utf8) { return false }
        if let type, type != ClientType(of: session) { return false }
        if let user, user !== session.user { return false }
        if let id, id != Int64(session.id) { return false }
        if let leastAge, (now - session.createdAt) / 1000 < leastAge { return false }
        return !(sparesAsker && session === asker)
    }

    static let syntax = Argument.oneOf(
        "filter",
        [
            .string("old-format"),
            Argument(
                "new-format",
                .oneOf([
                    Argument("client-id", .integer, token: "ID", optional: true, since: "2.8.12"),
                    Argument("client-type", .oneOf(types), token: "TYPE", optional: true, since: "2.8.12"),
                    .string("username", token: "USER", optional: true),
                    .string("addr", token: "ADDR", optional: true),
                    Argument("laddr", .string, token: "LADDR", optional: true, since: "6.2.0"),
                    Argument("skipme", .oneOf([.word("YES"), .word("NO")]), token: "SKIPME", optional: true),
                    Argument("maxage", .integer, token: "MAXAGE", optional: true, since: "8.0.0"),
                ]),
                multiple: true),
        ])

    private static let types: [Argument] = [
        .word("normal"), .word("master", since: "3.2.0"), .word("primary", since: "8.0.0"), .word("slave"),
        .word("replica", since: "5.0.0"), .word("pubsub"),
    ]
}

extension Context {
    mutating func killClients() throws(CommandError) {
        if count == 3 {
            let filter = ClientFilter(address: self[2].array, sparesAsker: false)
            guard kill(filter) > 0 else { throw CommandError("No such client") }
            reply.ok()
        } else {
            reply.integer(kill(try filter()))
        }
    }

    private func filter() throws(CommandError) -> ClientFilter {
        var filter = ClientFilter()
        for index in stride(from: 2, to: count, by: 2) {
            guard index + 1 < count else { throw .syntax }
            try read(index, into: &filter)
        }
        return filter
    }

    private func read(_ index: Int, into filter: inout ClientFilter) throws(CommandError) {
        let value = index + 1
        if spells(index, "id") {
            filter.id = try positive(at: value, "client-id should be greater than 0")
        } else if spells(index, "maxage") {
            _ = try integer(at: value, otherwise: "maxage is not an integer or out of range")
            filter.leastAge = try positive(at: value, "maxage should be greater than 0")
        } else if spells(index, "type") {
            filter.type = try clientType(at: value)
        } else if spells(index, "addr") {
            filter.address = self[value].array
        } else if spells(index, "laddr") {
            filter.localAddress = self[value].array
        } else if spells(index, "user") {
            guard let user = services.users[ByteString(self[value])] else {
                throw CommandError("No such user '\(self[value].text)'")
            }
            filter.user = user
        } else if spells(index, "skipme"), spells(value, "yes") || spells(value, "no") {
            filter.sparesAsker = spells(value, "yes")
        } else {
            throw .syntax
        }
    }

    private func positive(at index: Int, _ text: String) throws(CommandError) -> Int64 {
        guard let number = self[index].integer, number > 0 else { throw CommandError(text) }
        return number
    }

    /// Ends every connection that the filter takes; one's own only after the reply.
    private func kill(_ filter: ClientFilter) -> Int {
        let chosen = services.clients.inOrder.filter { filter.takes($0, asker: session, now: engine.now) }
        for victim in chosen where victim !== session { services.host.close(victim, afterReplies: false) }
        if chosen.contains(where: { $0 === session }) { session.closesAfterReply = true }
        return chosen.count
    }
}
