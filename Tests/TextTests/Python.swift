// The readers of TOML and YAML that come with Python, where there is one.

import Foundation

enum Python {
    struct Failure: Error {}

    static func runs(_ program: String) -> Bool { (try? run(program, "")) != nil }

    /// What a program prints that is given a text.
    static func run(_ program: String, _ input: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).txt")
        try Data(input.utf8).write(to: file)
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
