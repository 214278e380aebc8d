// Why Traefik would reject a whole configuration, and which key is to blame.

package struct TreeError: Error, Equatable, Sendable {
    /// From the root on, as far as it leads.
    package let path: String
    package let reason: String

    package var text: String { "\(path): \(reason)" }
}
