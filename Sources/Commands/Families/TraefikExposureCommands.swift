// TRAEFIK.EXPOSE and TRAEFIK.UNEXPOSE: a service as people think of it, a rule and the servers behind it.

internal import Access
internal import Bytes
internal import Engine
internal import JSON
internal import RESP
internal import Resources
internal import Traefik

package enum TraefikExposureCommands {
    package static let family: [Command] = [expose, unexpose]

    static let expose = Command(
        "TRAEFIK.EXPOSE", .atLeast(7), [.write, .denyOutOfMemory], .resources, since: "1.0.0",
        summary: "Makes or changes a router and a service of one name: a rule and the servers that it leads to.",
        complexity: "O(N) with the number of servers and middlewares",
        arguments: [
            .string("namespace"), .string("name"), .string("rule", token: "RULE"),
            Argument(
                "server", .block([.string("url"), .integer("weight", token: "WEIGHT", optional: true)]), token: "URL",
                multiple: true, repeatsToken: true),
            .string("entrypoint", token: "ENTRYPOINT", optional: true, multiple: true),
            .string("middleware", token: "MIDDLEWARE", optional: true, multiple: true),
            Argument(
                "tls", .block([.word("TLS"), .string("resolver", token: "RESOLVER", optional: true)]), optional: true),
            .integer("priority", token: "PRIORITY", optional: true),
            .string("path", token: "HEALTHCHECK", optional: true),
            .string("cookie", token: "STICKY", optional: true),
        ],
        examples: [
            Example(
                "TRAEFIK.EXPOSE default web RULE 'Host(`a.example`)' URL http://10.0.0.1:80",
                "1) \"revision\"\n2) (integer) 1\n3) \"changes\"\n4) (integer) 3"),
            Example(
                "RES.GET http.routers default web",
                "\"{\\\"service\\\":\\\"web\\\",\\\"rule\\\":\\\"Host(`a.example`)\\\"}\""),
            Example(
                "TRAEFIK.EXPOSE default web RULE 'Host(`a.example`)' URL http://10.0.0.1:80",
                "1) \"revision\"\n2) (integer) 1\n3) \"changes\"\n4) (integer) 0"),
            Example(
                "TRAEFIK.EXPOSE default web RULE 'Host(`a.example`)' URL http://10.0.0.1:80 MIDDLEWARE auth",
                "(error) BADREF default:http.routers:web at /middlewares/0: default:http.middlewares:auth does not "
                    + "exist; make it first, or both in one RES.TXN"),
            Example(
                "TRAEFIK.EXPOSE default api RULE Hots(`b`) URL http://10.0.0.2",
                "(error) INVALID default:http.routers:api: /rule: at byte 0: no matcher is called 'Hots'; there are "
                    + "ClientIP, Header, HeaderRegexp, Host, HostRegexp, Method, Path, PathPrefix, PathRegexp, Query, "
                    + "QueryRegexp"),
            Example(
                "TRAEFIK.EXPOSE default api RULE Path(`/`) PRIORITY 1",
                "(error) ERR syntax error: URL is missing"),
        ]
    ) { context throws(CommandError) in
        let keys = try context.exposureKeys()
        let exposure = try context.exposure()
        for key in keys.all { try context.demand(.both, to: key) }
        try context.refuseForeign(keys)
        var steps = [Step(keys.record, .put(exposure.record.bytes))]
        for object in exposure.objects(named: keys.record.name) {
            let key = ResourceKey(object.kind, object.name, in: keys.record.namespace)
            steps.append(Step(key, .put(object.body.bytes)))
        }
        let head = context.store.head
        context.replyHead(of: try context.carryOut(steps), head, members: 2)
    }

    static let unexpose = Command(
        "TRAEFIK.UNEXPOSE", .exactly(3), [.write], .resources, since: "1.0.0",
        summary: "Deletes what TRAEFIK.EXPOSE made under a name, unless something else refers to it.",
        arguments: [.string("namespace"), .string("name")],
        examples: [
            Example(
                "TRAEFIK.EXPOSE default web RULE 'Host(`a.example`)' URL http://10.0.0.1:80",
                "1) \"revision\"\n2) (integer) 1\n3) \"changes\"\n4) (integer) 3"),
            Example(
                "TRAEFIK.UNEXPOSE default web", "1) \"revision\"\n2) (integer) 2\n3) \"changes\"\n4) (integer) 3"),
            Example(
                "TRAEFIK.UNEXPOSE default web",
                "(error) NOTFOUND default:traefik.exposures:web does not exist; RES.LIST shows what does"),
        ]
    ) { context throws(CommandError) in
        let keys = try context.exposureKeys()
        for key in keys.all { try context.demand(.both, to: key) }
        let store = context.settledStore()
        var steps = [Step(keys.record, .delete())]
        for key in keys.objects where store.resource(key)?.exists == true { steps.append(Step(key, .delete())) }
        let head = store.head
        context.replyHead(of: try context.carryOut(steps), head, members: 2)
    }
}

/// Where an exposure is kept, and the objects that it stands for.
private struct ExposureKeys {
    let record: ResourceKey
    let objects: [ResourceKey]

    var all: [ResourceKey] { [record] + objects }
}

extension Context {
    fileprivate func exposureKeys() throws(CommandError) -> ExposureKeys {
        let record = try Exposure.type.withView { type throws(CommandError) in
            try resourceKey(type: type, namespace: self[1], name: self[2])
        }
        let objects = Exposure.kinds.map { ResourceKey($0, record.name, in: record.namespace) }
        return ExposureKeys(record: record, objects: objects)
    }

    fileprivate func exposure() throws(CommandError) -> Exposure {
        do throws(Exposure.Fault) { return try Exposure((3..<count).map { self[$0].text }) } catch {
            throw .syntax(error.text)
        }
    }

    /// What somebody has made otherwise is not written over.
    fileprivate func refuseForeign(_ keys: ExposureKeys) throws(CommandError) {
        let store = settledStore()
        guard store.resource(keys.record)?.exists != true else { return }
        guard let foreign = keys.objects.first(where: { store.resource($0)?.exists == true }) else { return }
        throw CommandError(
            "EXISTS",
            "\(foreign.text) is there, and TRAEFIK.EXPOSE has not made it; choose another name, or delete it first")
    }
}
