// The options of the family "Network": where the server listens, and how many connections it takes.

extension OptionFamily {
    static let network = OptionFamily(
        "Network", "Where the server listens, and how many connections it takes.",
        [
            .bind, .protectedMode, .port, .unixsocket, .unixsocketperm, .unixsocketgroup, .tcpBacklog,
            .timeout, .tcpKeepalive, .maxclients, .ioThreads, .eventsPerIoThread, .prefetchBatchMaxSize,
            .bindSourceAddr, .socketMarkId, .maxNewConnectionsPerCycle,
        ])
}

package extension Option {
    static let bind = Option(
        "bind", .words("bind addresses", atMost: 16), "127.0.0.1 -::1", .served,
        "The addresses to listen on. A leading '-' means that it is no error if the address is missing on "
            + "this machine; '*' stands for all IPv4 addresses and '::*' for all IPv6 ones.")

    static let protectedMode = Option(
        "protected-mode", .flag, "yes", .served,
        "Refuses clients from other machines as long as no password is set.")

    static let port = Option(
        "port", .integer(0...65535), "6379", .served,
        "The TCP port that clients connect to; 0 opens none.")

    static let unixsocket = Option(
        "unixsocket", .text(.any), "", .served, .fixed,
        "The path of a Unix socket to listen on as well.")

    static let unixsocketperm = Option(
        "unixsocketperm", .octal(0...0o777), "0", .served, .fixed,
        "The permissions of the Unix socket as an octal number such as 700; 0 leaves them to the umask.")

    static let unixsocketgroup = Option(
        "unixsocketgroup", .text(.any), "", .accepted, .fixed,
        "The group that owns the Unix socket.")

    static let tcpBacklog = Option(
        "tcp-backlog", .integer(.natural), "511", .served, .fixed,
        "How many connections the kernel holds until the server takes them; the kernel has a limit of its "
            + "own.")

    static let timeout = Option(
        "timeout", .integer(.natural), "0", .served,
        "Closes a client that was silent for this many seconds; 0 never does.")

    static let tcpKeepalive = Option(
        "tcp-keepalive", .integer(.natural), "300", .served,
        "After this many silent seconds the kernel asks whether the client is still there; 0 never asks.")

    static let maxclients = Option(
        "maxclients", .integer(1...Int(UInt32.max)), "10000", .served,
        "How many clients may be connected at once; further ones get an error.")

    static let ioThreads = Option(
        "io-threads", .clampedInteger(1...128, to: 1...16), "1", .served, .fixed,
        "How many threads read requests and write replies. One is the right number for nearly everybody.")

    static let eventsPerIoThread = Option(
        "events-per-io-thread", .integer(.natural), "2", .accepted,
        "How many ready connections it takes to put one more thread to work.")

    static let prefetchBatchMaxSize = Option(
        "prefetch-batch-max-size", .integer(0...128), "16", .accepted,
        "How many commands have their keys fetched into the processor's cache together.")

    static let bindSourceAddr = Option(
        "bind-source-addr", .text(.any), "", .accepted,
        "The address that connections to other servers start from.")

    static let socketMarkId = Option(
        "socket-mark-id", .integer(0...Int(UInt32.max)), "0", .accepted, .fixed,
        "A mark on the listening sockets for the routing rules of the system.")

    static let maxNewConnectionsPerCycle = Option(
        "max-new-connections-per-cycle", .integer(1...1000), "10", .accepted,
        "How many new connections are taken in one turn of the event loop.")
}
