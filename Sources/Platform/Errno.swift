// A refused system call, as a value: the number, the call, and the text a person reads.

internal import CLinux

package struct Errno: Error, Equatable, Sendable {
    package let code: Int32
    package let call: StaticString

    package init(_ code: Int32, in call: StaticString) {
        self.code = code
        self.call = call
    }

    /// What the last call of this thread left behind.
    static func last(_ call: StaticString) -> Errno {
        Errno(clinux_errno(), in: call)
    }

    /// A disk that took nothing and did not say why.
    static func noSpace(in call: StaticString) -> Errno {
        Errno(ENOSPC, in: call)
    }

    package var text: String {
        unsafe String(cString: strerror(code))
    }

    package var isMissing: Bool { code == ENOENT }
    package var isNoFolder: Bool { code == ENOTDIR }
    package var isAddressInUse: Bool { code == EADDRINUSE }
    /// What was asked for is not there in this kernel, or not for this kind of file.
    var isUnknownCall: Bool { code == ENOSYS || code == EINVAL || code == ESPIPE || code == EOPNOTSUPP }
    package var isNoSpace: Bool { code == ENOSPC || code == EDQUOT }
    package var isOutOfDescriptors: Bool { code == EMFILE || code == ENFILE }

    package static func == (left: Errno, right: Errno) -> Bool { left.code == right.code }
}

extension Errno: CustomStringConvertible {
    package var description: String { "\(call): \(text)" }
}

/// Repeats a call that a signal interrupted, and turns its -1 into a thrown `Errno`.
@discardableResult
func checked<Result: SignedInteger>(_ call: StaticString, _ body: () -> Result) throws(Errno) -> Result {
    while true {
        let result = body()
        if result >= 0 { return result }
        let code = clinux_errno()
        // A descriptor or an address that the kernel does not know can only be our own mistake.
        precondition(code != EBADF && code != EFAULT, "a system call was handed a bad descriptor or address")
        if code != EINTR { throw Errno(code, in: call) }
    }
}
