// A socket to a server, as plain as it gets: what goes in is sent, what comes out is what the server wrote.
// Every wait has a limit, so that a server that says nothing fails the test and does not hang it.

import Glibc
import Synchronization
import TestSupport

enum WireError: Error {
    case refused(String)
    case failed(String, after: ArraySlice<UInt8>)
}

final class Wire {
    /// How often a second may pass in which nothing comes.
    private static let patience = 30
    private let descriptor: Int32
    /// What has come and was not asked for yet.
    private var received: [UInt8] = []

    init(port: Int, address: String = "127.0.0.1") throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = in_port_t(port).bigEndian
        unsafe inet_pton(AF_INET, address, &target.sin_addr)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafePointer(to: &target) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(descriptor, $0, length) }
        }
        guard status == 0 else { throw WireError.refused("\(address):\(port): \(Self.lastError)") }
        limitWaiting()
        var on: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    init(unixPath path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &target.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let status = unsafe withUnsafePointer(to: &target) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(descriptor, $0, length) }
        }
        guard status == 0 else { throw WireError.refused("\(path): \(Self.lastError)") }
        limitWaiting()
    }

    deinit {
        close(descriptor)
    }

    private func limitWaiting() {
        var limit = timeval(tv_sec: 1, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    private static var lastError: String { unsafe String(cString: strerror(errno)) }

    // MARK: Bytes

    func send(_ bytes: some Sequence<UInt8>) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            rest = rest.dropFirst(try patiently {
                unsafe rest.withUnsafeBytes { piece in
                    unsafe Glibc.send(descriptor, piece.baseAddress, piece.count, Int32(MSG_NOSIGNAL))
                }
            })
        }
    }

    /// Tells the server that nothing more will come; what it still says can be read.
    func endSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Whether anything came before the other side closed.
    private func receive() throws -> Bool {
        var room = [UInt8](repeating: 0, count: 1 << 18)
        let count = try patiently {
            let count = unsafe recv(descriptor, &room, room.count, 0)
            // A connection that was reset is as closed as any.
            return count < 0 && errno == ECONNRESET ? 0 : count
        }
        received += room[..<count]
        return count > 0
    }

    /// The result of a transfer, tried again where nothing could move for a second.
    private func patiently(_ transfer: () -> Int) throws -> Int {
        for _ in 0..<Self.patience {
            let count = transfer()
            if count >= 0 { return count }
            guard errno == EAGAIN || errno == EINTR else { break }
        }
        throw WireError.failed(Self.lastError, after: received.suffix(200))
    }

    /// Everything until the other side closes.
    func readToEnd() throws -> String {
        while try receive() {}
        defer { received = [] }
        return String(decoding: received, as: UTF8.self)
    }

    /// The next `count` bytes.
    func read(_ count: Int) throws -> String {
        while received.count < count {
            guard try receive() else { throw WireError.refused("ended after \(received.count) bytes of \(count)") }
        }
        defer { received.removeFirst(count) }
        return String(decoding: received[..<count], as: UTF8.self)
    }

    // MARK: Requests and replies

    func send(line: String) throws {
        try send(Array((line + "\r\n").utf8))
    }

    /// The next `count` replies.
    func replies(_ count: Int) throws -> [Reply] {
        while true {
            let replies = Reply.all(in: received)
            if replies.count >= count, !replies[count - 1].isMalformed {
                guard replies.count == count else {
                    throw WireError.refused("more replies came than were asked for: \(replies)")
                }
                received = []
                return replies
            }
            guard try receive() else { throw WireError.refused("ended after \(replies)") }
        }
    }

    /// As many replies as come before the server is gone.
    func repliesToEnd(atMost count: Int) -> [Reply] {
        while true {
            let replies = Reply.all(in: received).prefix { !$0.isMalformed }
            guard replies.count < count, (try? receive()) == true else {
                received = []
                return Array(replies)
            }
        }
    }

    func reply() throws -> Reply {
        try replies(1)[0]
    }

    /// The next reply or message, whatever follows it.
    func nextReply() throws -> Reply {
        while true {
            if let (reply, rest) = Reply.first(in: received) {
                received = rest
                return reply
            }
            guard try receive() else { throw WireError.refused("ended after \(received.count) bytes of a reply") }
        }
    }

    /// Sends a request of several words and waits for its reply.
    func call(_ words: String...) throws -> Reply {
        try send(Self.request(words.map { Array($0.utf8) }))
        return try reply()
    }

    static func request(_ words: [[UInt8]]) -> [UInt8] {
        words.reduce(into: Array("*\(words.count)\r\n".utf8)) { bytes, word in
            bytes += Array("$\(word.count)\r\n".utf8) + word + Array("\r\n".utf8)
        }
    }
}

extension Wire {
    /// Lets this process, and the servers that it starts, open as many descriptors as the machine allows. Answers how
    /// many those are.
    static let descriptorLimit: Int = {
        var limit = rlimit()
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_cur)
    }()

    /// A port that nobody listens on at this moment, and that no other test of this process is given. It is none of
    /// those that outgoing connections leave by: a server that starts again would find one of them taken.
    static func freePort() -> Int {
        while true {
            let port = lastPort.withLock { last in
                last = last == ports.upperBound ? ports.lowerBound : last + 1
                return last
            }
            if isFree(port) { return port }
        }
    }

    private static let ports = 12_000...31_999
    private static let lastPort = Mutex(Int.random(in: ports))

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}

/// A socket that messages come to, as a supervisor has one.
final class Mail {
    private let descriptor: Int32

    /// At a path, or at a name without a file, which is written with an @ before it.
    init(at path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        let name = path.utf8.map { $0 }
        unsafe withUnsafeMutableBytes(of: &target.sun_path) { unsafe $0.copyBytes(from: name) }
        if name[0] == UInt8(ascii: "@") { target.sun_path.0 = 0 }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let status = unsafe withUnsafePointer(to: &target) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(descriptor, $0, length) }
        }
        guard status == 0 else { throw WireError.refused("\(path): \(unsafe String(cString: strerror(errno)))") }
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(descriptor)
    }

    /// The next message.
    func next() throws -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { throw WireError.failed("no message came", after: []) }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
