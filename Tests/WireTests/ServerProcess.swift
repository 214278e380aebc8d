// A server in a process of its own, watched through its log and ended with the test.

import Foundation
import TestSupport

struct Impatience: Error, CustomStringConvertible {
    let description: String
}

/// Waits until `condition` holds, for a limited time. Looks are counted and not seconds, since a machine may be halted
/// in between.
func wait(for what: String, atMost seconds: Int = 30, until condition: () throws -> Bool) throws {
    for _ in 0..<seconds * 500 {
        if try condition() { return }
        Thread.sleep(forTimeInterval: 0.002)
    }
    throw Impatience(description: "waited in vain for \(what)")
}

/// A server that is ready for connections.
final class ServerProcess {
    let port: Int
    private(set) var program: Program
    private let arguments: [String]
    /// Added to the environment: `NAME=value`.
    private let variables: [String]

    convenience init(_ options: String...) throws {
        try self.init(options)
    }

    init(_ options: [String], variables: [String] = [], file: String? = nil) throws {
        self.variables = variables
        while true {
            let port = Wire.freePort()
            let arguments = (file.map { [$0] } ?? []) + ["--port", String(port)] + options
            let program = try Self.started(arguments, variables)
            if program.isRunning {
                self.port = port
                self.program = program
                self.arguments = arguments
                return
            }
            // Somebody else took the port in between; everything else is worth a report.
            guard program.errors.contains("Can't listen") else {
                throw Impatience(description: "the server ended: \(program.errors)")
            }
        }
    }

    private static let ready = "Ready to accept connections"

    /// The program when it is ready, or has ended.
    private static func started(_ arguments: [String], _ variables: [String]) throws -> Program {
        let program = try Program(Program.milepost, arguments, variables: variables)
        try wait(for: "the server to be ready") {
            program.output.contains(ready) || !program.isRunning
        }
        return program
    }

    /// Starts it again, at the same port, where a client has shut it down. A client that tries its SHUTDOWN again when
    /// its connection ends may end the second server too.
    func restartIfEnded() throws {
        guard !program.isRunning else { return }
        program = try Self.started(arguments, variables)
        guard program.isRunning || program.output.contains(Self.ready) else {
            throw Impatience(description: "no second start: \(program.output)\(program.errors)")
        }
    }

    func connect() throws -> Wire { try Wire(port: port) }

    var log: String { program.output }

    /// The value of one line of INFO.
    func info(_ field: String, over wire: Wire? = nil) throws -> String? {
        let lines = try (wire ?? connect()).call("INFO").text?.split(separator: "\r\n") ?? []
        return lines.first { $0.hasPrefix(field + ":") }.map { String($0.dropFirst(field.count + 1)) }
    }
}
