// The list of files that a log consists of, in the form of Redis 7: at most one base, what is not needed any more, and
// the increments in their order.
//
//     # milepost 9f3c52d1a07be644 1c291ca3
//     file appendonly.aof.2.base.rdb seq 2 type b
//     file appendonly.aof.1.incr.aof seq 1 type h
//     file appendonly.aof.2.incr.aof seq 2 type i
//
// The first line, which Redis passes over, holds the name of the log and a checksum of the name and all that follows.
// A manifest without it comes from Redis, and is taken as it is. More comments may follow it: up to which increments
// another server has written (`# milepost-foreign 4`), that a repair has cut the end off since the last start
// (`# milepost-cut`), that a server has the log open and does not sync every change (`# milepost-open` and the power
// cycle in which it has), and what is known of a recovery (`RecoveredPoint`).

internal import Bytes
internal import RESP

package struct Manifest: Equatable, Sendable {
    package enum Kind: UInt8, Sendable {
        case base = 0x62
        case history = 0x68
        case increment = 0x69
    }

    package struct File: Equatable, Sendable {
        package var name: String
        package var sequence: Int64
        package var kind: Kind

        package init(name: String, sequence: Int64, kind: Kind) {
            self.name = name
            self.sequence = sequence
            self.kind = kind
        }
    }

    /// The random name of the log, which stands at the head of each of its files; nil where Redis wrote the manifest.
    package var log: UInt64?
    package private(set) var base: File?
    package private(set) var history: [File] = []
    package private(set) var increments: [File] = []
    /// Increments up to this one were there before the log had its name, so they need not bear it.
    private var foreignUpTo: Int64?
    /// Whether a repair has cut off what somebody may have seen, and no server has started since.
    package var isCutBack = false
    /// The power cycle in which a server has opened the log that need not sync what it answers; nil where it was closed
    /// in order. In another one, whole batches may be missing at its end.
    package var openSince: String?
    /// The point of the past that the log was brought back to, if ever.
    package var recovery: RecoveredPoint?
    /// What file names begin with (appendfilename).
    package let prefix: String

    /// That of a new log.
    package init(prefix: String, log: UInt64?) {
        self.prefix = prefix
        self.log = log
    }

    /// Base and increments, as they are to be read.
    package var files: [File] { (base.map { [$0] } ?? []) + increments }
    package var isEmpty: Bool { base == nil && increments.isEmpty }

    // MARK: Names

    package static func name(prefix: String) -> String { "\(prefix).manifest" }
    package static func draftName(prefix: String) -> String { "temp-\(prefix).manifest" }
    package var name: String { Self.name(prefix: prefix) }
    package var draftName: String { Self.draftName(prefix: prefix) }

    /// The increment that comes after the last one.
    package var nextIncrement: File {
        let sequence = (increments.last?.sequence ?? latestIncrement) + 1
        return File(name: "\(prefix).\(sequence).incr.aof", sequence: sequence, kind: .increment)
    }

    /// The base that replaces the present one: a snapshot, or commands.
    package func nextBase(isSnapshot: Bool) -> File {
        let sequence = (base?.sequence ?? latestBase) + 1
        return File(name: "\(prefix).\(sequence).base.\(isSnapshot ? "rdb" : "aof")", sequence: sequence, kind: .base)
    }

    /// What no longer stands in the lists must not be used again as long as its file may be there.
    private var latestIncrement: Int64 { latest("incr") }
    private var latestBase: Int64 { latest("base") }

    private func latest(_ word: String) -> Int64 {
        history.filter { $0.name.hasPrefix("\(prefix).\($0.sequence).\(word).") }.map(\.sequence).max() ?? 0
    }

    // MARK: Changes

    package mutating func append(_ increment: File) {
        precondition(increment.kind == .increment, "only increments are appended")
        increments.append(increment)
    }

    /// Takes a new base, into which everything before the increment `first` has gone, or everything.
    package mutating func adopt(base new: File, followedBy first: File?) {
        precondition(first.map { increments.contains($0) } ?? true, "what follows a base is listed before it")
        let merged = increments.prefix { $0 != first }
        var old = (base.map { [$0] } ?? []) + merged
        for index in old.indices { old[index].kind = .history }
        history = old.reversed() + history
        increments.removeFirst(merged.count)
        if let last = foreignUpTo, increments.allSatisfy({ $0.sequence > last }) { foreignUpTo = nil }
        base = new
    }

    /// Gives a log that had none its name. The increment listed last is the first that bears it.
    package mutating func name(log: UInt64) {
        precondition(self.log == nil, "a log keeps its name")
        self.log = log
        foreignUpTo = increments.dropLast().last?.sequence
    }

    /// Whether a file must say at its head that it belongs to the log.
    func mustBearName(_ file: File) -> Bool {
        log != nil && file.kind == .increment && file.sequence > foreignUpTo ?? 0
    }

    /// Begins anew with a base and an increment; nothing goes to the history.
    package mutating func begin(_ base: File, _ increment: File) {
        precondition(isEmpty && history.isEmpty, "only an empty manifest is begun")
        self.base = base
        increments = [increment]
    }

    /// Takes out a base in which there is nothing.
    package mutating func dropBase() {
        base = nil
    }

    /// Takes an increment out that was made and never held anything.
    package mutating func drop(_ increment: File) {
        increments.removeAll { $0 == increment }
    }

    /// Takes files off the history that are not there any more.
    package mutating func forget(_ gone: [File]) {
        history.removeAll { gone.contains($0) }
    }

    /// Takes a file that an older version of Redis wrote, under its own name, as the base.
    package mutating func adopt(oldLog name: String) {
        base = File(name: name, sequence: 1, kind: .base)
    }

    // MARK: Text

    package var bytes: [UInt8] {
        let lines = ((base.map { [$0] } ?? []) + history + increments).map(\.line).joined()
        guard let log else { return Array(lines.utf8) }
        let foreign = foreignUpTo.map { "\(Self.foreignWords) \($0)\n" } ?? ""
        let open = openSince.map { "\(Self.openWords) \(Manifest.File.quoted($0))\n" } ?? ""
        let text = foreign + (isCutBack ? Self.cutLine : "") + open + (recovery?.line ?? "") + lines
        return Array("\(Self.headWords) \(hexadecimal(log, 16)) ".utf8)
            + Array("\(hexadecimal(UInt64(Self.checksum(log, text)), 8))\n".utf8) + Array(text.utf8)
    }

    static let headWords = "# milepost"
    static let foreignWords = "# milepost-foreign"
    static let cutLine = "# milepost-cut\n"
    static let openWords = "# milepost-open"

    static func checksum(_ log: UInt64, _ lines: String) -> UInt32 {
        Array((hexadecimal(log, 16) + lines).utf8).withView { CRC32C.update(0, $0) }
    }

    fileprivate mutating func take(foreignUpTo sequence: Int64?) {
        foreignUpTo = sequence
    }

    fileprivate init(prefix: String, log: UInt64?, base: File?, history: [File], increments: [File]) {
        self.init(prefix: prefix, log: log)
        self.base = base
        self.history = history
        self.increments = increments
    }
}

