// The metrics of resources, of those who watch them, and of what Traefik reads of them.

internal import Bytes
internal import Engine
internal import Exports
internal import RESP
internal import Resources
internal import Traefik

extension InfoSource {
    func measureResources(_ text: inout MetricsText) {
        let store = engine.resources
        text.one(
            .gauge, "resources_revision", store.head, "The revision, which every commit of resources raises by one.")
        text.family(
            .gauge, "resources_epoch_info", "The history that the revision counts in; always 1.",
            [MetricsText.Sample(labels: [("epoch", Epoch.text(store.epoch))], value: 1)])
        var samples: [MetricsText.Sample] = []
        store.forEachShelf { shelf in
            guard shelf.liveCount > 0 else { return }
            let labels = [("type", shelf.catalog.name.text), ("namespace", shelf.namespace.text)]
            samples.append(MetricsText.Sample(labels: labels, value: shelf.liveCount))
        }
        text.family(.gauge, "resources", "Resources of each type in each namespace.", samples)
        let figures = store.figures { _ in true }
        text.one(.gauge, "resource_versions", figures.versions, "Versions that are kept, old ones included.")
        text.one(.gauge, "resource_body_bytes", figures.bodyBytes, "What the bodies of all of them come to.")
        text.one(.gauge, "resources_oldest_revision", figures.oldestKept, "From here on every list can be read.")
        text.one(
            .counter, "routing_renderings_total", services.routingPages.renderings,
            "How often a namespace was rendered for the HTTP port; what has not changed is not rendered again.")
        measureWatchers(&text)
    }

    private func measureWatchers(_ text: inout MetricsText) {
        let figures = engine.watchers.figures
        text.one(.gauge, "watchers", figures.watchers, "Connections that watch resources.")
        text.each(
            .gauge, "watches", by: "state", "What they watch: told of the present, or still of the past.",
            [("live", figures.watches - figures.behind), ("behind", figures.behind)])
        text.one(
            .gauge, "watch_lag_revisions", figures.longestLag,
            "How many revisions the slowest watch has still to be told of.")
        let watchers = services.clients.sessions.values.filter { $0.subscriptions.watchCount > 0 }
        let unread = watchers.map { $0.reply.queue.count }.max() ?? 0
        text.one(.gauge, "watch_unread_bytes", unread, "The most that a watcher has left unread.")
    }

    func measureExports(_ text: inout MetricsText) {
        let roots = services.exporter.status(checking: false)
        text.each(
            .gauge, "export_revision", by: "root", "The last revision that changed what Traefik reads.",
            roots.map { ($0.root.name, $0.revision) })
        text.each(
            .gauge, "export_keys", by: "root", "Keys that are exported.", roots.map { ($0.root.name, $0.keyCount) })
        text.each(
            .counter, "export_events_total", by: "root", "Events that told of a change.",
            roots.map { ($0.root.name, $0.eventCount) })
        var states: [MetricsText.Sample] = []
        var lags: [MetricsText.Sample] = []
        for root in roots {
            let readers = services.readers(of: root)
            for state in Reader.State.allCases {
                states.append(
                    MetricsText.Sample(
                        labels: [("root", root.root.name), ("state", state.rawValue)],
                        value: readers.count { $0.state == state }))
            }
            lags += Self.lags(of: readers, root)
        }
        text.family(.gauge, "export_readers", "Connections that read or listen, by how they keep up.", states)
        text.family(
            .gauge, "export_reader_lag_revisions",
            "How far the last complete read of each reader is behind; of its connections the nearest.", lags)
    }

    /// Connections come and go, so a reader is known by its user, its name and its host.
    private static func lags(
        of readers: [(session: Session, reader: Reader, state: Reader.State)], _ root: RootStatus
    ) -> [MetricsText.Sample] {
        var lags: [[String]: UInt64] = [:]
        for (session, reader, _) in readers {
            let identity = [session.userName.text, session.name, String(session.host)]
            let lag = root.revision - min(root.revision, reader.revision ?? 0)
            lags[identity] = min(lags[identity] ?? lag, lag)
        }
        return lags.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { identity, lag in
            let names = ["user", "name", "host"]
            return MetricsText.Sample(labels: [("root", root.root.name)] + zip(names, identity), value: lag)
        }
    }
}
