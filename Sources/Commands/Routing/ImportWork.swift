// The import of a long document, prepared in slices: it is read on another queue, and then what it says of each object
// is compared with what is there, judged and rendered. The commit itself is one piece; with all this known it is short.

internal import Bytes
internal import Engine
internal import Exports
internal import JSON
internal import Resources
internal import Traefik

final class ImportWork: LongWork {
    private let services: Services
    private let namespace: ByteString
    private let form: RoutingForm
    private var reading: Result<Routing, CommandError>?
    /// What is still to be looked at, the next last.
    private var left: [(kind: ObjectKind, name: ByteString, body: JSONValue)] = []
    /// What is known of objects already.
    private(set) var findings: [ResourceKey: ImportFinding] = [:]
    private(set) var renderings: [ResourceKey: Rendering] = [:]
    let unit = ProgressReport.Unit.objects
    let title: String

    /// Begins to read.
    init(_ document: [UInt8], _ form: RoutingForm, into namespace: ByteString, _ services: Services) {
        self.services = services
        self.namespace = namespace
        self.form = form
        title = "Importing into \(namespace.text)"
        services.host.doAside {
            Result { () throws(CommandError) in
                try document.withView { view throws(CommandError) in try form.read(view) }
            }
        } then: { [weak self] reading in
            self?.take(reading)
        }
    }

    private func take(_ reading: Result<Routing, CommandError>) {
        self.reading = reading
        guard case .success(let routing) = reading else { return }
        routing.forEach { left.append(($0, $1, $2)) }
        total = left.count
        left.reverse()
    }

    private(set) var total = 0
    var done: Int { total - left.count }
    var state: LongWorkState { reading == nil ? .waits : left.isEmpty ? .isFinished : .canGoOn }

    /// The document, or why there is none.
    func document() throws(CommandError) -> Routing {
        guard let reading else { return Routing() }
        return try reading.get()
    }

    func goOn(until isOver: () -> Bool) {
        while !isOver(), let next = left.popLast() {
            guard !next.kind.isList else { continue }
            let key = ResourceKey(next.kind, next.name, in: namespace)
            let store = services.engine.resources
            var finding = ImportFinding(next.body, at: key, form, in: store)
            if var step = finding.step {
                // Why it is refused, planning says.
                guard store.examine(&step) else { return left.removeAll() }
                finding.step = step
                renderings[key] = services.exporter.rendering(of: next.body, key, next.kind)
            }
            findings[key] = finding
        }
    }
}
