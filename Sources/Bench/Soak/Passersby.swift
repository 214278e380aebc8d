// Connections that come and go, most of them without a word of farewell.

internal import Bytes

final class Passersby: Actor {
    private let server: Endpoint
    private let tally: Tally
    private var present: [Exchange] = []
    private var number = 0

    init(_ server: Endpoint, _ tally: Tally) {
        self.server = server
        self.tally = tally
    }

    func speak(_ requests: Int) throws(BenchError) {
        number += 1
        tally.note("passing connections")
        let exchange = try Exchange(server, "passer-by \(number)", tally)
        let key = "passing:\(number % 10)"
        switch number % 8 {
        case 0: exchange.ask("PING", expecting: .line("PONG"))
        case 1: try exchange.blurt("*3\r\n$3\r\nSET\r\n$\(key.utf8.count)\r\n\(key)\r\n$100\r\nhalf")
        case 2: exchange.ask("SUBSCRIBE", "news", check: any)
        case 3: exchange.ask("RES.WATCH", "soak.apps", "soak0", check: any)
        case 4:
            exchange.ask("MULTI", expecting: .line("OK"))
            exchange.ask("SET", "passing:never", "1", expecting: .line("QUEUED"))
        case 5:
            exchange.ask("HELLO", "3", "SETNAME", "passing", check: any)
            exchange.ask("SET", key, "\(number)", "EX", "10", expecting: .line("OK"))
            exchange.ask("GET", key, expecting: .text("\(number)"))
            exchange.ask("QUIT", expecting: .line("OK"))
        case 6: try exchange.blurt("RES.CHANGES FROM 999999999999 BLOCK 0\r\n")
        default: exchange.ask("GET", "passing:never", expecting: .null)
        }
        try exchange.send()
        present.append(exchange)
    }

    private func any(_ reply: Reply, _ span: Span) -> String? {
        reply.errorCode.map { _ in "\(reply)" }
    }

    func listen() throws(BenchError) {
        for exchange in present { try exchange.settle() }
        // Some stay for a while; whoever goes takes its connection along.
        if present.count > 20 { present.removeFirst(present.count - 20) }
    }
}

/// Sees to snapshots and rewrites of the log, one after the other, and that each came to a good end.
final class Upkeep: Actor {
    private let exchange: Exchange
    private var isSnapshotNext = false

    init(_ server: Endpoint, _ tally: Tally) throws(BenchError) {
        exchange = try Exchange(server, "upkeep", tally)
    }

    func speak(_ requests: Int) throws(BenchError) {
        exchange.ask("INFO", "persistence") { [self] reply, _ in
            guard let text = reply.text else { return "\(reply)" }
            for field in ["rdb_last_bgsave_status", "aof_last_bgrewrite_status", "aof_last_write_status"]
            where !text.contains("\(field):ok") { return "\(field) is not ok" }
            let isBusy = ["rdb_bgsave_in_progress:1", "aof_rewrite_in_progress:1"].contains { text.contains($0) }
            if !isBusy { beginNext(keepsLog: text.contains("aof_enabled:1")) }
            return nil
        }
        try exchange.send()
    }

    private func beginNext(keepsLog: Bool) {
        isSnapshotNext.toggle()
        let command = isSnapshotNext || !keepsLog ? "BGSAVE" : "BGREWRITEAOF"
        exchange.tally.note(command)
        exchange.ask(command) { reply, _ in reply.errorCode == nil ? nil : "\(reply)" }
    }

    func listen() throws(BenchError) { try exchange.settle() }
}
