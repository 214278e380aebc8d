// The channels on which the server itself tells of keys and resources. Nobody else speaks there, so no event is ever
// forged.

package import Bytes

package enum EventChannel {
    /// Followed by the database, the end of the prefix and the key.
    static let key: StaticString = "__keyspace@"
    /// Followed by the database, the end of the prefix and the event.
    static let event: StaticString = "__keyevent@"
    static let endOfPrefix: StaticString = "__:"
    /// Followed by the key of the resource.
    static let resource: StaticString = "res:"

    package static func includes(_ channel: ByteView) -> Bool {
        switch channel.first {
        case UInt8(ascii: "_"): channel.starts(with: ByteView(key)) || channel.starts(with: ByteView(event))
        case UInt8(ascii: "r"): channel.starts(with: ByteView(resource))
        default: false
        }
    }

    /// The key that a channel is about; nil where it is about none or about many.
    package static func key(of channel: ByteView) -> ByteView? {
        if channel.starts(with: ByteView(resource)) { return channel.dropFirst(ByteView(resource).count) }
        guard channel.starts(with: ByteView(key)) else { return nil }
        let end = ByteView(endOfPrefix)
        let start = (ByteView(key).count..<channel.count).first { channel.dropFirst($0).starts(with: end) }
        return start.map { channel.dropFirst($0 + end.count) }
    }

    /// The channel of events of one key.
    package static func ofKey(_ key: [UInt8], in database: Int) -> [UInt8] {
        key.withView { name(self.key, database, $0) }
    }

    static func name(_ prefix: StaticString, _ database: Int, _ rest: ByteView) -> [UInt8] {
        var name = ByteView(prefix).array
        name.append(contentsOf: "\(database)".utf8)
        name.append(ByteView(endOfPrefix))
        name.append(rest)
        return name
    }
}
