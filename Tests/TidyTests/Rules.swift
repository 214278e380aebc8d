// The rules of style and structure that a machine can hold the project to.

extension Rule {
    static let all: [Rule] = [
        imports, unsafeCode, uncheckedSendable, publicAccess, storedViews, abruptEnds,
        functionLength, fileLength, lineShape, looseEnds, openingComment, expectations, sleeping, machinePaths,
    ]

    // MARK: Structure

    static let imports = Rule(
        "a room imports what the table allows, and nothing else",
        violations: [
            Sample("internal import Foundation"), Sample("package import Keyspace"),
            Sample("@preconcurrency import Glibc"),
            Sample("internal import Bytes", at: "Sources/Nowhere/Example.swift"),
        ],
        innocent: [Sample("package import Bytes"), Sample("// import Foundation\nlet text = \"import Foundation\"")]
    ) { file in
        guard file.isInSources else { return [] }
        let room = Room.named[file.room]
        return file.outline.imports.filter { room?.rooms.union(room!.system).contains($0.module) != true }
            .map { Finding(file, $0.module, line: $0.line, "\(file.room) must not import \($0.module)") }
    }

    static let unsafeCode = Rule.word(
        "unsafe code stands where memory and system calls are at home", ["unsafe", "safe"],
        exemptions: [
            Exemption("Sources/Bytes/", because: "it owns memory"),
            Exemption("Sources/Platform/", because: "it calls the kernel"),
            Exemption("Sources/Keyspace/Table/", because: "the table is raw memory"),
            Exemption("Sources/Bench/", because: "it starts processes and reads clocks, and no client depends on it"),
            Exemption("Tests/BytesTests/", because: "it tests what owns memory"),
            Exemption("Tests/WireTests/Wire.swift", because: "it calls the kernel"),
            Exemption("Tests/WireTests/Program.swift", because: "it starts processes"),
        ],
        violations: [
            Sample("let a = unsafe f()"), Sample("@safe struct A {}"), Sample("nonisolated(unsafe) var a = 1"),
            Sample("let text = \"\\(unsafe f())\"", at: "Sources/Keyspace/Database.swift"),
        ],
        innocent: [Sample("// unsafe\n/* unsafe /* still */ unsafe */ let a = #\"unsafe \"unsafe\\(unsafe)\"#")])

    static let uncheckedSendable = Rule.word(
        "the compiler is asked to believe only once", ["unchecked"],
        exemptions: [Exemption("Sources/Platform/Handover.swift", because: "it is that one place")],
        violations: [Sample("struct A: @unchecked Sendable {}")])

    static let publicAccess = Rule(
        "nothing is public: there are no users outside",
        exemptions: [Exemption("Sources/Bytes/", because: "the compiler inlines across rooms only what is public")],
        violations: [Sample("public struct A {}"), Sample("open class A {}"), Sample("package public(set) var a = 1")],
        innocent: [Sample("func open(_ path: String) { open(path) }")]
    ) { file in
        guard file.isInSources else { return [] }
        let tokens = file.outline.tokens
        return tokens.indices.filter { index in
            let isOpen =
                tokens[index].text == "open" && index + 1 < tokens.count
                && ["class", "func", "var", "subscript", "init"].contains(tokens[index + 1].text)
            return isOpen || tokens[index].text == "public"
        }.map { Finding(file, tokens[$0].text, line: tokens[$0].line, "'\(tokens[$0].text)' stands here") }
    }

    private static let views: Set = ["ByteView", "Arguments", "Record", "StringContent", "JSONView"]

