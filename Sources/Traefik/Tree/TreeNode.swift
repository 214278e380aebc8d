// The tree that Traefik makes of keys before it looks at what they mean.

final class TreeNode {
    /// A fragment of digits stands in brackets.
    let name: String
    private(set) var value = ""
    private(set) var children: [TreeNode] = []
    /// Fragments that are equal ignoring case are one child, named by the first.
    private var places: [String: Int] = [:]

    private init(_ name: String) {
        self.name = name
    }

    /// The tree under a root; nil where no key is one that Traefik looks at.
    static func tree(_ pairs: [TreePair], _ root: TreeRoot) -> TreeNode? {
        let texts = joined(pairs.filter { isSeen($0, root) }.sorted())
        guard !texts.isEmpty else { return nil }
        let top = TreeNode(root.name)
        for (key, value) in texts { top.put(value, key.split(separator: "/").dropFirst()) }
        return top
    }

    private static let sections = ["/http", "/tcp", "/udp", "/tls"]

    /// Traefik asks for all keys that begin with the root, and drops empty ones and those of no section. Sections are
    /// looked for by their beginnings alone.
    static func isSeen(_ pair: TreePair, _ root: TreeRoot) -> Bool {
        guard !pair.value.isEmpty, pair.key.starts(with: root.name.utf8) else { return false }
        let rest = Folding.folded(String(decoding: pair.key.dropFirst(root.name.utf8.count).prefix(5), as: UTF8.self))
        return sections.contains { rest.hasPrefix($0) }
    }

    /// Values of keys that end in a number become one value with commas, before which a plain key of the same name
    /// counts for nothing.
    private static func joined(_ pairs: [TreePair]) -> [(String, String)] {
        var plain: [[UInt8]: String] = [:]
        var lists: [[UInt8]: [String]] = [:]
        for pair in pairs {
            let value = String(decoding: pair.value, as: UTF8.self)
            if let slash = pair.key.lastIndex(of: UInt8(ascii: "/")), slash > 0,
                TreeForm.isNumber(String(decoding: pair.key[(slash + 1)...], as: UTF8.self))
            {
                lists[Array(pair.key[..<slash]), default: []].append(value)
            } else {
                plain[pair.key] = value
            }
        }
        for (key, values) in lists { plain[key] = values.joined(separator: ",") }
        return plain.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
    }

    private func put(_ text: String, _ path: ArraySlice<Substring>) {
        guard let step = path.first else {
            value = text
            return
        }
        child(TreeForm.isNumber(step) ? "[\(step)]" : String(step)).put(text, path.dropFirst())
    }

    private func child(_ name: String) -> TreeNode {
        let folded = Folding.folded(name)
        if let place = places[folded] { return children[place] }
        let child = TreeNode(name)
        places[folded] = children.count
        children.append(child)
        return child
    }
}
