// Signals as calls on a queue: what arrives is handed on, nothing is done in a handler.

internal import CLinux
package import Dispatch

package struct Signals {
    package static let interrupt = SIGINT
    package static let terminate = SIGTERM
    package static let hangUp = SIGHUP

    private let sources: [any DispatchSourceSignal]

    /// Calls `receive` on `queue` with the number of each signal of `numbers` that comes. None is lost: up to here a
    /// signal ends the process, from here on it is heard.
    package init(_ numbers: [Int32], on queue: DispatchQueue, _ receive: @escaping @Sendable (Int32) -> Void) {
        // Writing to a closed connection is an answer of the call, not a reason to die.
        clinux_ignore_signal(SIGPIPE)
        let registered = DispatchGroup()
        sources = numbers.map { number in
            registered.enter()
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setRegistrationHandler { registered.leave() }
            source.setEventHandler { receive(number) }
            source.resume()
            return source
        }
        registered.wait()
    }
}
