// Made by Tests/Tools/traefik-facts.py from the facts about Traefik: objects of TCP, UDP and TLS, and Traefik's own.

extension FactTable {
    static let others = """
        tcp.routers map
         entryPoints [string]
         middlewares [string]
         service string
         rule string
         ruleSyntax string deprecated
         priority int
         tls object? mayBeEmpty
          passthrough bool
          options string
          certResolver string
          domains [object]
           main string
           sans [string]
        tcp.services map
         loadBalancer object? oneOf
          servers [object]
           address string
           port string undocumented notInAPI
           tls bool
          serversTransport string
          proxyProtocol object? mayBeEmpty deprecated
           version int =2
          terminationDelay int? deprecated
          healthCheck object? mayBeEmpty since=3.6
           port int since=3.6
           send string since=3.6
           expect string since=3.6
           interval duration since=3.6 ="30s"
           unhealthyInterval duration? since=3.6
           timeout duration since=3.6 ="5s"
         weighted object? oneOf
          services [object]
           name string
           weight int? =1
          healthCheck object? mayBeEmpty since=3.6
        tcp.middlewares map
         inFlightConn object? oneOf
          amount int
         ipWhiteList object? deprecated oneOf
          sourceRange [string]
         ipAllowList object? oneOf
          sourceRange [string]
        tcp.serversTransports map
         dialKeepAlive duration ="15s"
         dialTimeout duration ="30s"
         proxyProtocol object? mayBeEmpty since=3.5.2
          version int since=3.5.2 =2
         terminationDelay duration ="100ms"
         tls object? mayBeEmpty
          serverName string
          insecureSkipVerify bool
          rootCAs [string]
          certificates [object]
           certFile string
           keyFile string
          peerCertURI string deprecated
          peerCertSANs [object] since=3.8
           type string since=3.8
           value string since=3.8
          spiffe object? mayBeEmptyInFile
           ids [string]
           trustDomain string
        udp.routers map
         entryPoints [string]
         service string
        udp.services map
         loadBalancer object? oneOf
          servers [object]
           address string
           port string notInFile notInAPI
         weighted object? oneOf
          services [object]
           name string
           weight int? =1
        tls.certificates list
         certFile string
         keyFile string
         stores [string]
        tls.options map
         minVersion string
         maxVersion string
         cipherSuites [string] =["TLS_AES_128_GCM_SHA256","TLS_AES_256_GCM_SHA384","TLS_CHACHA20_POLY1305_SHA256",\
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA","TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",\
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA","TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",\
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256","TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",\
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256","TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",\
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256","TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"]
         curvePreferences [string]
         clientAuth object
          caFiles [string]
          clientAuthType string
         sniStrict bool
         alpnProtocols [string] =["h2","http/1.1","acme-tls/1"]
         disableSessionTickets bool since=3.4
         preferServerCipherSuites bool? deprecated
        tls.stores map
         defaultCertificate object?
          certFile string
          keyFile string
         defaultGeneratedCert object?
          resolver string
          domain object?
           main string
           sans [string]
        http.models map internal
         middlewares [string]
         tls object? mayBeEmpty
          options string
          resolvedOptions string hidden notInFile notInAPI since=3.6.18
          certResolver string
          domains [object]
           main string
           sans [string]
         observability object since=3.3
          accessLogs bool? since=3.3
          metrics bool? since=3.3
          tracing bool? since=3.3
          traceVerbosity string since=3.5
          metadata object? hidden notInFile since=3.7
           ingress object? hidden notInFile since=3.7
            namespace string since=3.7
            ingressName string since=3.7
            serviceName string since=3.7
            servicePort string since=3.7
         deniedEncodedPathCharacters object? hidden notInFile notInAPI since=3.6.6
          allowEncodedSlash bool since=3.6.6
          allowEncodedBackSlash bool since=3.6.6
          allowEncodedNullCharacter bool since=3.6.6
          allowEncodedSemicolon bool since=3.6.6
          allowEncodedPercent bool since=3.6.6
          allowEncodedQuestionMark bool since=3.6.6
          allowEncodedHash bool since=3.6.6
         defaultRuleSyntax string hidden notInFile notInAPI
        tcp.models map internal
         defaultRuleSyntax string hidden notInFile notInAPI
        """
}
