// The doors of the server: TCP addresses and a Unix path, opened at the start and moved when the configuration moves.

internal import Commands
internal import Configuration
package import Platform

/// A port and the addresses on which it is open. One that begins with a dash may be missing on this machine.
struct TCPDoors: Equatable {
    let port: Int
    let addresses: [String]
}

/// Why a door could not be opened.
package struct ListenFailure: Error {
    package let address: String
    package let error: Errno
}

extension Server {
    /// Opens every door that the configuration names; throws the address that could not be had.
    package func listen() throws(ListenFailure) {
        try open(wantedDoors)
        unixPath = services.configuration.text(.unixsocket)
        guard !unixPath.isEmpty else { return }
        do throws(Errno) {
            let mode = UInt32(services.configuration.integer(.unixsocketperm))
            try loop.add(Listener(.listen(unixPath: unixPath, mode: mode, backlog: backlog), .unix(path: unixPath)))
        } catch {
            throw ListenFailure(address: unixPath, error: error)
        }
    }

    package var listensOnTCP: Bool { port > 0 }
    package var listensOnUnix: Bool { !unixPath.isEmpty }

    /// Moves to the doors that the configuration names now; where they can't be had, the old ones are opened again.
    func moveDoors() throws(CommandError) {
        let wanted = wantedDoors
        let before = openDoors
        guard wanted != before else { return }
        loop.removeTCPListeners()
        do throws(ListenFailure) {
            try open(wanted)
        } catch {
            loop.removeTCPListeners()
            try? open(before)
            let reason = wanted.port != before.port
                ? "'port') - Unable to listen on this port. Check server logs."
                : "'bind') - Failed to bind to specified addresses."
            throw CommandError("CONFIG SET failed (possibly related to argument " + reason)
        }
    }

    private var wantedDoors: TCPDoors {
        TCPDoors(port: services.configuration.integer(.port), addresses: services.configuration.list(.bind))
    }

    private var backlog: Int { services.configuration.integer(.tcpBacklog) }

    private func open(_ doors: TCPDoors) throws(ListenFailure) {
        openDoors = doors
        guard doors.port > 0 else { return }
        for address in doors.addresses { try open(address, doors.port) }
    }

    private func open(_ given: String, _ port: Int) throws(ListenFailure) {
        let isOptional = given.hasPrefix("-")
        let address = isOptional ? String(given.dropFirst()) : given
        do throws(Errno) {
            let socket = try Socket.listen(address: address, port: port, backlog: backlog)
            try loop.add(Listener(socket, .tcp(address: address, port: port)))
        } catch {
            log.warning("Warning: Could not create server TCP listening socket \(address):\(port): \(error.text)")
            if isOptional, !error.isAddressInUse { return }
            throw ListenFailure(address: "\(address):\(port)", error: error)
        }
    }
}