extension Manifest.File {
    fileprivate var line: String {
        "file \(Self.quoted(name)) seq \(sequence) type \(Character(UnicodeScalar(kind.rawValue)))\n"
    }

    /// The name as it is, or in quotes where a reader would not take it for one word.
    fileprivate static func quoted(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c }
        if isPlain, !name.isEmpty { return name }
        return "\"" + name.utf8.map(escaped).joined() + "\""
    }

    private static func escaped(_ byte: UInt8) -> String {
        switch byte {
        case 0x22, 0x5c: "\\" + String(UnicodeScalar(byte))
        case 0x0a: "\\n"
        case 0x0d: "\\r"
        case 0x09: "\\t"
        case 0x07: "\\a"
        case 0x08: "\\b"
        case 0x20...0x7e: String(UnicodeScalar(byte))
        default: "\\x" + hexadecimal(UInt64(byte), 2)
        }
    }
}

/// That a log holds what it held at a point of the past, and no more.
///
///     # milepost-recovered time 1700000000123 appendonlydir.before-recovery-1
package struct RecoveredPoint: Equatable, Sendable {
    package let point: RecoveryPoint
    /// The folder with the files of before; nil where nothing lay behind the point.
    package let folder: String?

    package init(point: RecoveryPoint, folder: String?) {
        self.point = point
        self.folder = folder
    }

    static let words = "# milepost-recovered"

    fileprivate var line: String {
        let number = switch point {
        case .revision(let number): "revision \(number)"
        case .time(let number): "time \(number)"
        }
        return "\(Self.words) \(number)\(folder.map { " " + Manifest.File.quoted($0) } ?? "")\n"
    }

    fileprivate init?(_ line: [UInt8]) {
        let words = line.withView { InlineSplitter.split($0) }?.map { String(decoding: $0, as: UTF8.self) } ?? []
        guard words.count == 4 || words.count == 5, let number = Int64(words[3]) else { return nil }
        switch words[2] {
        case "revision": point = .revision(number)
        case "time": point = .time(number)
        default: return nil
        }
        folder = words.count == 5 ? words[4] : nil
    }
}

/// With all its zeros.
func hexadecimal(_ number: UInt64, _ digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}

// MARK: - Reading

extension Manifest {
    /// The manifest that `bytes` spell, by Redis's rules and with its texts where they are broken.
    package static func parse(_ bytes: [UInt8], file: String, prefix: String) throws(JournalError) -> Manifest {
        var parser = ManifestParser(file: file, bytes: bytes)
        return try parser.parse(prefix: prefix)
    }
}

