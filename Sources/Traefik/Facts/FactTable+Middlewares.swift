// Made by Tests/Tools/traefik-facts.py from the facts about Traefik: what the middlewares of HTTP are made of.

extension FactTable {
    static let middlewares = """
        http.middlewares map
         addPrefix object? oneOf
          prefix string
         stripPrefix object? oneOf
          prefixes [string]
          forceSlash bool? deprecated
         stripPrefixRegex object? oneOf
          regex [string]
         replacePath object? oneOf
          path string
         replacePathRegex object? oneOf
          regex string
          replacement string
         chain object? oneOf
          middlewares [string]
         ipWhiteList object? deprecated oneOf
          sourceRange [string]
          ipStrategy object? mayBeEmpty
           depth int
           excludedIPs [string]
           ipv6Subnet int? since=3.2
         ipAllowList object? oneOf
          sourceRange [string]
          ipStrategy object? mayBeEmpty
           depth int
           excludedIPs [string]
           ipv6Subnet int? since=3.2
          rejectStatusCode int
         headers object? oneOf
          customRequestHeaders {string}
          customResponseHeaders {string}
          accessControlAllowCredentials bool
          accessControlAllowHeaders [string]
          accessControlAllowMethods [string]
          accessControlAllowOriginList [string]
          accessControlAllowOriginListRegex [string]
          accessControlExposeHeaders [string]
          accessControlMaxAge int?
          addVaryHeader bool
          allowedHosts [string]
          hostsProxyHeaders [string]
          sslProxyHeaders {string}
          stsSeconds int?
          stsIncludeSubdomains bool
          stsPreload bool
          forceSTSHeader bool
          frameDeny bool
          customFrameOptionsValue string
          contentTypeNosniff bool
          browserXssFilter bool
          customBrowserXSSValue string
          contentSecurityPolicy string
          contentSecurityPolicyReportOnly string since=3.1
          publicKey string
          referrerPolicy string
          permissionsPolicy string
          isDevelopment bool
          featurePolicy string? deprecated
          sslRedirect bool? deprecated
          sslTemporaryRedirect bool? deprecated
          sslHost string? deprecated
          sslForceHost bool? deprecated
         encodedCharacters object? oneOf since=3.7
          allowEncodedSlash bool since=3.7
          allowEncodedBackSlash bool since=3.7
          allowEncodedNullCharacter bool since=3.7
          allowEncodedSemicolon bool since=3.7
          allowEncodedPercent bool since=3.7
          allowEncodedQuestionMark bool since=3.7
          allowEncodedHash bool since=3.7
         errors object? oneOf
          status [string]
          statusRewrites {int} since=3.4
          service string
          query string
          errorRequestHeaders [string] since=3.6.15
          nginxHeaders {[string]}? hidden notInFile since=3.7
         rateLimit object? oneOf
          average int
          period duration ="1s"
          burst int =1
          sourceCriterion object?
           ipStrategy object?
            depth int
            excludedIPs [string]
            ipv6Subnet int? since=3.2
           requestHeaderName string
           requestHost bool
          redis object? since=3.4
           endpoints [string] since=3.4 =["localhost:6379"]
           tls object? since=3.4
            ca string since=3.4
            cert string since=3.4
            key string since=3.4
            insecureSkipVerify bool since=3.4
           username string since=3.4
           password string since=3.4
           db int since=3.4
           poolSize int since=3.4
           minIdleConns int since=3.4
           maxActiveConns int since=3.4
           readTimeout duration? since=3.4 ="3s"
           writeTimeout duration? since=3.4 ="3s"
           dialTimeout duration? since=3.4 ="5s"
         redirectRegex object? oneOf
          regex string
          replacement string
          permanent bool
          statusCode int? hidden notInFile notInAPI since=3.7
         redirectScheme object? oneOf
          scheme string
          port string
          permanent bool
          forcePermanentRedirect bool hidden notInFile notInAPI since=3.6.3
         basicAuth object? oneOf
          users [string]
          usersFile string
          realm string
          removeHeader bool
          headerField string
         digestAuth object? oneOf
          users [string]
          usersFile string
          removeHeader bool
          realm string
          headerField string
         forwardAuth object? oneOf
          address string
          tls object?
           ca string
           cert string
           key string
           insecureSkipVerify bool
           caOptional bool? deprecated
          trustForwardHeader bool? deprecated
          authResponseHeaders [string]
          authResponseHeadersRegex string
          authRequestHeaders [string]
          maxResponseBodySize int? since=3.6.9
          addAuthCookiesToResponse [string]
          headerField string since=3.2
          forwardBody bool since=3.3
          maxBodySize int? since=3.3 =-1
          preserveLocationHeader bool since=3.3
          preserveRequestMethod bool since=3.4
          authSigninURL string since=3.7
         inFlightReq object? oneOf
          amount int
          sourceCriterion object?
           ipStrategy object?
            depth int
            excludedIPs [string]
            ipv6Subnet int? since=3.2
           requestHeaderName string
           requestHost bool
         buffering object? oneOf
          maxRequestBodyBytes int
          memRequestBodyBytes int
          maxResponseBodyBytes int
          memResponseBodyBytes int
          retryExpression string
          disableRequestBuffer bool hidden notInFile since=3.7
          disableResponseBuffer bool hidden notInFile since=3.7
         circuitBreaker object? oneOf
          expression string
          checkPeriod duration ="100ms"
          fallbackDuration duration ="10s"
          recoveryDuration duration ="10s"
          responseCode int =503
         compress object? mayBeEmpty oneOf
          excludedContentTypes [string]
          includedContentTypes [string]
          minResponseBodyBytes int
          encodings [string] since=3.2 =["gzip","br","zstd"]
          defaultEncoding string since=3.0.2
         passTLSClientCert object? oneOf
          pem bool
          info object?
           notAfter bool
           notBefore bool
           sans bool
           serialNumber bool
           subject object?
            country bool
            province bool
            locality bool
            organization bool
            organizationalUnit bool
            commonName bool
            serialNumber bool
            domainComponent bool
           issuer object?
            country bool
            province bool
            locality bool
            organization bool
            commonName bool
            serialNumber bool
            domainComponent bool
         retry object? oneOf
          attempts int
          timeout duration since=3.7
          initialInterval duration
          maxRequestBodyBytes int? since=3.7 =2097152
          status [string] since=3.7
          disableRetryOnNetworkError bool since=3.7
          retryNonIdempotentMethod bool since=3.7
         contentType object? mayBeEmpty oneOf
          autoDetect bool? deprecated
         grpcWeb object? oneOf
          allowOrigins [string]
         plugin {{any}} oneOf
         requestHeaderModifier object? hidden notInFile
          set {string}
          add {string}
          remove [string]
         responseHeaderModifier object? hidden notInFile since=3.2
          set {string} since=3.2
          add {string} since=3.2
          remove [string] since=3.2
         requestRedirect object? hidden notInFile since=3.1
          scheme string? since=3.1
          hostname string? since=3.1
          port string? since=3.1
          path string? since=3.1
          pathPrefix string? since=3.1
          statusCode int since=3.1
         URLRewrite object? hidden notInFile since=3.1
          hostname string? since=3.1
          path string? since=3.1
          pathPrefix string? since=3.1
         authTLSPassCertificateToUpstream object? hidden notInFile since=3.7
          clientAuthType string since=3.7
          caFiles [string] since=3.7
         snippet object? hidden notInFile since=3.7
          serverSnippet string since=3.7
          configurationSnippet string since=3.7
          auth object? since=3.7
           address string since=3.7
           method string since=3.7
           snippet string since=3.7
           authResponseHeaders [string] since=3.7
           authSigninURL string since=3.7
         rewriteTarget object? hidden notInFile since=3.7
          regex string since=3.7
          replacement string since=3.7
          xForwardedPrefix string since=3.7
         upstreamVHost object? hidden notInFile since=3.7
          vHost string since=3.7
          vars {string} since=3.7
         appRoot object? hidden notInFile since=3.7.7
          path string since=3.7.7
        """
}
