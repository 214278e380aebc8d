// Made by Tests/Tools/traefik-facts.py from the facts about Traefik: what rules are made of.

extension FactTable {
    static let matchers = """
        http Host 1 1 HOST Host host
        http HostRegexp 1 1 HOSTREGEXP HostRegexp Hostregexp hostregexp
        http Path 1 1 PATH Path path
        http PathPrefix 1 1 PATHPREFIX PathPrefix Pathprefix pathprefix
        http PathRegexp 1 1 PATHREGEXP PathRegexp Pathregexp pathregexp
        http Header 2 2 HEADER Header header
        http HeaderRegexp 2 2 HEADERREGEXP HeaderRegexp Headerregexp headerregexp
        http Method 1 1 METHOD Method method
        http Query 1 2 QUERY Query query
        http QueryRegexp 1 2 QUERYREGEXP QueryRegexp Queryregexp queryregexp
        http ClientIP 1 1 CLIENTIP ClientIP Clientip clientip
        tcp HostSNI 1 1 HOSTSNI HostSNI Hostsni hostsni
        tcp HostSNIRegexp 1 1 HOSTSNIREGEXP HostSNIRegexp Hostsniregexp hostsniregexp
        tcp ClientIP 1 1 CLIENTIP ClientIP Clientip clientip
        tcp ALPN 1 1 ALPN Alpn alpn
        """
}
