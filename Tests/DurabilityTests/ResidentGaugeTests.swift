// What the kernel says of the process is asked for now and then.

import Platform
import Testing

struct ResidentGaugeTests {
    @Test func `an answer is good for a tenth of a second`() {
        var asked = 0
        var gauge = ResidentGauge {
            asked += 1
            return asked * 4096
        }
        #expect(gauge.bytes(at: 5_000_000_000) == 4096)
        #expect(gauge.bytes(at: 5_099_999_999) == 4096)
        #expect(gauge.bytes(at: 5_100_000_000) == 8192)
    }
}
