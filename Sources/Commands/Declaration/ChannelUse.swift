// Where a command's arguments are channels that a right is needed for. To stop listening takes none.

internal import Access
internal import Bytes

package enum ChannelUse: Sendable {
    /// Every word after the name.
    case listening
    /// Every word after the name, each a pattern.
    case listeningToPatterns
    /// The word after the name.
    case speaking

    func channels(in request: Arguments) -> Call.Channels {
        let end = self == .speaking ? min(2, request.count) : request.count
        return Call.Channels(positions: 1..<end, arePatterns: self == .listeningToPatterns)
    }
}
