// Stream sockets: listening on TCP and Unix addresses, accepting, connecting, and moving bytes without waiting.

package import Bytes
internal import CLinux

/// What one non-blocking transfer came to.
package enum Transfer: Equatable {
    case moved(Int)
    case wouldBlock
    /// The peer has closed its side.
    case ended
    case failed(Errno)
}

package struct Socket: ~Copyable {
    private let descriptor: Descriptor

    package init(owning descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }

    package var number: Int32 { descriptor.number }

    // MARK: Making

    /// Listens on a numeric or named TCP address; `*` and `::*` stand for every IPv4 and every IPv6 address.
    package static func listen(address: String, port: Int, backlog: Int) throws(Errno) -> Socket {
        let everything = address == "*" || address == "::*"
        let host = everything ? (address == "*" ? "0.0.0.0" : "::") : address
        return unsafe try withAddress(host, port, passive: true) { target throws(Errno) in
            let socket = try unsafe open(target.pointee.ai_family)
            try socket.setOption(SOL_SOCKET, SO_REUSEADDR, 1)
            if unsafe target.pointee.ai_family == AF_INET6 {
                try socket.setOption(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1)
            }
            try checked("bind") { unsafe bind(socket.number, target.pointee.ai_addr, target.pointee.ai_addrlen) }
            try checked("listen") { CLinux.listen(socket.number, Int32(backlog)) }
            return socket
        }
    }

    package static func listen(unixPath path: String, mode: UInt32, backlog: Int) throws(Errno) -> Socket {
        let socket = try open(AF_UNIX)
        unsafe unlink(path)
        unsafe try withUnixAddress(path) { address, length throws(Errno) in
            try checked("bind") { unsafe bind(socket.number, address, length) }
        }
        if mode != 0 { try checked("chmod") { unsafe chmod(path, mode) } }
        try checked("listen") { CLinux.listen(socket.number, Int32(backlog)) }
        return socket
    }

    /// Connects and waits for it: for tools and tests, not for the loop.
    package static func connect(
        address: String, port: Int, atMost seconds: Int = 0
    ) throws(Errno) -> Socket {
        unsafe try withAddress(address, port, passive: false) { target throws(Errno) in
            let socket = try unsafe open(target.pointee.ai_family, blocking: true)
            if seconds > 0 { try socket.limitSending(seconds) }
            try checked("connect") {
                unsafe CLinux.connect(socket.number, target.pointee.ai_addr, target.pointee.ai_addrlen)
            }
            try checked("fcntl") { clinux_set_nonblocking(socket.number) }
            try socket.setOption(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
            return socket
        }
    }

    package static func connect(unixPath path: String) throws(Errno) -> Socket {
        let socket = try open(AF_UNIX, blocking: true)
        unsafe try withUnixAddress(path) { address, length throws(Errno) in
            try checked("connect") { unsafe CLinux.connect(socket.number, address, length) }
        }
        try checked("fcntl") { clinux_set_nonblocking(socket.number) }
        return socket
    }

    private static func open(_ family: Int32, blocking: Bool = false) throws(Errno) -> Socket {
        let flags =
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            | (blocking ? 0 : Int32(SOCK_NONBLOCK.rawValue))
        return Socket(owning: Descriptor(owning: try checked("socket") { socket(family, flags, 0) }))
    }

    /// The next waiting connection, or nil when none waits.
    package func accept() throws(Errno) -> Socket? {
        let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let accepted = clinux_accept4(number, flags)
        if accepted >= 0 { return Socket(owning: Descriptor(owning: accepted)) }
        switch clinux_errno() {
        case EAGAIN, EINTR, ECONNABORTED: return nil
        default: throw Errno.last("accept4")
        }
    }

    // MARK: Moving bytes

    /// Reads once into the room that the queue has.
    package func receive(into queue: inout ByteQueue) -> Transfer {
        var outcome = Transfer.wouldBlock
        _ = unsafe queue.fillTail { room in
            let received = unsafe recv(number, room.baseAddress, room.count, 0)
            outcome = Self.transfer(received, "recv")
            return max(received, 0)
        }
        return outcome
    }

    /// Writes as much of the queue as the kernel takes now.
    package func send(from queue: inout ByteQueue) -> Transfer {
        let pending = queue.pending
        let sent = unsafe CLinux.send(number, pending.base, pending.count, Int32(MSG_NOSIGNAL))
        if sent > 0 { queue.consume(sent) }
        return Self.transfer(sent, "send")
    }

    /// Waits until something can be received, or for so long: for tools, not for the loop.
    package func awaitInput(milliseconds: Int) -> Bool {
        var request = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&request, 1, Int32(clamping: milliseconds)) > 0
    }

    /// Says that nothing more will be sent; what the peer sends can still be read.
    package func endSending() {
        _ = shutdown(number, Int32(SHUT_WR))
    }

    private static func transfer(_ result: Int, _ call: StaticString) -> Transfer {
        if result > 0 { return .moved(result) }
        if result == 0 { return .ended }
        let code = clinux_errno()
        return code == EAGAIN || code == EINTR ? .wouldBlock : .failed(Errno(code, in: call))
    }

    // MARK: Options and names

    package func setOption(_ level: Int32, _ name: Int32, _ value: Int32) throws(Errno) {
        var value = value
        try checked("setsockopt") {
            unsafe setsockopt(number, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    /// The kernel counts making a connection as sending.
    private func limitSending(_ seconds: Int) throws(Errno) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        try checked("setsockopt") {
            unsafe setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// Sends small replies at once and, where `keepAlive` is not zero, probes a silent peer after that many seconds.
    package func tune(keepAlive seconds: Int) {
        try? setOption(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        guard seconds > 0 else { return }
        try? setOption(SOL_SOCKET, SO_KEEPALIVE, 1)
        try? setOption(Int32(IPPROTO_TCP), TCP_KEEPIDLE, Int32(seconds))
        try? setOption(Int32(IPPROTO_TCP), TCP_KEEPINTVL, Int32(max(1, seconds / 3)))
        try? setOption(Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
    }

    /// `address:port` of the other end, or of this one.
    package func name(ofPeer peer: Bool) -> String {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let answered = unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            let address = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            return unsafe peer ? getpeername(number, address, &length) : getsockname(number, address, &length)
        }
        return answered == 0 ? Self.text(of: storage) : "?:0"
    }

    private static func text(of storage: sockaddr_storage) -> String {
        unsafe withUnsafeBytes(of: storage) { bytes in
            let base = bytes.baseAddress!
            switch Int32(storage.ss_family) {
            case AF_INET:
                let address = unsafe base.load(as: sockaddr_in.self)
                return numeric(AF_INET, address.sin_addr) + ":\(UInt16(bigEndian: address.sin_port))"
            case AF_INET6:
                let address = unsafe base.load(as: sockaddr_in6.self)
                return "[" + numeric(AF_INET6, address.sin6_addr) + "]:\(UInt16(bigEndian: address.sin6_port))"
            default:
                return "?:0"
            }
        }
    }

    private static func numeric<Address>(_ family: Int32, _ address: Address) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
            let written = unsafe withUnsafeBytes(of: address) {
                unsafe inet_ntop(family, $0.baseAddress, text.baseAddress!, socklen_t(text.count))
            }
            return unsafe written.map { unsafe String(cString: $0) } ?? "?"
        }
    }

    // MARK: Addresses

    private static func withAddress(
        _ host: String, _ port: Int, passive: Bool,
        _ body: (UnsafeMutablePointer<addrinfo>) throws(Errno) -> Socket
    ) throws(Errno) -> Socket {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = passive ? AI_PASSIVE : 0
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, String(port), &hints, &found) == 0, let first = unsafe found else {
            throw Errno(EADDRNOTAVAIL, in: "getaddrinfo")
        }
        defer { unsafe freeaddrinfo(first) }
        return try unsafe body(first)
    }

    private static func withUnixAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) throws(Errno) -> Void
    ) throws(Errno) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count < room else { throw Errno(ENAMETOOLONG, in: "bind") }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        var failure: Errno?
        unsafe withUnsafeBytes(of: &address) { raw in
            let pointer = unsafe raw.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            do throws(Errno) {
                try unsafe body(pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
            } catch { failure = error }
        }
        if let failure { throw failure }
    }
}
