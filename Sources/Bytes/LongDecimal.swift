// Sums of decimal numbers with fractions, from text to text, as INCRBYFLOAT is defined: added as C's long double and
// written with seventeen digits after the point, less the zeros at their end.

internal import CLinux

public enum LongDecimal {
    public enum Failure: Error {
        case notANumber
        /// The sum is infinite, or no number at all.
        case notFinite
    }

    /// The largest long double has 4932 digits before its point.
    private static let longestText = 5 * 1024

    public static func sum(_ left: ByteView, _ right: ByteView) throws(Failure) -> [UInt8] {
        var outcome: Int32 = 0
        let text = unsafe [UInt8](unsafeUninitializedCapacity: longestText) { room, length in
            outcome = unsafe clinux_add_decimal_texts(
                characters(of: left), left.count, characters(of: right), right.count,
                UnsafeMutableRawPointer(room.baseAddress!).assumingMemoryBound(to: CChar.self), room.count, &length)
        }
        switch outcome {
        case 1: return text
        case -1: throw .notFinite
        default: throw .notANumber
        }
    }

    private static func characters(of view: ByteView) -> UnsafePointer<CChar> {
        unsafe view.base.assumingMemoryBound(to: CChar.self)
    }
}
