// What callgrind wrote when its program ended: the instructions in all, and how often named functions were called.
//
//     fn=(7) read_query          the caller that the next lines belong to
//     cfn=(12) malloc            the function it calls; a number once named stands for the name from then on
//     calls=35 0                 how often
//     summary: 123456            (or totals:) instructions

internal import Bytes

struct CallgrindProfile {
    /// The entries of an allocator; a call from one of them to another is the same allocation.
    private static let allocators: Set<String> = [
        "malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign", "valloc",
    ]
    private static let counters: Set<String> = [
        "swift_retain", "swift_release", "swift_allocObject", "swift_beginAccess",
    ]

    private(set) var instructions = 0
    private(set) var allocations = 0
    private(set) var calls: [String: Int] = [:]

    private var names: [String: String] = [:]
    private var caller = ""
    private var callee = ""

    init?(path: String) {
        guard let bytes = readBytes(path) else { return nil }
        bytes.withView { text in
            var start = 0
            while let end = text.firstIndex(of: UInt8(ascii: "\n"), from: start) {
                read(text[start..<end])
                start = end + 1
            }
        }
        if instructions == 0 { return nil }
    }

    private mutating func read(_ line: ByteView) {
        if line.starts(with: "fn=") {
            caller = name(line.dropFirst(3).text)
        } else if line.starts(with: "cfn=") {
            callee = name(line.dropFirst(4).text)
        } else if line.starts(with: "calls=") {
            count(Int(line.dropFirst(6).text.prefix { $0 != " " }) ?? 0)
        } else if line.starts(with: "summary: ") || line.starts(with: "totals: ") {
            instructions = max(instructions, Int(line.text.split(separator: " ")[1]) ?? 0)
        }
    }

    private mutating func count(_ times: Int) {
        if Self.allocators.contains(callee), !Self.allocators.contains(caller) { allocations += times }
        if Self.counters.contains(callee) { calls[callee, default: 0] += times }
    }

    /// The name behind `(12)` or `(12) malloc`, without the mark of a recursive call.
    private mutating func name(_ text: String) -> String {
        guard text.first == "(", let close = text.firstIndex(of: ")") else { return text }
        let number = String(text[...close])
        let rest = text[text.index(after: close)...].drop { $0 == " " }
        if rest.isEmpty { return names[number] ?? number }
        let plain = String(rest.prefix { $0 != "'" })
        names[number] = plain
        return plain
    }
}

extension ByteView {
    fileprivate func starts(with text: StaticString) -> Bool {
        starts(with: ByteView(text))
    }
}
