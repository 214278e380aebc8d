// What clients are told this server is: they choose by it which commands and replies they may count on.

package enum Compatibility {
    /// Our own name.
    package static let product = "Milepost"
    package static let server = "redis"
    package static let version = "7.2.4"
}
