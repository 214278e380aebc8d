// Bodies on disk for who reads many of them: those that lie near one another come with one read. Versions that were
// written in turn lie as far apart as the turns are long, so there are many blocks in view at once, and a body whose
// neighbours nobody asks for is read alone.

internal import Bytes

final class BodyWindow {
    private static let blockSize = 32 << 10
    /// What begins in a block and is no longer than this is in it to its end.
    private static let longestBody = 4 << 10
    /// How many blocks are in view: as many turns as a resource keeps versions where its type says nothing.
    private static let mostBlocks = 128
    /// A block is read when it is asked for so often: reading it costs about as much as three bodies do.
    private static let asksBeforeReading = 3

    /// How often the disk was asked.
    private(set) var reads = 0
    private var blocks: [Block] = []
    private var places: [Address: Int] = [:]
    /// Where the next block is looked for that is of no use any more.
    private var hand = 0

    private struct Address: Hashable {
        let segment: ObjectIdentifier
        let number: Int
    }

    private struct Block {
        let address: Address
        /// It is not to become another one meanwhile.
        let segment: BodySegment
        var asks = 0
        /// Empty until it is worth reading.
        var bytes: [UInt8] = []
        var isUsed = false
    }

    func lend(_ body: BodyPlace, of segment: BodySegment, to use: (ByteView) -> Void) throws(BodyFault) {
        if body.length <= Self.longestBody, lendFromBlock(body, of: segment, to: use) { return }
        reads += 1
        try segment.file.read(body).withView(use)
    }

    /// False where the block does not have the body, or not as it was written.
    private func lendFromBlock(_ body: BodyPlace, of segment: BodySegment, to use: (ByteView) -> Void) -> Bool {
        let number = body.offset / Self.blockSize
        let place = place(of: Address(segment: ObjectIdentifier(segment), number: number), in: segment)
        let start = body.offset - number * Self.blockSize
        let end = start + body.length
        if blocks[place].bytes.count < end { fill(place) }
        guard blocks[place].bytes.count >= end else { return false }
        blocks[place].isUsed = true
        return blocks[place].bytes.withView { bytes in
            let found = bytes[start..<end]
            guard CRC32C.update(0, found) == body.checksum else { return false }
            use(found)
            return true
        }
    }

    private func fill(_ place: Int) {
        blocks[place].asks += 1
        guard blocks[place].asks >= Self.asksBeforeReading else { return }
        let start = blocks[place].address.number * Self.blockSize
        reads += 1
        blocks[place].bytes = blocks[place].segment.file.stretch(
            from: start, to: start + Self.blockSize + Self.longestBody)
    }

    private func place(of address: Address, in segment: BodySegment) -> Int {
        if let place = places[address] { return place }
        let block = Block(address: address, segment: segment)
        guard blocks.count == Self.mostBlocks else {
            places[address] = blocks.count
            blocks.append(block)
            return blocks.count - 1
        }
        while blocks[hand].isUsed {
            blocks[hand].isUsed = false
            hand = (hand + 1) % Self.mostBlocks
        }
        places[blocks[hand].address] = nil
        places[address] = hand
        blocks[hand] = block
        defer { hand = (hand + 1) % Self.mostBlocks }
        return hand
    }
}
