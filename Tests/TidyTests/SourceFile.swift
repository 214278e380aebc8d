// The files of the project as the rules see them, and where they lie.

import Foundation

struct SourceFile: Sendable {
    /// From the top of the repository.
    let path: String
    let lines: [String]
    /// The lines without comments and literals; empty where the file is not Swift.
    let code: [String]
    let outline: Outline

    init(path: String, text: String) {
        self.path = path
        lines = Self.split(text)
        code = path.hasSuffix(".swift") ? Self.split(CodeBlanker.code(of: text)) : []
        outline = Outline(code: code)
    }

    /// The room that the file stands in: the folder below `Sources` or `Tests`.
    var room: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    var isSwift: Bool { path.hasSuffix(".swift") }
    var isInSources: Bool { path.hasPrefix("Sources/") }

    private static func split(_ text: String) -> [String] {
        // By bytes, since a carriage return and a line feed together are one character.
        let ends = UInt8(ascii: "\n")
        var lines = text.utf8.split(separator: ends, omittingEmptySubsequences: false).map { String(Substring($0)) }
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}

enum Repository {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Everything that is the project's own text.
    static let files: [SourceFile] = {
        let folders = ["Sources", "Tests", "conf", ".ci"].flatMap { folder in
            let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
            return (names.map { $0.compactMap { $0 as? String } } ?? []).map { folder + "/" + $0 }
        }
        return (folders + topLevel).sorted().compactMap { path in
            // What cannot be read as text is a folder.
            guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else { return nil }
            return SourceFile(path: path, text: text)
        }
    }()

    /// What stands at the top and is not a dot-file.
    static var topLevel: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }
}
