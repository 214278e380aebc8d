// Which channels are the server's own, and which key each is about.

import Bytes
import Engine
import Testing

struct EventChannelTests {
    @Test(
        arguments: [
            ("__keyspace@0__:k", "k"), ("__keyspace@15__:a:b", "a:b"), ("__keyspace@0__:__:k", "__:k"),
            ("__keyspace@0__:", ""), ("res:team-a:svc:web", "team-a:svc:web"), ("res:", ""),
            ("__keyevent@0__:del", nil), ("__keyspace@", nil), ("__keyspace@0", nil),
        ] as [(String, String?)]) func theServersOwn(channel: String, key: String?)
    {
        Array(channel.utf8).withView { channel in
            #expect(EventChannel.includes(channel))
            #expect(EventChannel.key(of: channel).map { ByteString($0).text } == key)
        }
    }

    @Test(arguments: [
        "", "_", "r", "res", "news", "RES:a:b:c", "__keyspace", "__keyspacE@0__:k", "__redis__:invalidate",
    ])
    func everybodys(channel: String) {
        Array(channel.utf8).withView { channel in
            #expect(!EventChannel.includes(channel))
            #expect(EventChannel.key(of: channel) == nil)
        }
    }
}