    static let storedViews = Rule(
        "a view lives no longer than a call, so nothing stores one",
        exemptions: [
            Exemption("Sources/Keyspace/Table/", because: "the table is what records lie in"),
            Exemption("Sources/Keyspace/Detached.swift", "record", because: "in no table, it does not move"),
            Exemption("Sources/RESP/InlineSplitter.swift", "line", because: "a splitter lives for one call"),
            Exemption("Sources/JSON/JSONView.swift", because: "it is a view itself, which the same rule holds for"),
            Exemption("Sources/Journal/SnapshotItem.swift", because: "an item is good until its reader goes on"),
            Exemption("Sources/Journal/SnapshotCursor.swift", "view", because: "a cursor lives for one call"),
            Exemption("Sources/Resources/ImageReader.swift", "view", because: "a cursor lives for one call"),
            Exemption(
                "Sources/Commands/Families/ResourceWriteTransactionReader.swift", "members",
                because: "an operation is read in one call"),
            Exemption("Sources/Commands/Families/ScanCommands.swift", "found", because: "a walk changes nothing"),
            Exemption("Sources/Commands/Families/ScanCommands.swift", "ended", because: "a walk changes nothing"),
            Exemption("Sources/Commands/Context.swift", "arguments", because: "a context lives for one batch"),
            Exemption("Sources/Engine/PubSub.swift", "pattern", because: "a message is handed over in a call"),
            Exemption("Sources/Engine/PubSub.swift", "channel", because: "a message is handed over in a call"),
            Exemption("Sources/Engine/PubSub.swift", "payload", because: "a message is handed over in a call"),
            Exemption("Sources/Engine/PubSub.swift", "key", because: "a message is handed over in a call"),
        ],
        violations: [
            Sample("final class A { private var key: ByteView }"), Sample("struct A { let all: [ByteView]? = nil }"),
            Sample("enum A {\n case one(Int, ByteView)\n}"), Sample("struct A { var a: Record { didSet {} } }"),
        ],
        innocent: [
            Sample("struct A { var key: ByteView { f() } }\nfunc f() { let key: ByteView = g() }"),
            Sample("struct A { let body: (ByteView) -> Void }"),
        ]
    ) { file in
        guard file.isInSources else { return [] }
        return file.outline.storage.filter { !views.isDisjoint(with: $0.types) }
            .map { Finding(file, $0.name, line: $0.line, "\($0.owner).\($0.name) stores a view") }
    }

    static let abruptEnds = Rule(
        "nothing is printed and nothing ends the process but where it is meant to",
        exemptions: [
            Exemption("Sources/Bytes/RawMemory.swift", "fatalError", because: "without memory there is no going on"),
            Exemption("Sources/Bench/", "print", because: "its report is its output"),
            Exemption("Sources/Bench/Program.swift", "exit", because: "its status says whether it could measure"),
        ],
        violations: [
            Sample("func f() { print(1) }"), Sample("func f() { fatalError() }"), Sample("func f() { exit(1) }"),
        ],
        innocent: [Sample("func f() { x.print(1)\n let print = 1 }\nfunc print(a: Int) {}")]
    ) { file in
        guard file.isInSources else { return [] }
        let tokens = file.outline.tokens
        return tokens.indices.dropLast().filter { index in
            ["print", "debugPrint", "dump", "fatalError", "exit", "abort"].contains(tokens[index].text)
                && tokens[index + 1].text == "(" && (index == 0 || ![".", "func"].contains(tokens[index - 1].text))
        }.map { Finding(file, tokens[$0].text, line: tokens[$0].line, "\(tokens[$0].text) is called here") }
    }

    // MARK: Size

    private static let calls = String(repeating: "a()\n", count: 58)

    static let functionLength = Rule(
        "a function has at most 60 lines",
        violations: [
            Sample("func long(\n a: Int\n) {\n\(calls)}"),
            Sample("struct A {\n static let command = Command(\n 1) { context in\n\(calls)}\n}"),
        ],
        innocent: [
            Sample("struct A {\n" + String(repeating: "func f() {\n}\n", count: 40) + "}"),
            Sample("func f() {\n\(calls)}"),
        ]
    ) { file in
        file.outline.functions.filter { $0.lineCount > 60 }
            .map { Finding(file, $0.name, line: $0.firstLine, "\($0.name) has \($0.lineCount) lines") }
    }

    static let fileLength = Rule(
        "a file has at most 400 lines",
        violations: [Sample(String(repeating: "\n", count: 401))],
        innocent: [Sample(String(repeating: "\n", count: 400))]
    ) { file in
        guard file.isSwift, file.lines.count > 400 else { return [] }
        return [Finding(file, "length", line: 401, "the file has \(file.lines.count) lines")]
    }

    private static let prose: Set = ["md", "txt", "jsonl", "json", "svg"]

