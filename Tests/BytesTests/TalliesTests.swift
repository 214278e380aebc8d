// Counters in a row: what is added where, and that the row keeps its counters when it grows.

import Bytes
import Testing

struct TalliesTests {
    @Test func everyCounterStandsForItself() {
        var tallies = Tallies(count: 5)
        tallies.add(7, at: 4)
        tallies.add(-2, at: 4)
        #expect(tallies.add(1, 10, at: 2) == 5)
        #expect(tallies.add(1, 10, at: 2) == 5)
        #expect(tallies.array(0..<5) == [0, 0, 2, 20, 5])
    }

    @Test func growthKeepsWhatWasCounted() {
        var tallies = Tallies()
        for length in 1...50 {
            tallies.append(1)
            tallies.add(length, at: length - 1)
        }
        #expect(tallies.count == 50)
        #expect(tallies.array(0..<50) == Array(1...50))
    }

    @Test(arguments: [-1, 3, 4, Int.max])
    func threeCountersMustBeThere(index: Int) async {
        await #expect(processExitsWith: .failure) { [index] in
            var tallies = Tallies(count: 5)
            _ = tallies.add(1, 1, at: index)
        }
    }

    @Test func anEmptyRowHasNone() async {
        await #expect(processExitsWith: .failure) {
            var tallies = Tallies()
            _ = tallies.add(1, 1, at: 0)
        }
    }
}
