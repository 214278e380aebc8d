// The routing of a namespace as Traefik's HTTP provider polls it: written once for each revision that changed it, from
// the bodies that the store keeps. Nothing is read or kept for it beside these: a new page costs what copying it does.

internal import Access
internal import Bytes
internal import Engine
internal import Exports
internal import Resources
internal import Traefik

/// A document that is not empty, whatever became of the namespace.
package struct RoutingPage: Equatable {
    /// The last revision that changed anything of it.
    package let revision: UInt64
    package let content: [UInt8]
    /// The same for equal documents alone, over restarts too.
    package let tag: String
}

final class RoutingPages {
    /// More namespaces than these are seldom polled at once, and more bytes are not kept for it.
    private static let most = 64
    private static let mostBytes = 64 << 20
    private var pages: [ByteString: RoutingPage] = [:]
    /// How often a page was made.
    private(set) var renderings = 0

    /// The page of a namespace in which something of Traefik's stands or has stood, or that was made on purpose.
    ///
    /// Of others there is none: an empty document would have Traefik drop every route, be it that somebody has misspelt
    /// the name, or that the server was started on the wrong folder.
    func page(of namespace: ByteString, in store: Store, showsRevision: Bool) -> RoutingPage? {
        let shelves = ObjectKind.allCases.compactMap { store.catalog($0.type)?.shelf(namespace) }
        let revision = shelves.map(\.changedAt).max() ?? 0
        guard revision > 0 || store.namespace(namespace)?.quota != nil else { return nil }
        let tag = "\(Epoch.text(store.epoch))-\(revision)\(showsRevision ? "" : "-bare")"
        if let page = pages[namespace], page.tag == tag { return page }
        // Where there is nothing else, the middleware stands there that tells the revision.
        let isEmpty = shelves.allSatisfy { $0.liveCount == 0 }
        var document = ProviderDocument(revision: showsRevision || isEmpty ? revision : nil)
        for kind in ObjectKind.allCases {
            document.write(kind) { write in store.forEachBody(of: kind, in: namespace, write) }
        }
        guard (try? store.refuseFault()) != nil else { return nil }
        let page = RoutingPage(revision: revision, content: document.finished(), tag: tag)
        renderings += 1
        keep(page, of: namespace)
        return page
    }

    private func keep(_ page: RoutingPage, of namespace: ByteString) {
        pages[namespace] = nil
        let bytes = pages.values.reduce(page.content.count) { $0 + $1.content.count }
        if pages.count >= Self.most || bytes > Self.mostBytes { pages.removeAll() }
        pages[namespace] = page
    }
}

extension Store {
    fileprivate func forEachBody(
        of kind: ObjectKind, in namespace: ByteString, _ visit: (ByteString, [UInt8]) -> Void
    ) {
        catalog(kind.type)?.shelf(namespace)?.forEach { resource in
            if let body = resource.current.body { visit(resource.name, body) }
            return true
        }
    }
}

extension Visitor {
    /// For who may run TRAEFIK.EXPORT and read all of the namespace.
    package mutating func routing(of namespace: [UInt8]) throws(PageRefusal) -> RoutingPage {
        guard !context.services.isLoading else { throw .loading }
        let name = ByteString(namespace)
        let words = ["TRAEFIK.EXPORT", "NAMESPACE"].map { Array($0.utf8) } + [namespace, Array("JSON".utf8)]
        try demand(rightTo: words) { context throws(CommandError) in try context.demand(.read, toAllOf: name) }
        let services = context.services
        let page = services.routingPages.page(
            of: name, in: context.settledStore(), showsRevision: services.exporter.settings.showsRevision)
        guard let page else { throw .missing }
        return page
    }
}