private struct ManifestParser {
    let file: String
    let bytes: [UInt8]
    private var offset = 0
    private var line = 0
    private var log: UInt64?
    private var base: Manifest.File?
    private var history: [Manifest.File] = []
    private var increments: [Manifest.File] = []
    private var recovery: RecoveredPoint?
    private var foreignUpTo: Int64?
    private var isCutBack = false
    private var openSince: String?

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }

    mutating func parse(prefix: String) throws(JournalError) -> Manifest {
        guard !bytes.isEmpty else { throw damage("Found an empty AOF manifest") }
        while offset < bytes.count {
            line += 1
            let rest = bytes[offset...]
            let length = rest.prefix(JournalLimits.manifestLine).firstIndex(of: 0x0a).map { $0 - offset + 1 }
            let text = rest.prefix(length ?? min(rest.count, JournalLimits.manifestLine))
            if text.first == UInt8(ascii: "#") {
                try comment(Array(text))
            } else {
                guard length != nil else { throw damage("The AOF manifest file contains too long line") }
                try entry(Array(text))
            }
            offset += text.count
        }
        var manifest = Manifest(prefix: prefix, log: log, base: base, history: history, increments: increments)
        manifest.recovery = recovery
        manifest.isCutBack = isCutBack
        manifest.openSince = openSince
        manifest.take(foreignUpTo: foreignUpTo)
        return manifest
    }

    // MARK: Lines

    /// A comment; our own, at the beginning, tells what the rest must be.
    private mutating func comment(_ text: [UInt8]) throws(JournalError) {
        let own = Array(Manifest.headWords.utf8) + [0x20]
        if log != nil, text.starts(with: Array(RecoveredPoint.words.utf8)) { recovery = RecoveredPoint(text) }
        if log != nil, text == Array(Manifest.cutLine.utf8) { isCutBack = true }
        if log != nil, let word = Self.word(after: Manifest.foreignWords, in: text) {
            foreignUpTo = word.withView { $0.integer }
        }
        if log != nil, let word = Self.word(after: Manifest.openWords, in: text) {
            openSince = String(decoding: word, as: UTF8.self)
        }
        guard line == 1, text.starts(with: own) else { return }
        let numbers: (log: UInt64, checksum: UInt64)? = text.withView { view in
            let words = view.dropFirst(own.count)
            guard words.count == 26, words[16] == 0x20, words[25] == 0x0a,
                let log = words.prefix(16).hexadecimal(digits: 16), let sum = words[17..<25].hexadecimal(digits: 8)
            else { return nil }
            return (log, sum)
        }
        guard let numbers else { throw damage("its first line is not whole") }
        let lines = String(decoding: bytes[(offset + text.count)...], as: UTF8.self)
        guard UInt64(Manifest.checksum(numbers.log, lines)) == numbers.checksum else {
            throw damage("it does not match the checksum in its first line")
        }
        log = numbers.log
    }

    /// The one word of a comment that begins with `words`, which are two.
    private static func word(after words: String, in text: [UInt8]) -> [UInt8]? {
        guard text.starts(with: Array(words.utf8)) else { return nil }
        let found = text.withView { InlineSplitter.split($0) } ?? []
        return found.count == 3 ? found[2] : nil
    }

    private mutating func entry(_ text: [UInt8]) throws(JournalError) {
        let words = text.withView { InlineSplitter.split($0) }
        guard let words, words.count >= 6, words.count % 2 == 0 else {
            throw damage("Invalid AOF manifest file format", text)
        }
        var name: String?
        var sequence: Int64 = 0
        var kind: UInt8?
        for index in stride(from: 0, to: words.count, by: 2) {
            let value = words[index + 1]
            switch words[index].map(lowercase) {
            case Array("file".utf8):
                guard !value.contains(UInt8(ascii: "/")) else {
                    throw damage("File can't be a path, just a filename", text)
                }
                name = String(decoding: value, as: UTF8.self)
            case Array("seq".utf8): sequence = value.withView { $0.integer } ?? 0
            case Array("type".utf8): kind = value.first
            default: break
            }
        }
        guard let name, !name.isEmpty, sequence != 0, let kind else {
            throw damage("Invalid AOF manifest file format", text)
        }
        try add(name, sequence, kind, text)
    }

    private mutating func add(
        _ name: String, _ sequence: Int64, _ kind: UInt8, _ text: [UInt8]
    ) throws(JournalError) {
        guard let known = Manifest.Kind(rawValue: kind) else { throw damage("Unknown AOF file type", text) }
        let file = Manifest.File(name: name, sequence: sequence, kind: known)
        switch known {
        case .base:
            if base != nil { throw damage("Found duplicate base file information", text) }
            base = file
        case .history: history.append(file)
        case .increment:
            guard sequence > increments.last?.sequence ?? 0 else {
                throw damage("Found a non-monotonic sequence number", text)
            }
            increments.append(file)
        }
    }

    private func damage(_ what: String, _ text: [UInt8]? = nil) -> JournalError {
        let place = text.map { text in
            let shown = String(decoding: text.filter { $0 >= 0x20 }, as: UTF8.self)
            return " (line \(line): '\(shown)')"
        }
        return .damage(
            JournalDamage(
                file: file, offset: offset, provenTo: 0, what: what + (place ?? ""),
                advice: "Put a backup of the whole folder in its place. If it was changed by hand on purpose, take its "
                    + "first line out if that begins with '\(Manifest.headWords)'. Nothing was changed."))
    }
}
