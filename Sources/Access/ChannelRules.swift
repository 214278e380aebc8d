// Which channels may be named: all, or those that match one of some patterns.

package import Bytes

package struct ChannelRules {
    package private(set) var includeAll: Bool
    package private(set) var patterns: [ByteString] = []

    init(includingAll: Bool) {
        includeAll = includingAll
    }

    // MARK: Asking

    /// A channel may match a pattern; who listens to a pattern must have been given that very one.
    package func allow(_ channel: ByteView, asPattern: Bool) -> Bool {
        includeAll || patterns.contains { pattern in
            pattern.withView { asPattern ? $0 == channel : Glob.matches($0, channel) }
        }
    }

    /// Whether one pattern allows every channel that begins with `prefix`.
    package func cover(_ prefix: ByteView) -> Bool {
        includeAll || patterns.contains { $0.bytes.coveredPrefix?.withView { prefix.starts(with: $0) } ?? false }
    }

    package var rules: [[UInt8]] {
        includeAll ? [Array("&*".utf8)] : patterns.map { [UInt8(ascii: "&")] + $0.bytes }
    }

    // MARK: Changing

    mutating func setAll(_ isAllowed: Bool) {
        includeAll = isAllowed
        patterns = []
    }

    /// Takes `&pattern`.
    mutating func add(_ rule: ByteView) throws(RuleError) {
        guard !includeAll else { throw .channelsAfterAllChannels }
        let pattern = rule.dropFirst(1)
        guard pattern.isOneWord else { throw .syntax }
        let name = ByteString(pattern)
        if !patterns.contains(name) { patterns.append(name) }
    }
}
