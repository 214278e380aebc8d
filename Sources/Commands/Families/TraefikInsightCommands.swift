// TRAEFIK.PLAN, TRAEFIK.CHECK and TRAEFIK.GRAPH: what a change would do to the routing, what is odd about it, and how
// it looks. And TRAEFIK.HELP.

internal import Access
internal import Bytes
internal import Engine
internal import RESP
internal import Resources
internal import Traefik

package enum TraefikInsightCommands {
    package static let family: [Command] = [plan, check, graph, help]

    private static let exposed = Example(
        "TRAEFIK.EXPOSE default web RULE 'Host(`a.example`)' URL http://10.0.0.1:80 ENTRYPOINT websecure",
        "1) \"revision\"\n2) (integer) 1\n3) \"changes\"\n4) (integer) 3")

    static let plan = Command(
        "TRAEFIK.PLAN", .exactly(3), [.readOnly], .resources, since: "1.0.0",
        summary: "Answers what a transaction, written as for RES.TXN, would change in the routing of a namespace, "
            + "which routers nothing would reach any more, and what it would change elsewhere.",
        complexity: "O(N log N) with the number of objects",
        arguments: [.string("namespace"), .string("json")],
        examples: [
            exposed,
            Example(
                "TRAEFIK.PLAN default '[{\"op\":\"patch\",\"type\":\"http.routers\",\"namespace\":\"default\","
                    + "\"name\":\"web\",\"merge\":{\"priority\":7}}]'",
                """
                 1) "revision"
                 2) (integer) 2
                 3) "changes"
                 4) (integer) 1
                 5) "objects"
                 6) 1) "added"
                    2) (empty array)
                    3) "changed"
                    4) 1) "http.routers/web"
                    5) "removed"
                    6) (empty array)
                 7) "keys"
                 8) 1) "added"
                    2) 1) "traefik/http/routers/web/priority"
                    3) "changed"
                    4) (empty array)
                    5) "removed"
                    6) (empty array)
                 9) "unreachable"
                10) (empty array)
                11) "elsewhere"
                12) (empty array)
                """),
            Example(
                "TRAEFIK.PLAN default '[{\"op\":\"delete\",\"type\":\"http.services\",\"namespace\":\"default\","
                    + "\"name\":\"web\"}]'",
                "(error) INUSE operation 0: default:http.services:web: default:http.routers:web refers to it, so it "
                    + "can't go; change or delete that first"),
        ]
    ) { context throws(CommandError) in
        let namespace = try context.namespace(at: 1)
        try context.demand(.read, toAllOf: namespace)
        let steps = try context.operations(at: 2)
        let old = try context.routing(of: namespace)
        let plan = try context.carryOut(steps, numbered: true, onlyThinking: true)
        context.replyPlan(plan, of: namespace, from: old)
    }

    static let check = Command(
        "TRAEFIK.CHECK", .atLeast(1), [.readOnly], .resources, since: "1.0.0",
        summary: "Answers what Traefik would take without a word and nobody means: routers that nothing reaches, "
            + "services without servers, what nothing uses, plain keys that refer to themselves in a circle, and more.",
        complexity: "O(N*M+K) with N routers, each of which shares its conditions with M others, and, where there are "
            + "plain keys beside them, K keys under the root",
        arguments: [.string("namespace", optional: true)],
        examples: [
            Example(
                "TRAEFIK.CHECK",
                """
                1) "findings"
                2) (empty array)
                3) "not-analysed"
                4) (empty array)
                """),
            exposed,
            Example("RES.PUT http.services default old '{\"loadBalancer\":{}}'", "1) (integer) 1\n2) (integer) 2"),
            Example(
                "TRAEFIK.CHECK default",
                """
                1) "findings"
                2) 1) 1) "subject"
                      2) "noServers"
                      3) "type"
                      4) "http.services"
                      5) "name"
                      6) "old"
                      7) "reason"
                      8) "has no servers, so every request fails"
                   2) 1) "subject"
                      2) "unused"
                      3) "type"
                      4) "http.services"
                      5) "name"
                      6) "old"
                      7) "reason"
                      8) "nothing here refers to it"
                3) "not-analysed"
                4) (empty array)
                """),
        ]
    ) { context throws(CommandError) in
        guard context.count <= 2 else { throw context.wrongArity }
        let namespace = try context.routingNamespace(at: 1)
        try context.demand(.read, toAllOf: namespace)
        let report = Check.report(
            on: try context.routing(of: namespace), beside: context.neighbours(of: namespace),
            target: context.traefikTarget)
        context.reply.report(report)
    }

    static let graph = Command(
        "TRAEFIK.GRAPH", .atLeast(1), [.readOnly], .resources, since: "1.0.0",
        summary: "Answers the routing of a namespace as a graph, for Graphviz or Mermaid.",
        complexity: "O(N) with the number of objects",
        arguments: [
            .string("namespace", optional: true), .oneOf("form", optional: true, [.word("DOT"), .word("MERMAID")]),
        ],
        examples: [
            exposed,
            Example(
                "TRAEFIK.GRAPH default MERMAID",
                ##""flowchart LR\n    n0[\"web<br>Host(#96;a.example#96;)\"]\n    n1([\"web<br>loadBalancer\"])"##
                    + ##"\n    n2>\"websecure\"]\n    n3[[\"http://10.0.0.1:80\"]]\n    n2 --> n0\n    n0 --> n1"##
                    + ##"\n    n1 --> n3\n""##),
            Example("TRAEFIK.GRAPH default SVG", "(error) ERR syntax error: a graph is DOT or MERMAID, not 'SVG'"),
        ]
    ) { context throws(CommandError) in
        guard context.count <= 3 else { throw context.wrongArity }
        // A last word that is a form is one, so a namespace of such a name needs the form behind it.
        let last = context.count - 1
        let isMermaid = last > 0 && context.spells(last, "mermaid")
        let hasForm = isMermaid || last > 0 && context.spells(last, "dot")
        guard hasForm || context.count < 3 else {
            throw .syntax("a graph is DOT or MERMAID, not '\(context[2].prefix(64).text)'")
        }
        let namespace = hasForm && context.count == 2 ? "default" : try context.routingNamespace(at: 1)
        try context.demand(.read, toAllOf: namespace)
        let graph = RoutingGraph(try context.routing(of: namespace))
        context.reply.bulk(isMermaid ? graph.mermaid : graph.dot)
    }

    static let help = Command(
        "TRAEFIK.HELP", .exactly(1), [.loading, .stale], .resources, since: "1.0.0",
        summary: "Lists the commands on routing and what each does."
    ) { context throws(CommandError) in
        context.replyHelp("Commands on the routing that Traefik reads:", of: "TRAEFIK.")
    }
}

extension ReplyWriter {
    fileprivate mutating func report(_ report: CheckReport) {
        map(2)
        word("findings")
        array(report.findings.count)
        for finding in report.findings {
            map(4)
            entry("subject", ByteString(finding.subject.rawValue))
            entry("type", finding.kind.type)
            entry("name", finding.name)
            entry("reason", ByteString(finding.reason))
        }
        word("not-analysed")
        texts(report.notAnalysed.map(\.text))
    }
}
