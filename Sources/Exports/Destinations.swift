// Which namespace is exported where: to a root of its own, or into one with others, with its name before its objects'.

package import Bytes
package import Traefik

package struct Destination: Equatable, Sendable {
    package let root: TreeRoot
    package let prefix: NamespacePrefix
}

package struct Destinations: Sendable {
    /// Why the configuration can't be meant so.
    package struct Fault: Error, Equatable {
        package let text: String
    }

    /// In the order in which they are named.
    package private(set) var roots: [TreeRoot] = []
    private var places: [ByteString: Destination] = [:]
    /// What was asked for and does not come by itself.
    private var chosen: Set<TreeRoot> = []

    package static let usualNamespace: ByteString = "default"

    package init() {
        roots = [.usual]
        places[Self.usualNamespace] = Destination(root: .usual, prefix: NamespacePrefix(nil))
    }

    /// Lines of three words each: a namespace, `root` or `into`, and a root.
    package init(_ lines: [[String]]) throws(Fault) {
        let usual = [Self.usualNamespace.text, "root", TreeRoot.usual.name]
        let all = lines.contains { $0.first == usual[0] } ? lines : [usual] + lines
        for line in all where line[1] == "root" { try add(line, as: NamespacePrefix(nil)) }
        for line in all where line[1] != "root" { try add(line, as: NamespacePrefix(ByteString(line[0]))) }
        for line in lines { if let place = places[ByteString(line[0])] { chosen.insert(place.root) } }
    }

    private mutating func add(_ line: [String], as prefix: NamespacePrefix) throws(Fault) {
        let (namespace, way) = (ByteString(line[0]), line[1])
        guard way == "root" || way == "into" else { throw Fault(text: "'\(way)' is neither root nor into") }
        guard let root = TreeRoot(line[2]) else {
            throw Fault(text: "'\(line[2])' is no root: it takes visible ASCII without slashes and what patterns mean")
        }
        guard places[namespace] == nil else {
            throw Fault(text: "the namespace \(namespace.text) has two roots: keep one line")
        }
        if way == "root" {
            if let other = roots.first(where: { $0.overlaps(root) }) {
                throw Fault(
                    text: "a Traefik at the root \(root.name) would read what is under \(other.name) as "
                        + "well: choose names of which none begins with another")
            }
            roots.append(root)
        } else if !roots.contains(root) {
            throw Fault(
                text: "no namespace has the root \(root.name) as its own: give it to one with "
                    + "'traefik-export NAMESPACE root \(root.name)'")
        }
        places[namespace] = Destination(root: root, prefix: prefix)
    }

    /// Lines of three words each that come to the same.
    var lines: [[String]] {
        places.map { [$0.key.text, $0.value.prefix.isEmpty ? "root" : "into", $0.value.root.name] }
            .sorted { $0[0] < $1[0] }
    }

    package var rootNames: [String] { roots.map(\.name) }

    package subscript(namespace: ByteString) -> Destination? { places[namespace] }

    /// Who is exported under a root, in order.
    package func namespaces(under root: TreeRoot) -> [(namespace: ByteString, prefix: NamespacePrefix)] {
        places.filter { $0.value.root == root }.map { ($0.key, $0.value.prefix) }.sorted { $0.namespace < $1.namespace }
    }

    /// Whether a root is there because somebody asked for it.
    func isChosen(_ root: TreeRoot) -> Bool { chosen.contains(root) }
}
