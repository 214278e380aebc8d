// Makes a store of what a walk has written. It trusts nothing: what makes no sense is refused with what it is.

package import Bytes

package final class ImageReader {
    package struct Fault: Error {
        package let what: String
    }

    /// What has come so far; it is the store when all has come.
    package let store: Store
    package private(set) var isComplete = false
    private var hasHead = false
    private var shelf: Shelf?
    private var changes: [(resource: Resource, version: Version)] = []
    private var early: EarlyBodies?

    /// - Parameter store: one that nothing is in, with the rules that are built in.
    package init(into store: Store = Store(epoch: 0)) {
        self.store = store
    }

    /// Bodies of these types are not held in memory until their resources come.
    package func expect(onDemand types: ByteView) {
        let names = types.array.split(separator: UInt8(ascii: " ")).map { ByteString(Array($0)) }
        early = EarlyBodies(of: Set(names), store.bodies)
    }

    /// Takes a string that comes before the resources, if it may be a body for which memory is not the place.
    package func take(_ string: ByteView, under key: ByteView) -> Bool {
        early?.take(string, under: key) ?? false
    }

    /// Shows the strings that were taken and are no bodies; they are to be what they were.
    package func returnRest(_ visit: (_ key: ByteView, _ string: ByteView) -> Void) throws(Fault) {
        do throws(BodyFault) { try early?.returnRest(visit) } catch { throw Fault(what: error.text) }
        early = nil
    }

    /// Takes the next piece, as it was written.
    /// - Parameter body: what stands under a key of the keyspace.
    package func take(_ chunk: ByteView, body: (ResourceKey) -> [UInt8]?) throws(Fault) {
        var cursor = ImageCursor(chunk)
        while !cursor.isAtEnd {
            guard !isComplete else { throw Fault(what: "more comes behind the end of the resources") }
            let mark = try cursor.number()
            guard hasHead || mark == ImageMark.head else { throw Fault(what: "resources without their beginning") }
            switch mark {
            case ImageMark.head: try takeHead(&cursor)
            case ImageMark.shelf: try takeShelf(&cursor)
            case ImageMark.resource: try takeResource(&cursor, body)
            case ImageMark.end: end()
            default: throw Fault(what: "a mark \(mark) among resources, which this version does not know")
            }
        }
    }

    private func takeHead(_ cursor: inout ImageCursor) throws(Fault) {
        guard !hasHead else { throw Fault(what: "resources that begin twice") }
        hasHead = true
        store.beginEpoch(try cursor.number())
        store.restoreHead(try cursor.number())
    }

    private func takeShelf(_ cursor: inout ImageCursor) throws(Fault) {
        let type = ByteString(try cursor.string())
        let namespace = ByteString(try cursor.string())
        shelf = store.restoreShelf(
            type, namespace, lostBefore: try cursor.number(), highestForgotten: try cursor.number())
    }

    private func takeResource(
        _ cursor: inout ImageCursor, _ body: (ResourceKey) -> [UInt8]?
    ) throws(Fault) {
        guard let shelf else { throw Fault(what: "a resource of no type") }
        let name = ByteString(try cursor.string())
        // 0 where nothing was let go of; else when the life began of which the oldest version is.
        let birth = try cursor.number()
        let count = try cursor.number()
        let key = ResourceKey(namespace: shelf.namespace, type: shelf.catalog.name, name: name)
        guard count > 0, shelf.resource(name) == nil else {
            throw Fault(what: "\(key.text) without a version, or twice")
        }
        var versions: [Version] = []
        for _ in 0..<count {
            let version = try version(&cursor, of: key, body)
            let isNext = versions.last.map { $0.number + 1 == version.number && $0.revision <= version.revision }
            guard isNext ?? (version.number > 0), version.revision <= store.head else {
                throw Fault(what: "version \(version.number) of \(key.text) out of order")
            }
            versions.append(version)
        }
        let resource = store.restore(
            versions, isTrimmed: birth > 0, birth: birth > 1 ? Int64(clamping: birth) : nil, name, on: shelf)
        changes += versions.map { (resource, $0) }
    }

    private func version(
        _ cursor: inout ImageCursor, of key: ResourceKey, _ body: (ResourceKey) -> [UInt8]?
    ) throws(Fault) -> Version {
        let (number, revision) = (try cursor.number(), try cursor.number())
        let time = Int64(bitPattern: try cursor.number())
        let author = ByteString(try cursor.string())
        guard let event = Event(rawValue: UInt8(clamping: try cursor.number())) else {
            throw Fault(what: "version \(number) of \(key.text) came of nothing that this version knows")
        }
        let end = Int64(bitPattern: try cursor.number())
        var content: [UInt8]?
        var elsewhere: BodyInPiece?
        switch try cursor.number() {
        case ImageMark.noBody: break
        case ImageMark.body: content = try cursor.string()
        default:
            elsewhere = early?.claim(key)
            if elsewhere == nil { content = body(key) }
            guard elsewhere != nil || content != nil else { throw Fault(what: "\(key.text) lacks its key") }
        }
        return Version(
            number: number, revision: revision, time: time, author: author, event: event, body: content,
            elsewhere: elsewhere, end: end == 0 ? nil : end)
    }

    private func end() {
        isComplete = true
        store.restoreFeed(changes)
        changes = []
    }
}

/// Reads what `ImageBytes` has written.
struct ImageCursor {
    private let view: ByteView
    private var position = 0

    init(_ view: ByteView) {
        self.view = view
    }

    var isAtEnd: Bool { position == view.count }

    mutating func number() throws(ImageReader.Fault) -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while position < view.count, shift < 64 {
            let byte = view[position]
            position += 1
            number |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
        throw ImageReader.Fault(what: "a number that does not end")
    }

    mutating func string() throws(ImageReader.Fault) -> [UInt8] {
        let count = try number()
        guard count <= UInt64(view.count - position) else {
            throw ImageReader.Fault(what: "a string that is longer than what holds it")
        }
        defer { position += Int(count) }
        return view[position..<position + Int(count)].array
    }
}
