// The prefixes whose keys are kept in order. A root has no slash of its own: `traefik` covers `traefik/http/…` and
// `traefik-team/…` alike, because a reader that asks for `traefik*` must be answered from the index.

package import Bytes

package struct OrderedRoots: Sendable {
    package let roots: [ByteString]
    private let isFirstByte: InlineArray<256, Bool>

    package init(_ roots: [ByteString]) {
        self.roots = roots.filter { $0.count > 0 }
        var first = InlineArray<256, Bool>(repeating: false)
        for root in self.roots { first[Int(root.bytes[0])] = true }
        isFirstByte = first
    }

    /// Whether `key` lies under a root. Most keys are told apart by their first byte.
    @inline(__always)
    package func cover(_ key: ByteView) -> Bool {
        guard key.count > 0, isFirstByte[Int(key[0])] else { return false }
        return hasRoot(key)
    }

    @inline(never)
    private func hasRoot(_ key: ByteView) -> Bool {
        roots.contains { root in root.withView { key.starts(with: $0) } }
    }
}
