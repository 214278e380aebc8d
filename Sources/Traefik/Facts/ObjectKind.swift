// The kinds of object that Traefik's dynamic configuration is made of, each a resource type of the same name.

package import Bytes

package enum ObjectKind: String, CaseIterable, Sendable {
    case httpRouters = "http.routers"
    case httpServices = "http.services"
    case httpMiddlewares = "http.middlewares"
    case httpServersTransports = "http.serversTransports"
    case tcpRouters = "tcp.routers"
    case tcpServices = "tcp.services"
    case tcpMiddlewares = "tcp.middlewares"
    case tcpServersTransports = "tcp.serversTransports"
    case udpRouters = "udp.routers"
    case udpServices = "udp.services"
    case tlsCertificates = "tls.certificates"
    case tlsOptions = "tls.options"
    case tlsStores = "tls.stores"

    package init?(type: ByteString) {
        self.init(rawValue: type.text)
    }

    package var type: ByteString { ByteString(rawValue) }

    /// `http`, `tcp`, `udp` or `tls`.
    package var section: String { String(rawValue.prefix { $0 != "." }) }

    /// What stands after the section: `routers`, `services` …
    package var part: String { String(rawValue.drop { $0 != "." }.dropFirst()) }

    /// The kinds of a section, as an error names them.
    static func parts(of section: String) -> String {
        allCases.filter { $0.section == Folding.folded(section) }.map(\.part).joined(separator: ", ")
    }

    /// Certificates have no names there: they are a list.
    package var isList: Bool { self == .tlsCertificates }

    package var isRouter: Bool { part == "routers" }
    package var isService: Bool { part == "services" }
    package var isMiddleware: Bool { part == "middlewares" }

    /// Whether the name `default` means something of its own to Traefik, which is there without being written.
    package var hasDefault: Bool { self == .tlsOptions || self == .tlsStores }
}
