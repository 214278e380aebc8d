// What one connection has listed it may then read as it was, though commits go on: the values that these replace are
// kept, for as long as somebody may ask and as far as memory allows.

internal import Bytes
internal import Keyspace

/// One connection's right to read a root as it was when it listed it.
package final class ExportView {
    /// In nanoseconds.
    static let lifetime: Int64 = 5_000_000_000

    let keeper: ViewKeeper
    /// From which page on something has changed.
    let page: Int
    let end: Int64
    package let revision: UInt64
    /// How many keys were listed.
    package let count: Int

    init(_ keeper: ViewKeeper, page: Int, end: Int64, revision: UInt64, count: Int) {
        (self.keeper, self.page, self.end) = (keeper, page, end)
        (self.revision, self.count) = (revision, count)
    }
}

final class ViewKeeper {
    /// All that is kept for views of a root takes no more than this.
    static let mostBytes = 64 << 20

    private struct Page {
        /// What stood under keys before the commit; nil where there was nothing.
        var values: [ByteString: [UInt8]?] = [:]
    }

    private var pages: [Page] = []
    /// The number of the first page that is kept.
    private var first = 0
    private var byteCount = 0
    private var views: [ObjectIdentifier: ExportView] = [:]

    init() {}

    // MARK: Views

    func open(at revision: UInt64, count: Int, now: Int64) -> ExportView {
        let view = ExportView(
            self, page: first + pages.count, end: now + ExportView.lifetime, revision: revision, count: count)
        views[ObjectIdentifier(view)] = view
        return view
    }

    func close(_ view: ExportView) {
        views[ObjectIdentifier(view)] = nil
        forgetUnneeded()
    }

    /// Whether a view still shows what stood when it was opened.
    func keeps(_ view: ExportView, now: Int64) -> Bool { view.page >= first && now < view.end }

    /// What a view shows under a key: `.some(nil)` for nothing, nil for what stands there now.
    func value(of key: ByteView, for view: ExportView) -> [UInt8]?? {
        let key = ByteString(key)
        for page in pages.dropFirst(view.page - first) {
            if let value = page.values[key] { return value }
        }
        return nil
    }

    private func forgetUnneeded() {
        let needed = views.values.map(\.page).min() ?? first + pages.count
        while first < needed, !pages.isEmpty { forgetFirst() }
    }

    private func forgetFirst() {
        for (key, value) in pages[0].values { byteCount -= Self.cost(key, value) }
        pages.removeFirst()
        first += 1
    }

    private static func cost(_ key: ByteString, _ value: [UInt8]?) -> Int { key.count + (value?.count ?? 0) + 64 }

    // MARK: Changes

    /// A commit is about to change keys.
    func turnPage(now: Int64) {
        guard !views.isEmpty else { return }
        endViews(at: now)
        if !views.isEmpty { pages.append(Page()) }
    }

    /// Ends the views whose time is over.
    func endViews(at now: Int64) {
        guard views.contains(where: { $0.value.end <= now }) else { return }
        views = views.filter { $0.value.end > now }
        forgetUnneeded()
    }

    /// A key is about to change under which this stands.
    func note(_ key: ByteView, _ record: Record?) {
        guard !views.isEmpty, !pages.isEmpty else { return }
        let name = ByteString(key)
        guard pages[pages.count - 1].values[name] == nil else { return }
        let value = record.map { $0.content.withView { $0.array } }
        pages[pages.count - 1].values.updateValue(value, forKey: name)
        byteCount += Self.cost(name, value)
        while byteCount > Self.mostBytes, !pages.isEmpty { forgetFirst() }
    }
}
