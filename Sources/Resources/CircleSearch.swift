// Follows what leads to other things until it leads back to where it began, or nowhere. Whatever was followed is not
// followed again, so that many ways to one place are no more work than one.

package struct CircleSearch<Node: Hashable> {
    private var followed: Set<Node> = []

    package init() {}

    /// A circle that a node leads to, in the order of the way; nil where there is none, or only one that an earlier
    /// node led to.
    package mutating func circle(from start: Node, following next: (Node) -> [Node]) -> [Node]? {
        guard followed.insert(start).inserted else { return nil }
        var way = [(node: start, open: next(start))]
        var onWay: Set = [start]
        while let last = way.last {
            guard let step = last.open.last else {
                way.removeLast()
                onWay.remove(last.node)
                continue
            }
            way[way.count - 1].open.removeLast()
            if onWay.contains(step) { return Array(way.map(\.node).drop { $0 != step }) }
            guard followed.insert(step).inserted else { continue }
            way.append((step, next(step)))
            onWay.insert(step)
        }
        return nil
    }
}

extension [String] {
    /// So many names make clear what leads where.
    private static var mostNamed: Int { 8 }

    /// The names of a circle as the way round it.
    package var wayRound: String {
        let rest = count > Self.mostNamed ? ["…"] : []
        return (prefix(Self.mostNamed) + rest + prefix(1)).joined(separator: " → ")
    }
}
