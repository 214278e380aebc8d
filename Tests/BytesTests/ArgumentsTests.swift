// Requests as slices of bytes, in a buffer and put aside.

import Bytes
import Testing
import TestSupport

struct ArgumentsTests {
    private func words(_ arguments: Arguments) -> [[UInt8]] {
        (0..<arguments.count).map { arguments[$0].array }
    }

    @Test func aListGivesItsSlicesOfTheBytesItIsLaidOver() {
        var list = ArgumentList()
        let bytes = Array("SET key value".utf8)
        for (offset, length) in [(0, 3), (4, 3), (8, 5), (13, 0)] { list.append(offset: offset, length: length) }
        bytes.withView { view in
            let arguments = list.over(view)
            #expect(words(arguments) == ["SET", "key", "value", ""].map { Array($0.utf8) })
            #expect(arguments.byteCount == 11)
        }
    }

    @Test func aListHoldsAnyNumberOfSlicesAndIsUsedAgain() {
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }
        var list = ArgumentList()
        for count in [0, 1, 7, 8, 9, 64, 65, 1_000, 3] {
            list.removeAll()
            #expect(list.count == 0)
            for index in 0..<count { list.append(offset: index, length: 1) }
            #expect(list.count == count)
            #expect(bytes.withView { words(list.over($0)) } == (0..<count).map { [bytes[$0]] })
        }
    }

    @Test func aListThatWasLongGivesItsMemoryBack() {
        var list = ArgumentList()
        for index in 0..<10_000 { list.append(offset: index, length: 0) }
        #expect(list.byteCount >= 160_000)
        list.removeAll()
        #expect(list.byteCount == 0)
    }

    @Test(arguments: [
        [], [""], ["", "", ""], ["PING"], ["SET", "a key", "", "value"], ["x", String(repeating: "y", count: 100_000)],
    ])
    func aRequestThatWasPutAsideIsTheSame(_ texts: [String]) {
        let given = texts.map { Array($0.utf8) }
        let stored = StoredArguments(given)
        #expect(stored.withArguments(words) == given)
        let copy = stored.withArguments { StoredArguments($0) }
        #expect(copy.withArguments(words) == given)
        #expect(copy.byteCount >= given.joined().count)
    }
}
