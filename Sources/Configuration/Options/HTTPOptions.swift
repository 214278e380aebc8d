// The options of the family "HTTP": the second port, for reading alone.

extension OptionFamily {
    static let http = OptionFamily(
        "HTTP", "A second port, for reading alone: routing for Traefik's HTTP provider, health, metrics.",
        [.httpPort, .httpBind, .httpMaxConnections, .httpTimeout])
}

package extension Option {
    static let httpPort = Option(
        "http-port", .integer(0...65535), "0", .served,
        "The TCP port that answers HTTP: /traefik/NAMESPACE, /health and /metrics. 0 opens none. Users and their "
            + "rights are those of the other port: 'Authorization: Bearer USER:PASSWORD', or Basic. /health asks for "
            + "no proof.")

    static let httpBind = Option(
        "http-bind", .words("bind addresses", atMost: 16), "127.0.0.1 -::1", .served,
        "The addresses that the HTTP port is open on, written like those of 'bind'.")

    static let httpMaxConnections = Option(
        "http-max-connections", .integer(1...10000), "100", .served,
        "How many HTTP connections there may be at once, beside 'maxclients'; further ones get a 503.")

    static let httpTimeout = Option(
        "http-timeout", .integer(1...3600), "30", .served,
        "How many seconds an HTTP client has to send a request whole, to take in another piece of its answer, or to "
            + "come back with its next request; then its connection is closed.")
}
