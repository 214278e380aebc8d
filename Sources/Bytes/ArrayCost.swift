// What an array costs in memory, where many of them are counted.

extension Array {
    /// What the block of the array costs: the elements, those there is room for, and what stands before them.
    public var cost: Int {
        let header = 32
        return capacity == 0 ? 0 : RawMemory.cost(ofAsking: header + capacity * MemoryLayout<Element>.stride)
    }
}
