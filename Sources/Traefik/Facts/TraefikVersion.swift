// A release of Traefik 3, as the one that a field came with or as the one that is aimed at.

package struct TraefikVersion: Hashable, Sendable {
    package let minor: Int
    package let patch: Int

    /// The release that something came with: without a patch number, the first of its minor version.
    package init?(since text: some StringProtocol) {
        self.init(text, patchWhenAbsent: 0)
    }

    /// The release that is aimed at: without a patch number, the last of its minor version. Nil where it is none that
    /// is known.
    package init?(target text: String) {
        self.init(text, patchWhenAbsent: .max)
        guard Self.knownMinors.contains(minor) else { return nil }
    }

    private init?(_ text: some StringProtocol, patchWhenAbsent: Int) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2 || parts.count == 3, parts[0] == 3, let minor = parts[1], minor >= 0 else { return nil }
        guard parts.count == 2 || parts[2] ?? -1 >= 0 else { return nil }
        self.minor = minor
        patch = parts.count == 3 ? parts[2] ?? 0 : patchWhenAbsent
    }

    private init(minor: Int, patch: Int) {
        self.minor = minor
        self.patch = patch
    }

    package static let newest = TraefikVersion(minor: knownMinors.max() ?? 0, patch: .max)

    private static let knownMinors = FactTable.lines(FactTable.versions).compactMap {
        TraefikVersion(since: $0)?.minor
    }

    // MARK: What changed in the meaning of rules

    private static let wildcards = TraefikVersion(minor: 7, patch: 0)
    private static let anyHost = TraefikVersion(minor: 7, patch: 7)
    private static let reservedCharactersStay = TraefikVersion(minor: 5, patch: 0)

    /// Whether `*.example.com` stands for every name with one more label.
    var readsWildcards: Bool { self >= Self.wildcards }
    /// Whether the host `*` stands for every host.
    var readsAnyHost: Bool { self >= Self.anyHost }
    /// Whether an encoded character with a meaning of its own stays encoded in a path.
    var keepsReservedCharacters: Bool { self >= Self.reservedCharactersStay }
}

extension TraefikVersion: Comparable {
    package static func < (left: TraefikVersion, right: TraefikVersion) -> Bool {
        (left.minor, left.patch) < (right.minor, right.patch)
    }
}

extension TraefikVersion: CustomStringConvertible {
    package var description: String { patch == .max || patch == 0 ? "3.\(minor)" : "3.\(minor).\(patch)" }
}
