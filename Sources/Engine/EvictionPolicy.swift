// Which key goes when memory runs short: of all keys or of those that end, and which of these first.

package struct EvictionPolicy: Equatable {
    package enum Order {
        /// The one that was used longest ago. Uses are noted by the second: within one, any of them.
        case lastUse
        /// The one that is used least often.
        case frequency
        case random
        /// The one that ends first.
        case end
    }

    package let onlyExpiring: Bool
    package let order: Order

    /// As `maxmemory-policy` names it; nil for `noeviction`.
    package init?(_ name: String) {
        let words = name.split(separator: "-")
        guard words.count == 2 else { return nil }
        onlyExpiring = words[0] == "volatile"
        switch words[1] {
        case "lru": order = .lastUse
        case "lfu": order = .frequency
        case "ttl": order = .end
        default: order = .random
        }
    }
}
