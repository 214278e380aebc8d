// The options of the family "TLS": encrypted connections.

extension OptionFamily {
    static let tls = OptionFamily(
        "TLS", "Encrypted connections.",
        [
            .tlsPort, .tlsCertFile, .tlsKeyFile, .tlsKeyFilePass, .tlsClientCertFile, .tlsClientKeyFile,
            .tlsClientKeyFilePass, .tlsDhParamsFile, .tlsCaCertFile, .tlsCaCertDir, .tlsAuthClients,
            .tlsReplication, .tlsCluster, .tlsProtocols, .tlsCiphers, .tlsCiphersuites,
            .tlsPreferServerCiphers, .tlsSessionCaching, .tlsSessionCacheSize, .tlsSessionCacheTimeout,
            .maxNewTlsConnectionsPerCycle,
        ])
}

package extension Option {
    static let tlsPort = Option(
        "tls-port", .integer(0...65535), "0", .accepted,
        "The port for encrypted connections; 0 opens none.")

    static let tlsCertFile = Option(
        "tls-cert-file", .text(.any), "", .accepted,
        "The server's certificate.")

    static let tlsKeyFile = Option(
        "tls-key-file", .text(.any), "", .accepted,
        "The server's private key.")

    static let tlsKeyFilePass = Option(
        "tls-key-file-pass", .text(.any), "", .accepted, .secret,
        "The password of that key.")

    static let tlsClientCertFile = Option(
        "tls-client-cert-file", .text(.any), "", .accepted,
        "The certificate for connections to other servers.")

    static let tlsClientKeyFile = Option(
        "tls-client-key-file", .text(.any), "", .accepted,
        "The private key for connections to other servers.")

    static let tlsClientKeyFilePass = Option(
        "tls-client-key-file-pass", .text(.any), "", .accepted, .secret,
        "The password of that key.")

    static let tlsDhParamsFile = Option(
        "tls-dh-params-file", .text(.any), "", .accepted,
        "The parameters of the Diffie-Hellman exchange.")

    static let tlsCaCertFile = Option(
        "tls-ca-cert-file", .text(.any), "", .accepted,
        "The certificates that clients are checked against, in one file.")

    static let tlsCaCertDir = Option(
        "tls-ca-cert-dir", .text(.any), "", .accepted,
        "The certificates that clients are checked against, in a directory.")

    static let tlsAuthClients = Option(
        "tls-auth-clients", .choice(["no", "yes", "optional"]), "yes", .accepted,
        "Whether clients need a certificate.")

    static let tlsReplication = Option(
        "tls-replication", .flag, "no", .accepted,
        "Encrypts the link to the primary.")

    static let tlsCluster = Option(
        "tls-cluster", .flag, "no", .accepted,
        "Encrypts the links between nodes.")

    static let tlsProtocols = Option(
        "tls-protocols", .text(.any), "", .accepted,
        "The versions of TLS that are spoken.")

    static let tlsCiphers = Option(
        "tls-ciphers", .text(.any), "", .accepted,
        "The ciphers up to TLS 1.2.")

    static let tlsCiphersuites = Option(
        "tls-ciphersuites", .text(.any), "", .accepted,
        "The ciphers of TLS 1.3.")

    static let tlsPreferServerCiphers = Option(
        "tls-prefer-server-ciphers", .flag, "no", .accepted,
        "Follows the server's order of ciphers, not the client's.")

    static let tlsSessionCaching = Option(
        "tls-session-caching", .flag, "yes", .accepted,
        "Lets clients resume a session.")

    static let tlsSessionCacheSize = Option(
        "tls-session-cache-size", .integer(.natural), "20480", .accepted,
        "How many sessions can be resumed.")

    static let tlsSessionCacheTimeout = Option(
        "tls-session-cache-timeout", .integer(.natural), "300", .accepted,
        "For how many seconds a session can be resumed.")

    static let maxNewTlsConnectionsPerCycle = Option(
        "max-new-tls-connections-per-cycle", .integer(1...1000), "1", .accepted,
        "How many new encrypted connections are taken in one turn of the event loop.")
}