    static let lineShape = Rule(
        "a line has at most 120 columns, no tab, and no blank at its end",
        exemptions: [Exemption("conf/docker.conf", because: "all rights of a user stand in one line")],
        violations: [
            Sample("let a = \"" + String(repeating: "é", count: 120) + "\""), Sample("\tlet a = 1"),
            Sample("let a = 1\u{20}\n"), Sample("let a = 1\r\n"),
        ],
        innocent: [Sample("// " + String(repeating: "é", count: 117)), Sample("a \n", at: "Sources/A/A.docc/A.md")]
    ) { file in
        if prose.contains(file.path.split(separator: ".").last.map(String.init) ?? "") { return [] }
        return file.lines.enumerated().flatMap { index, line in
            var faults: [String] = []
            if line.utf8.count > 120, line.count > 120 { faults.append("\(line.count) columns") }
            if line.utf8.contains(UInt8(ascii: "\t")) { faults.append("a tab") }
            if let last = line.utf8.last, [UInt8(ascii: " "), UInt8(ascii: "\r")].contains(last) {
                faults.append("a blank at the end")
            }
            return faults.map { Finding(file, $0, line: index + 1, $0) }
        }
    }

    // MARK: Text

    /// The words that mark unfinished work, spelt so that they do not stand here.
    private static let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]

    static let looseEnds = Rule(
        "nothing unfinished is left behind",
        violations: marks.map { Sample("// \($0) later") }
    ) { file in
        file.lines.enumerated().flatMap { index, line in
            marks.filter { line.contains($0) }.map { Finding(file, $0, line: index + 1, "'\($0)' is left in the text") }
        }
    }

    static let openingComment = Rule(
        "every source file opens with the reason why it exists",
        violations: [
            Sample("import Bytes"), Sample("\n// Late."), Sample(""), Sample("//\nimport Bytes"), Sample("//// x"),
        ],
        innocent: [Sample("// Bytes that nobody owns."), Sample("// What C needs.", at: "Sources/CLinux/a.h")]
    ) { file in
        guard ["swift", "c", "h"].contains(where: { file.path.hasSuffix("." + $0) }) else { return [] }
        let opens = file.lines.first.map { $0.hasPrefix("// ") && $0.count > 10 } ?? false
        return opens ? [] : [Finding(file, "comment", line: 1, "the first line does not say why the file exists")]
    }

    static let expectations = Rule(
        "every test can fail",
        violations: [
            Sample("struct A {\n @Test func a() { f() }\n}", at: "Tests/ATests/A.swift"),
            Sample("@Test(arguments: [1])\nfunc a() { f() }\nfunc b() { #expect(c) }", at: "Tests/ATests/A.swift"),
        ],
        innocent: [Sample("@Test func a() {\n #expect(a)\n}\nfunc help() {}", at: "Tests/ATests/A.swift")]
    ) { file in
        guard file.path.hasPrefix("Tests/") else { return [] }
        let asking = ["expect", "require", "record", "confirmation", "check", "verify"]
        return file.outline.functions.filter(\.isTest).filter { function in
            !file.outline.tokens.contains { token in
                (function.firstLine...function.lastLine).contains(token.line)
                    && asking.contains { token.text.hasPrefix($0) }
            }
        }.map { Finding(file, $0.name, line: $0.firstLine, "\($0.name) expects nothing") }
    }

    static let sleeping = Rule.word(
        "a test waits for a condition and never for luck", ["sleep", "usleep", "nanosleep"],
        exemptions: [
            Exemption("Tests/WireTests/ServerProcess.swift", because: "it looks for the condition again and again"),
            Exemption(
                "Tests/TestSupport/TestHost.swift", because: "it plays a server that DEBUG sends to sleep"),
        ],
        violations: [Sample("func f() { Thread.sleep(forTimeInterval: 1) }", at: "Tests/ATests/A.swift")],
        innocent: [Sample("client.send(\"DEBUG\", \"sleep\")", at: "Tests/ATests/A.swift")],
        where: { $0.path.hasPrefix("Tests/") })

    /// Folders of one machine, spelt so that they do not stand here.
    private static let homes = ["work", "farm", "home", "root", "Users"].map { "/" + $0 + "/" }

    static let machinePaths = Rule(
        "no path of one machine stands in the text",
        violations: homes.map { Sample("dir \($0)a", at: "conf/a.conf") },
        innocent: [Sample("let path = \"frame/work.swift\"")]
    ) { file in
        file.lines.enumerated().flatMap { index, line in
            homes.filter { line.contains($0) }.map { Finding(file, $0, line: index + 1, "a path below \($0)") }
        }
    }
}
