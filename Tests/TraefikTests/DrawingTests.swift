// The routing as a picture, in two languages.

import Bytes
import JSON
import Testing
import Traefik

@Suite struct DrawingTests {
    private static let routing: Routing = {
        var routing = Routing()
        routing[.httpRouters, "web"] = json(
            #"{"rule":"Host(\"a\\\\b\")","service":"s","middlewares":["m","auth@file"],"entryPoints":["websecure"]}"#)
        routing[.httpRouters, "child"] = json(#"{"parentRefs":["web"],"rule":"Path(`/`)","service":"s"}"#)
        routing[.httpServices, "s"] = json(
            #"{"loadBalancer":{"servers":[{"url":"http://a"},{"url":"http://b"}],"serversTransport":"t"}}"#)
        routing[.httpMiddlewares, "m"] = json(#"{"compress":{}}"#)
        routing[.httpServersTransports, "t"] = json("{}")
        return routing
    }()

    @Test func `Graphviz is told every object once and every reference`() {
        let text = RoutingGraph(Self.routing).dot
        #expect(text.hasPrefix("digraph routing {\n") && text.hasSuffix("}\n"))
        for label in [
            #""child\nPath(`/`)""#, #""s\nloadBalancer""#, #""m\ncompress""#, #""auth@file""#, #""websecure""#,
            #""http://b""#,
        ] {
            #expect(text.components(of: "label=\(label)") == 1, "\(label)")
        }
        #expect(text.contains(#"web\nHost(\"a\\\\b\")"#))
        #expect(text.contains(#"[label="serversTransport"]"#))
        // web and child to s, web to m and auth, web to child, s to two servers and t, one entry point.
        #expect(text.components(of: " -> ") == 9)
    }

    @Test func `Mermaid is told the same`() {
        let text = RoutingGraph(Self.routing).mermaid
        #expect(text.hasPrefix("flowchart LR\n"))
        #expect(text.components(of: " --> ") + text.components(of: " -->|") == 9)
        #expect(text.contains("web<br>Host(#34;a#92;#92;b#34;)"))
        #expect(text.contains(#"["auth@file"]:::outside"#))
    }

    @Test func `nothing makes an empty picture`() {
        #expect(RoutingGraph(Routing()).mermaid == "flowchart LR\n")
    }
}

extension String {
    fileprivate func components(of part: String) -> Int {
        split(separator: part, omittingEmptySubsequences: false).count - 1
    }
}
