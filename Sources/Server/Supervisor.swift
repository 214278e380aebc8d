// Tells the supervisor that started the server how it is: systemd, by messages to the socket that it names.

internal import Configuration
internal import Platform

struct Supervisor {
    /// Where messages go; empty where nobody waits for them.
    private var path = ""
    private let log: Log

    /// What INFO calls it.
    var name: String { path.isEmpty ? "no" : "systemd" }

    init(_ configuration: Configuration, _ variables: [String: String], _ log: Log) {
        self.log = log
        let wanted = configuration.text(.supervised)
        let socket = variables["NOTIFY_SOCKET"] ?? ""
        switch wanted {
        case "systemd", "auto": path = socket
        case "upstart": log.warning("The option 'supervised' knows of systemd alone: upstart is told nothing")
        default: break
        }
        if wanted == "systemd", socket.isEmpty {
            log.warning(
                "The option 'supervised' says systemd, but NOTIFY_SOCKET is not set: is this started by a unit with "
                    + "Type=notify?")
        }
    }

    func tellLoading() { tell("STATUS=Loading data") }
    func tellReady() { tell("READY=1\nSTATUS=Ready to accept connections") }
    func tellEnding() { tell("STOPPING=1\nSTATUS=Ending") }

    private func tell(_ text: String) {
        guard !path.isEmpty else { return }
        do throws(Errno) {
            try Datagram.send(text, toUnixPath: path)
        } catch {
            log.warning("The supervisor can't be told at '\(path)': \(error)")
        }
    }
}
