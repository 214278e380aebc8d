// What a part of the server holds of memory, counted where it is taken and given back, so that asking costs nothing.

public final class MemoryMeter {
    @usableFromInline var held = 0
    @usableFromInline var mapped = 0
    /// Up to where `bytes` may rise before growth that can wait has to.
    public var ceiling = Int.max

    public init() {}

    @inlinable public var bytes: Int { held }
    /// The part of it that is mapped from the kernel directly, and so not in malloc's count.
    @inlinable public var mappedBytes: Int { mapped }

    @inlinable @inline(__always)
    public func add(_ bytes: Int) {
        held += bytes
    }

    @inlinable @inline(__always)
    public func addMapped(_ bytes: Int) {
        held += bytes
        mapped += bytes
    }

    /// Whether so much more stays under the ceiling.
    public func hasRoom(for bytes: Int) -> Bool {
        held + bytes <= ceiling
    }
}
