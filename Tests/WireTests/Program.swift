// A process of this machine, with its output in files and a folder of its own, which ends with its owner.
//
// Foundation's Process is not used: it watches a socket that grandchildren inherit, and hands on blocked signals.

import Foundation
import Glibc

final class Program {
    /// The program beside the running tests.
    static let milepost = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "milepost").path

    let identifier: pid_t
    let folder: URL
    private let path: String
    /// As waitpid tells it; nil while it runs.
    private var ending: Int32?

    init(_ path: String, _ arguments: [String], variables: [String] = []) throws {
        _ = Wire.descriptorLimit
        folder = FileManager.default.temporaryDirectory.appending(path: "milepost-wire-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.path = path
        // env goes to the folder and becomes the program.
        let words = ["/usr/bin/env", "-C", folder.path] + variables + [path] + arguments
        identifier = try Self.start(words, in: folder.path)
    }

    deinit {
        if isRunning {
            signal(SIGKILL)
            var status: Int32 = 0
            unsafe waitpid(identifier, &status, 0)
        }
        try? FileManager.default.removeItem(at: folder)
    }

    private static func start(_ words: [String], in folder: String) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, folder + "/output", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, folder + "/errors", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        // Whoever runs the tests keeps signals away from itself; the program is to hear all of them.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        var list = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe list.forEach { unsafe free($0) } }
        var identifier: pid_t = 0
        let failure = unsafe posix_spawn(&identifier, words[0], &actions, &attributes, &list, environ)
        guard failure == 0 else { throw WireError.refused("\(words[0]): \(unsafe String(cString: strerror(failure)))") }
        return identifier
    }

    var output: String { text(of: "output") }
    var errors: String { text(of: "errors") }

    private func text(of name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }

    func signal(_ number: Int32) {
        kill(identifier, number)
    }

    var isRunning: Bool {
        var status: Int32 = 0
        if ending == nil, unsafe waitpid(identifier, &status, WNOHANG) == identifier { ending = status }
        return ending == nil
    }

    /// Waits for its end and answers how it ended: its status, or minus the signal that killed it.
    /// Until then, `upkeep` is called again and again.
    func status(atMost seconds: Int = 30, upkeep: () throws -> Void = {}) throws -> Int32 {
        try wait(for: "the end of \(path)", atMost: seconds) {
            try upkeep()
            return !isRunning
        }
        let ending = ending ?? 0
        return ending & 0x7f == 0 ? ending >> 8 & 0xff : -(ending & 0x7f)
    }

    /// The names of the programs in a folder, sorted.
    static func executables(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { name in
            FileManager.default.isExecutableFile(atPath: folder.appending(path: name).path)
        }.sorted()
    }

    /// What lies in its memory now, in bytes.
    var residentBytes: Int {
        let lines = (try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)) ?? ""
        let kilobytes = lines.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }.map { $0.filter(\.isNumber) }
        return kilobytes.flatMap { Int($0) }.map { $0 * 1024 } ?? 0
    }
}
