// Made by Tests/Tools/traefik-facts.py from the facts about Traefik: what the objects of HTTP are made of.

extension FactTable {
    static let http = """
        http.routers map
         entryPoints [string]
         middlewares [string]
         service string
         rule string
         parentRefs [string] since=3.6
         ruleSyntax string deprecated
         priority int
         tls object? mayBeEmpty
          options string
          resolvedOptions string hidden notInFile notInAPI since=3.6.18
          certResolver string
          domains [object]
           main string
           sans [string]
         observability object? since=3.3
          accessLogs bool? since=3.3
          metrics bool? since=3.3
          tracing bool? since=3.3
          traceVerbosity string since=3.5 ="minimal"
          metadata object? hidden notInFile since=3.7
           ingress object? hidden notInFile since=3.7
            namespace string since=3.7
            ingressName string since=3.7
            serviceName string since=3.7
            servicePort string since=3.7
         defaultRule bool notInFile notInAPI
         deniedEncodedPathCharacters object? hidden notInFile notInAPI since=3.6.6
          allowEncodedSlash bool since=3.6.6
          allowEncodedBackSlash bool since=3.6.6
          allowEncodedNullCharacter bool since=3.6.6
          allowEncodedSemicolon bool since=3.6.6
          allowEncodedPercent bool since=3.6.6
          allowEncodedQuestionMark bool since=3.6.6
          allowEncodedHash bool since=3.6.6
        http.services map
         middlewares [string] since=3.7
         loadBalancer object? oneOf
          sticky object? mayBeEmpty
           cookie object? mayBeEmpty
            name string
            secure bool
            httpOnly bool
            sameSite string
            maxAge int
            path string? since=3.3 ="/"
            domain string since=3.4
            expires int hidden notInFile notInAPI since=3.7
          servers [object]
           url string
           weight int?
           preservePath bool since=3.2
           fenced bool hidden notInFile since=3.3
           scheme string hidden notInFile notInAPI
           port string hidden notInFile notInAPI
          strategy string since=3.4 ="wrr"
          healthCheck object?
           scheme string
           mode string ="http"
           path string
           method string
           status int
           port int
           interval duration ="30s"
           unhealthyInterval duration? since=3.5
           timeout duration ="5s"
           hostname string
           followRedirects bool? =true
           headers {string}
          passiveHealthCheck object? since=3.6
           failureWindow duration since=3.6 ="10s"
           maxFailedAttempts int since=3.6 =1
          passHostHeader bool? =true
          responseForwarding object? present
           flushInterval duration ="100ms"
          serversTransport string
          nginxUpstreamHashBy string hidden notInFile since=3.7
         highestRandomWeight object? oneOf since=3.6
          services [object] since=3.6
           name string since=3.6
           weight int? since=3.6 =1
          healthCheck object? mayBeEmpty since=3.6
         weighted object? oneOf
          services [object]
           name string
           weight int? =1
           headers {string} notInFile notInAPI since=3.6
           status int? notInFile notInAPI since=3.1
           gRPCStatus object? notInFile notInAPI since=3.2
            code uint32 since=3.2
            msg string since=3.2
          sticky object?
           cookie object? mayBeEmpty
            name string
            secure bool
            httpOnly bool
            sameSite string
            maxAge int
            path string? since=3.3 ="/"
            domain string since=3.4
            expires int hidden notInFile notInAPI since=3.7
          healthCheck object? mayBeEmpty
         mirroring object? oneOf
          service string
          mirrorBody bool? since=3.2 =true
          maxBodySize int? =-1
          mirrors [object]
           name string
           percent int
          healthCheck object? mayBeEmpty
         failover object? oneOf
          service string
          fallback string
          healthCheck object? mayBeEmptyInFile
          errors object? since=3.7
           maxRequestBodyBytes int? since=3.7 =-1
           status [string] since=3.7
        http.serversTransports map
         serverName string
         insecureSkipVerify bool
         rootCAs [string]
         certificates [object]
          certFile string
          keyFile string
         cipherSuites [string] since=3.7
         minVersion string since=3.7
         maxVersion string since=3.7
         maxIdleConnsPerHost int
         forwardingTimeouts object?
          dialTimeout duration ="30s"
          responseHeaderTimeout duration
          idleConnTimeout duration ="1m30s"
          readIdleTimeout duration
          pingTimeout duration ="15s"
          readTimeout duration undocumented notInAPI since=3.7
          writeTimeout duration undocumented notInAPI since=3.7
         disableHTTP2 bool
         peerCertURI string deprecated
         peerCertSANs [object] since=3.8
          type string since=3.8
          value string since=3.8
         spiffe object? mayBeEmptyInFile
          ids [string]
          trustDomain string
        """
}
