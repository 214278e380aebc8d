// The built program as a process of its own: started in a folder made for it, watched through its log, and ended
// with the test.

import Foundation
import TestSupport

/// How long a test waits for something that takes a moment.
private let patience = 30.0

struct Impatience: Error, CustomStringConvertible {
    let description: String
}

/// Waits until `condition` holds.
func wait(for what: String, until condition: () throws -> Bool) throws {
    let deadline = Date(timeIntervalSinceNow: patience)
    while try !condition() {
        guard Date() < deadline else { throw Impatience(description: "waited \(patience) seconds for \(what)") }
        Thread.sleep(forTimeInterval: 0.002)
    }
}

/// A process of this machine whose output is kept in files.
final class Program {
    /// The program beside the running tests.
    static let milepost = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "milepost")

    let folder: URL
    private let process = Process()

    init(_ executable: URL, _ arguments: [String], environment: [String: String] = [:]) throws {
        _ = Wire.descriptorLimit
        folder = FileManager.default.temporaryDirectory.appending(path: "milepost-wire-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.file(folder.appending(path: "output"))
        process.standardError = try Self.file(folder.appending(path: "errors"))
        try process.run()
    }

    deinit {
        if process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        try? FileManager.default.removeItem(at: folder)
    }

    private static func file(_ url: URL) throws -> FileHandle {
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }

    var identifier: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }
    var output: String { text(of: "output") }
    var errors: String { text(of: "errors") }

    private func text(of name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }

    func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// Waits for its end and answers how it ended: its status, or minus the signal that killed it.
    func status() throws -> Int32 {
        try wait(for: "the end of \(process.executableURL?.lastPathComponent ?? "")") { !process.isRunning }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    /// What lies in its memory now, in bytes.
    var residentBytes: Int {
        let lines = (try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)) ?? ""
        let line = lines.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
}

/// A server that is ready for connections.
final class ServerProcess {
    let port: Int
    let program: Program

    init(_ options: String...) throws {
        while true {
            let port = Wire.freePort()
            let program = try Program(Program.milepost, ["--port", String(port)] + options)
            try wait(for: "the server to be ready") {
                program.output.contains("Ready to accept connections") || !program.isRunning
            }
            if program.isRunning {
                self.port = port
                self.program = program
                return
            }
            // Somebody else took the port in between; everything else is worth a report.
            guard program.errors.contains("Can't listen") else {
                throw Impatience(description: "the server ended: \(program.errors)")
            }
        }
    }

    func connect() throws -> Wire { try Wire(port: port) }

    var log: String { program.output }

    /// The value of one line of INFO.
    func info(_ field: String) throws -> String? {
        let lines = try connect().call("INFO").text?.split(separator: "\r\n") ?? []
        return lines.first { $0.hasPrefix(field + ":") }.map { String($0.dropFirst(field.count + 1)) }
    }
}
