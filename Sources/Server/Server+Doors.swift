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
        try openHTTP(wantedHTTPDoors)
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
        loop.removeListeners(\.isTCP)
        do throws(ListenFailure) {
            try open(wanted)
        } catch {
            loop.removeListeners(\.isTCP)
            try? open(before)
            let reason = wanted.port != before.port
                ? "'port') - Unable to listen on this port. Check server logs."
                : "'bind') - Failed to bind to specified addresses."
            throw CommandError("CONFIG SET failed (possibly related to argument " + reason)
        }
    }

    /// The same with the doors of the HTTP port. Connections that came through the old ones stay.
    func moveHTTPDoors() throws(CommandError) {
        let wanted = wantedHTTPDoors
        let before = openHTTPDoors
        guard wanted != before else { return }
        loop.removeListeners(\.isHTTP)
        do throws(ListenFailure) {
            try openHTTP(wanted)
        } catch {
            loop.removeListeners(\.isHTTP)
            try? openHTTP(before)
            let option = wanted.port != before.port ? "http-port" : "http-bind"
            throw CommandError(
                "CONFIG SET failed (possibly related to argument '\(option)') - Can't listen on \(error.address): "
                    + error.error.text)
        }
    }

    private var wantedDoors: TCPDoors {
        TCPDoors(port: services.configuration.integer(.port), addresses: services.configuration.list(.bind))
    }

    private var wantedHTTPDoors: TCPDoors {
        TCPDoors(port: services.configuration.integer(.httpPort), addresses: services.configuration.list(.httpBind))
    }

    private var backlog: Int { services.configuration.integer(.tcpBacklog) }

    private func open(_ doors: TCPDoors) throws(ListenFailure) {
        openDoors = doors
        try open(doors) { .tcp(address: $0, port: doors.port) }
    }

    private func openHTTP(_ doors: TCPDoors) throws(ListenFailure) {
        openHTTPDoors = doors
        try open(doors) { .http(address: $0, port: doors.port) }
    }

    private func open(_ doors: TCPDoors, as kind: (String) -> Listener.Kind) throws(ListenFailure) {
        guard doors.port > 0 else { return }
        for address in doors.addresses { try open(address, doors.port, as: kind) }
    }

    private func open(_ given: String, _ port: Int, as kind: (String) -> Listener.Kind) throws(ListenFailure) {
        let isOptional = given.hasPrefix("-")
        let address = isOptional ? String(given.dropFirst()) : given
        do throws(Errno) {
            let socket = try Socket.listen(address: address, port: port, backlog: backlog)
            try loop.add(Listener(socket, kind(address)))
        } catch {
            log.warning("Warning: Could not create server TCP listening socket \(address):\(port): \(error.text)")
            if isOptional, !error.isAddressInUse { return }
            throw ListenFailure(address: "\(address):\(port)", error: error)
        }
    }
}
