// What a request asks for, once its head is whole and good.

package struct HTTPRequest: Equatable {
    /// Whether the answer goes without its content.
    package let wantsHeadOnly: Bool
    /// The parts of the path between its slashes, decoded: `/traefik/team%2Da` is `traefik`, `team-a`.
    package let path: [[UInt8]]
    package let authorization: [UInt8]?
    /// The value of If-None-Match.
    package let knownTags: [UInt8]?
    /// Whether the connection ends with the answer.
    package let isLast: Bool
}
