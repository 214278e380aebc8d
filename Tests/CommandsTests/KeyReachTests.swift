// Which keys a command concerns without naming them.

import Access
import Bytes
import Commands
import Testing

struct KeyReachTests {
    private func reach(of request: String, _ use: KeyReachUse) -> KeyReach {
        StoredArguments(request.split(separator: " ").map { Array($0.utf8) }).withArguments { use.reach(of: $0) }
    }

    @Test(arguments: [
        ("RES.LIST svc team-a", "team-a:svc:"), ("RES.WATCH * team-a", "team-a:"), ("RES.LIST svc *", ""),
        ("RES.WATCH * *", ""), ("RES.LIST svc", ""),
    ]) func resourcesOfATypeInANamespace(request: String, prefix: String) {
        let reach = reach(of: request, .resources(.access, type: 1, namespace: 2))
        #expect(reach.prefix == Array(prefix.utf8))
        #expect(reach.access == .read)
    }

    @Test func everyKeyBeginsWithNothing() {
        #expect(reach(of: "FLUSHALL", .everyKey([.access, .delete])).prefix.isEmpty)
        #expect(reach(of: "FLUSHALL", .everyKey([.access, .delete])).access == .both)
        #expect(reach(of: "RES.CLEAR svc a", .resources(.delete, type: 1, namespace: 2)).access == .write)
    }
}
