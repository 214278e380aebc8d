// What can go wrong in a run, as one line for a person, and the exit status that tells a script.

internal import Glibc
internal import Platform

enum BenchError: Error {
    /// The command line cannot be understood.
    case usage(String)
    /// A server closed its connection or stopped answering.
    case gone(String)
    /// A server answered a workload's command with an error: that workload has no figure for it.
    case refused(String)
    /// The machine denied something: a file, a process, a descriptor.
    case failed(String)

    var message: String {
        switch self {
        case .usage(let text): text + " (Bench --help tells more)"
        case .gone(let text), .refused(let text), .failed(let text): text
        }
    }

    var exitStatus: Int32 {
        if case .usage = self { 2 } else { 1 }
    }
}

/// Turns a refused system call into an error that says what was being done.
func attempt<Result: ~Copyable>(
    _ purpose: @autoclosure () -> String, _ body: () throws(Errno) -> Result
) throws(BenchError) -> Result {
    do throws(Errno) {
        return try body()
    } catch {
        throw .failed("\(purpose()): \(error)")
    }
}

/// Writes one line to standard error, where progress and complaints go.
func complain(_ line: String) {
    fflush(nil)
    writeAll(Array((line + "\n").utf8), to: STDERR_FILENO)
}

/// Writes every byte, or gives up when the descriptor takes no more.
@discardableResult
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let written = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        if written <= 0 { return false }
        rest = rest.dropFirst(written)
    }
    return true
}
