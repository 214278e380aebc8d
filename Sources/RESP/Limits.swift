// The bounds of the protocol itself; those that a user may change are handed in with each parse.

package enum RESPLimits {
    /// An inline request, or the line that announces a length, must end within this many bytes.
    package static let line = 64 * 1024
    /// An argument from this length on is counted by itself while it comes in.
    package static let longArgument = 32 * 1024
    /// The most arguments a request can have.
    package static let arguments = Int64(Int32.max)
    /// What a client that has not authenticated may send: a greeting, not a load.
    package static let unauthenticatedArguments: Int64 = 10
    package static let unauthenticatedBulk: Int64 = 16 * 1024
}
