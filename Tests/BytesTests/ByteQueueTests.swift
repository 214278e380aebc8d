// The queue against an array that does the same, through random histories.

import Bytes
import Testing
import TestSupport

struct ByteQueueTests {
    /// A queue and the array that it must agree with.
    private struct Pair: ~Copyable {
        let pool = BufferPool()
        var queue: ByteQueue
        var model: [UInt8] = []

        init() {
            queue = ByteQueue(pool: pool)
        }

        mutating func step(_ random: inout SeededRandom) {
            switch Int.random(in: 0..<12, using: &random) {
            case 0: add([UInt8(truncatingIfNeeded: random.next())]) { $0.append($1[0]) }
            case 1: add(Self.bytes(&random)) { queue, bytes in bytes.withView { queue.append($0) } }
            case 2: add(Self.bytes(&random)) { $0.append($1) }
            case 3: addNumber(Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0..<64, using: &random))
            case 4: addBulk(Self.bytes(&random))
            case 5:
                insertHead(
                    Int.random(in: 0...model.count, using: &random), Int64.random(in: 0...100_000, using: &random))
            case 6: truncate(Int.random(in: 0...model.count, using: &random))
            case 7, 8: consume(Int.random(in: 0...model.count, using: &random))
            case 9: consume(model.count)
            case 10: fill(Self.bytes(&random))
            default: queue.recycle()
            }
        }

        /// Mostly little, now and then more than a buffer holds.
        private static func bytes(_ random: inout SeededRandom) -> [UInt8] {
            let longest = [0, 10, 200, 5_000, 40_000].randomElement(using: &random)!
            let length = Int.random(in: 0...longest, using: &random)
            var bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: random.next()), count: length)
            if let last = bytes.indices.last { bytes[last] = UInt8(truncatingIfNeeded: random.next()) }
            return bytes
        }

        private mutating func add(_ bytes: [UInt8], _ append: (inout ByteQueue, [UInt8]) -> Void) {
            append(&queue, bytes)
            model += bytes
        }

        private mutating func addNumber(_ number: Int64) {
            queue.appendDecimal(number)
            queue.appendLine(UInt8(ascii: ":"), number)
            model += Array("\(number):\(number)\r\n".utf8)
        }

        private mutating func addBulk(_ bytes: [UInt8]) {
            bytes.withView { queue.appendBulk($0) }
            model += Array("$\(bytes.count)\r\n".utf8) + bytes + Array("\r\n".utf8)
        }

        private mutating func insertHead(_ position: Int, _ number: Int64) {
            queue.insert(ByteQueue.Head(UInt8(ascii: "*"), number), at: position)
            model.insert(contentsOf: Array("*\(number)\r\n".utf8), at: position)
        }

        private mutating func truncate(_ length: Int) {
            queue.truncate(to: length)
            model.removeLast(model.count - length)
        }

        private mutating func consume(_ length: Int) {
            queue.consume(length)
            model.removeFirst(length)
        }

        private mutating func fill(_ bytes: [UInt8]) {
            queue.reserve(bytes.count)
            let filled = unsafe queue.fillTail { room in
                for (index, byte) in bytes.enumerated() { unsafe room[index] = byte }
                return bytes.count
            }
            #expect(filled == bytes.count)
            model += bytes
        }

        borrowing func check() -> Bool {
            queue.checkInvariants()
            return queue.count == model.count && queue.isEmpty == model.isEmpty && queue.pending.array == model
        }
    }

    @Test(arguments: Seeds.fixed(6)) func holdsWhatAnArrayWouldHoldThroughAnyHistory(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var pair = Pair()
        for step in 0..<800 {
            pair.step(&random)
            guard pair.check() else {
                Issue.record("the queue and its model differ after step \(step)")
                return
            }
        }
    }

    @Test func anEmptyQueueOwnsNothing() {
        let pool = BufferPool()
        var queue = ByteQueue(pool: pool)
        #expect(queue.capacity == 0 && queue.isEmpty && queue.pending.isEmpty)
        queue.append("")
        queue.append([])
        #expect(queue.capacity == 0)
        queue.append(UInt8(1))
        #expect(queue.capacity == BufferPool.bufferSize)
        queue.recycle()
        #expect(queue.count == 1, "what is pending is never given away")
        queue.consume(1)
        queue.recycle()
        #expect(queue.capacity == 0)
    }

    @Test func buffersGoBackToThePoolAndComeFromIt() {
        let pool = BufferPool()
        for _ in 0..<10 {
            var queue = ByteQueue(pool: pool)
            queue.append("some bytes")
        }
        #expect(pool.buffers == 1)
        pool.trim()
        #expect(pool.buffers == 1, "it was in use since the last time")
        pool.trim()
        #expect(pool.buffers == 0 && pool.byteCount == 0)
    }

    @Test func aBufferThatIsLentOutStaysWhenThePoolIsTrimmed() {
        let pool = BufferPool()
        var queue = ByteQueue(pool: pool)
        queue.append("kept")
        pool.trim()
        pool.trim()
        #expect(pool.buffers == 1)
        #expect(queue.pending.text == "kept")
    }

    @Test func aLargerBufferIsNeverGivenToThePool() {
        let pool = BufferPool()
        var queue = ByteQueue(pool: pool)
        queue.append([UInt8](repeating: 7, count: BufferPool.bufferSize * 3))
        #expect(pool.buffers == 0)
        queue.removeAll()
        queue.recycle()
        #expect(pool.buffers == 0 && queue.capacity == 0)
    }

    @Test(arguments: [0, 9, 10, 99, 100, 12_345, 999_999_999, 1_000_000_000, .max, -1] as [Int64])
    func aNumberIsABulkString(number: Int64) {
        var queue = ByteQueue(pool: BufferPool())
        queue.appendBulk(number)
        queue.appendBulk(number.magnitude * 2)
        let texts = ["\(number)", "\(number.magnitude * 2)"]
        #expect(queue.pending.text == texts.map { "$\($0.count)\r\n\($0)\r\n" }.joined())
    }
}
