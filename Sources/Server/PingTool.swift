// `milepost ping`: the program as a health check, for containers and supervisors that have no other client at hand.

internal import Bytes
internal import Configuration
internal import Platform

struct PingTool {
    private enum Door {
        case tcp(address: String, port: Int)
        case unix(path: String)
    }

    /// Why the server does not count as well.
    private struct Complaint: Error {
        let text: String
    }

    private var configuration = Configuration()
    private var host: String?
    private var user: String?
    private var password: String?
    private var seconds = 3
    private var asksForHelp = false

    /// Understands the arguments if the first of them is this tool's word.
    init?(_ arguments: [String]) throws(ToolMistake) {
        guard arguments.first == "ping" else { return nil }
        var rest = arguments.dropFirst()
        if let file = rest.first, !file.hasPrefix("-") {
            rest.removeFirst()
            try load(file)
        }
        while let argument = rest.popFirst() { try take(argument, &rest) }
    }

    private mutating func load(_ file: String) throws(ToolMistake) {
        do throws(ConfigurationError) {
            configuration = try Launch(file: file).configuration(
                reading: { path throws(Errno) in try File.read(path) }, finding: { File.paths(matching: $0) })
        } catch {
            throw mistake("\(error)")
        }
    }

    private mutating func take(_ argument: String, _ rest: inout ArraySlice<String>) throws(ToolMistake) {
        if argument == "-h" || argument == "--help" { return asksForHelp = true }
        guard ["--host", "--port", "--unixsocket", "--user", "--password", "--timeout"].contains(argument) else {
            throw mistake("'\(argument)' is none of its options.")
        }
        guard let value = rest.popFirst() else { throw mistake("\(argument) needs a value.") }
        switch argument {
        case "--host": host = value
        case "--user": user = value
        case "--password": password = value
        case "--timeout":
            guard let number = Int(value), (1...3600).contains(number) else {
                throw mistake("--timeout takes seconds, from 1 to 3600, and not '\(value)'.")
            }
            seconds = number
        default:
            do throws(ConfigurationError) {
                try configuration.set(String(argument.dropFirst(2)), to: [value], from: .commandLine)
            } catch {
                throw mistake("\(error)")
            }
            // What is said here is where to go, whatever else a file says.
            if argument == "--port" { try? configuration.set("unixsocket", to: [""], from: .commandLine) }
        }
    }

    private func mistake(_ text: String) -> ToolMistake { ToolMistake("ping", text) }

    /// Does it, and answers what to say and the status to end with.
    func run() -> (text: String, status: Int32) {
        if asksForHelp { return (Self.help, 0) }
        do throws(Complaint) {
            try greet()
            return ("\(place) answers.\n", 0)
        } catch {
            return ("\(place) \(error.text).\n", 1)
        }
    }

    // MARK: Where

    private var door: Door {
        let path = configuration.text(.unixsocket)
        if !path.isEmpty, host == nil { return .unix(path: path) }
        return .tcp(address: host ?? address, port: configuration.integer(.port))
    }

    private var place: String {
        switch door {
        case .tcp(let address, let port): "\(address):\(port)"
        case .unix(let path): path
        }
    }

    /// The first address of the configuration, seen from this machine.
    private var address: String {
        let first = configuration.list(.bind).first ?? ""
        let bare = first.hasPrefix("-") ? String(first.dropFirst()) : first
        return ["*": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::*": "::1", "::": "::1", "": "127.0.0.1"][bare] ?? bare
    }

    private func connect() throws(Complaint) -> Socket {
        do throws(Errno) {
            switch door {
            case .tcp(let address, let port):
                return try Socket.connect(address: address, port: port, atMost: seconds)
            case .unix(let path): return try Socket.connect(unixPath: path)
            }
        } catch {
            throw Complaint(text: "can't be reached: \(error.text). See that the server runs, and at this address")
        }
    }

    // MARK: What is said

    private func greet() throws(Complaint) {
        let password = try givenPassword()
        let socket = try connect()
        var conversation = Conversation(socket, atMost: seconds)
        if user != nil || password != nil {
            let reply = conversation.ask(["AUTH"] + (user.map { [$0] } ?? []) + [password ?? ""])
            guard reply == "+OK" else { throw complaint(reply) }
        }
        let reply = conversation.ask(["PING"])
        guard reply == "+PONG" else { throw complaint(reply) }
    }

    private func givenPassword() throws(Complaint) -> String? {
        if let password { return password }
        do throws(UsersMistake) {
            return try PasswordVariables(ProcessVariables.all).password(of: user ?? "default")
        } catch {
            throw Complaint(text: "was not asked: \(error.sentence)")
        }
    }

    private func complaint(_ reply: String?) -> Complaint {
        guard let reply else { return Complaint(text: "gave no answer within \(seconds) s, or hung up") }
        if reply.hasPrefix("-NOAUTH") {
            return Complaint(text: "asks for a password: give one with --password, or as a user with --user")
        }
        if reply.hasPrefix("-LOADING") { return Complaint(text: "is loading its data and not ready yet") }
        return Complaint(text: "answers '\(reply.dropFirst())'")
    }

    private static let help = """
        Usage: milepost ping [file] [option ...]

        Asks a server whether it is ready, and says so. The file is the server's configuration, from which its port and
        address, or its Unix socket, are taken; without one they are 127.0.0.1 and 6379.

               --host NAME              where it is, if not on this machine
               --port NUMBER
               --unixsocket PATH
               --user NAME              as whom, if not as the default user; the user needs the right to PING
               --password PASSWORD      best left to the environment: MILEPOST_PASSWORD_NAME, with the user's name in
                                        capitals, or MILEPOST_PASSWORD_NAME_FILE for a file that holds it
               --timeout SECONDS        how long to wait (3)

        It ends with
               0    the server is ready
               1    it is not: it can't be reached, loads its data, says nothing, or refuses
               3    the arguments make no sense

        """
}

/// Requests one after another over a connection, each answered by one line.
private struct Conversation: ~Copyable {
    private let socket: Socket
    private let seconds: Int
    private var queue = ByteQueue(pool: BufferPool())

    init(_ socket: consuming Socket, atMost seconds: Int) {
        self.socket = socket
        self.seconds = seconds
    }

    /// The line that was answered, or nil.
    mutating func ask(_ words: [String]) -> String? {
        let request = "*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
        queue.append(Array(request.utf8))
        guard case .moved = socket.send(from: &queue), queue.isEmpty else { return nil }
        while socket.awaitInput(milliseconds: seconds * 1000) {
            queue.reserve(BufferPool.bufferSize)
            guard case .moved = socket.receive(into: &queue) else { return nil }
            guard let end = queue.pending.firstIndex(of: UInt8(ascii: "\r"), from: 0) else { continue }
            let line = String(decoding: queue.pending.array.prefix(end), as: UTF8.self)
            queue.removeAll()
            return line
        }
        return nil
    }
}
