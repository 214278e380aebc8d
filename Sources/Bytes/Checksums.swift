// The two checksums of what lies on disk: Redis's CRC-64 at the end of a snapshot, and CRC-32C for stretches and
// batches.

/// The CRC-64 of RDB files (polynomial of Jones, nothing inverted). It starts at 0.
public enum CRC64 {
    private static let remainder = Remainder(reflected: 0x95ac_9329_ac4b_c9b5, degree: 64)

    /// The checksum of bytes whose first part gave `checksum` and whose rest is `view`.
    public static func update(_ checksum: UInt64, _ view: ByteView) -> UInt64 {
        remainder.update(checksum, view)
    }
}

/// CRC-32C (Castagnoli), as iSCSI and file systems use it. It starts at 0.
public enum CRC32C {
    private static let remainder = Remainder(reflected: 0x82f6_3b78, degree: 32)

    /// The checksum of bytes whose first part gave `checksum` and whose rest is `view`.
    public static func update(_ checksum: UInt32, _ view: ByteView) -> UInt32 {
        ~UInt32(truncatingIfNeeded: remainder.update(UInt64(~checksum), view))
    }
}
