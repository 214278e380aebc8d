// Reading and writing by several loops at once, where `io-threads` asks for it and enough connections are ready.
//
// The loops move bytes between sockets and buffers that were made ready for them, and nothing else; all wait for each
// other before a request is run. With one loop there is no team at all.

internal import Bytes
internal import Commands
internal import Dispatch
internal import Platform
internal import RESP

struct TransferTeam {
    private let loops: Int

    init(loops: Int) {
        self.loops = loops
    }

    func isWorthwhile(_ ready: Int) -> Bool {
        loops > 1 && ready >= loops * Limits.connectionsPerLoop
    }

    func receive(_ connections: [Connection]) {
        share(connections) { connection in connection.receive() }
    }

    func send(_ connections: [Connection]) {
        share(connections) { connection in
            connection.lastTransfer = connection.session.reply.queue.isEmpty ? .wouldBlock : connection.send()
        }
    }

    private func share(_ connections: [Connection], _ work: @escaping (Connection) -> Void) {
        let share = Handover(Share(connections: connections, loops: loops, work: work))
        DispatchQueue.concurrentPerform(iterations: loops) { share.value.run($0) }
    }

    private struct Share {
        let connections: [Connection]
        let loops: Int
        let work: (Connection) -> Void

        /// Every `loops`-th connection, beginning with the loop's own number.
        func run(_ loop: Int) {
            for index in stride(from: loop, to: connections.count, by: loops) { work(connections[index]) }
        }
    }
}
