// One message to a Unix socket whose owner waits for it: how a supervisor is told of its service.

internal import CLinux

package enum Datagram {
    /// Sends a text to a path, or to a name without a file, which is written with an @ before it.
    package static func send(_ text: String, toUnixPath path: String) throws(Errno) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        if name.first == UInt8(ascii: "@") { name[0] = 0 }
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw Errno(ENAMETOOLONG, in: "sendto")
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let flags = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let socket = Descriptor(owning: try checked("socket") { CLinux.socket(AF_UNIX, flags, 0) })
        let bytes = Array(text.utf8)
        try checked("sendto") {
            unsafe withUnsafeBytes(of: &address) { raw in
                let target = unsafe raw.baseAddress!.assumingMemoryBound(to: sockaddr.self)
                return unsafe sendto(socket.number, bytes, bytes.count, Int32(MSG_NOSIGNAL), target, length)
            }
        }
    }
}
