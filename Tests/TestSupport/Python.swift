// Python, where there is one: its readers of JSON, TOML and YAML are what ours are held to.

internal import Foundation

package enum Python {
    package struct Failure: Error {}

    package static func runs(_ program: String) -> Bool { (try? run(program, "")) != nil }

    /// What a program prints that is given a text.
    package static func run(_ program: String, _ input: String) throws -> String { try run(program, Array(input.utf8)) }

    package static func run(_ program: String, _ input: [UInt8]) throws -> String {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).txt")
        try Data(input).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = ["python3", "-c", program]
        python.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        python.standardOutput = output
        python.standardError = FileHandle.nullDevice
        try python.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        python.waitUntilExit()
        guard python.terminationStatus == 0 else { throw Failure() }
        return String(decoding: data, as: UTF8.self)
    }
}
