// The bounds of what a request may look like. Whoever asks for more is told so and leaves.

package enum HTTPLimits {
    /// Bytes of the first line without its end. No name here is longer than a few hundred.
    package static let requestLine = 4096
    /// Bytes of all header lines with their ends, without the empty line behind them: a browser with its cookies stays
    /// below.
    package static let headers = 16_384
    package static let headerCount = 64
    /// What one request can come to, an empty line before it included.
    package static let head = requestLine + headers + 6
}
