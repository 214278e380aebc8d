// Made by Tests/Tools/traefik-facts.py from the facts about Traefik: what refers to what.

extension FactTable {
    static let references = """
        http.routers /service http.services
        http.routers /middlewares/* http.middlewares
        http.routers /parentRefs/* http.routers
        http.routers /tls/options tls.options
        http.services /weighted/services/*/name http.services
        http.services /highestRandomWeight/services/*/name http.services
        http.services /mirroring/service http.services
        http.services /mirroring/mirrors/*/name http.services
        http.services /failover/service http.services
        http.services /failover/fallback http.services
        http.services /loadBalancer/serversTransport http.serversTransports
        http.services /middlewares/* http.middlewares
        http.middlewares /chain/middlewares/* http.middlewares
        http.middlewares /errors/service http.services
        tcp.routers /service tcp.services
        tcp.routers /middlewares/* tcp.middlewares
        tcp.routers /tls/options tls.options
        tcp.services /weighted/services/*/name tcp.services
        tcp.services /loadBalancer/serversTransport tcp.serversTransports
        udp.routers /service udp.services
        udp.services /weighted/services/*/name udp.services
        tls.certificates /stores/* tls.stores
        """
}
