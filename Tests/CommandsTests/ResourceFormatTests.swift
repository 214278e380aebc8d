// Bodies go out in the form that is asked for.

import Testing
import TestSupport

struct ResourceFormatTests {
    private let client = TestClient()

    init() {
        client.type("RES.PUT t default a '{\"b\":[1,\"yes\"],\"c\":1.50}'")
    }

    @Test func asYAML() {
        #expect(
            client.send("RES.GET", "t", "default", "a", "FORMAT", "yaml") == .text("b:\n  - 1\n  - \"yes\"\nc: 1.50\n"))
        #expect(
            client.send("RES.GET", "t", "default", "a", "PATH", "/b", "FORMAT", "YAML") == .text("- 1\n- \"yes\"\n"))
        #expect(client.send("RES.GET", "t", "default", "a", "PATH", "/x", "FORMAT", "yaml") == .null)
    }

    @Test func asMessagePack() {
        let map: [UInt8] = [0x82, 0xa1, 0x62, 0x92, 0x01, 0xa3, 0x79, 0x65, 0x73, 0xa1, 0x63]
        guard case .bulk(let bytes) = client.send("RES.GET", "t", "default", "a", "FORMAT", "msgpack") else {
            Issue.record("no string")
            return
        }
        #expect(bytes.starts(with: map), "\(bytes)")
    }

    @Test func inListsAndWithMetadata() {
        client.send("HELLO", "3")
        let listed = client.send("RES.LIST", "t", "default", "FIELDS", "/c", "FORMAT", "yaml")
        #expect(listed["items"]?.elements?.first?.elements?.last == .text("/c: 1.50\n"), "\(listed)")
        let whole = client.send("RES.GET", "t", "default", "a", "VERSION", "1", "WITHMETA", "FORMAT", "yaml")
        #expect(whole["resource"]?.text?.hasPrefix("b:\n") == true)
    }
}
