// What a source file declares, as far as the rules ask: its functions with their length, what its types store, and
// its imports. Read from tokens, not from a grammar: enough for code that compiles.

struct Outline: Sendable {
    /// A function, an initialiser, an accessor or a closure that stands outside every other function.
    struct Function: Sendable {
        let name: String
        let firstLine: Int
        fileprivate(set) var lastLine: Int
        let isTest: Bool

        var lineCount: Int { lastLine - firstLine + 1 }
    }

    /// A stored property or the values of an enumeration's case.
    struct Storage: Sendable {
        let owner: String
        let name: String
        let types: [String]
        let line: Int
    }

    struct Import: Sendable {
        let module: String
        let line: Int
    }

    private(set) var functions: [Function] = []
    private(set) var storage: [Storage] = []
    private(set) var imports: [Import] = []

    let tokens: [Token]
    private var scopes: [Scope] = []
    private var head: Head?
    private var isTest = false

    init(code: [String]) {
        tokens = Token.all(in: code)
        for index in tokens.indices { visit(index) }
    }
}

struct Token: Equatable, Sendable {
    let text: String
    let line: Int

    /// Words, and every other visible character by itself.
    static func all(in code: [String]) -> [Token] {
        var tokens: [Token] = []
        for (index, text) in code.enumerated() {
            var word: [UInt8] = []
            for byte in text.utf8 {
                if isWord(byte) {
                    word.append(byte)
                    continue
                }
                if !word.isEmpty { tokens.append(Token(text: String(decoding: word, as: UTF8.self), line: index + 1)) }
                word.removeAll(keepingCapacity: true)
                if byte > UInt8(ascii: " ") {
                    tokens.append(Token(text: String(decoding: [byte], as: UTF8.self), line: index + 1))
                }
            }
            if !word.isEmpty { tokens.append(Token(text: String(decoding: word, as: UTF8.self), line: index + 1)) }
        }
        return tokens
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...: true
        default: false
        }
    }
}

extension Outline {
    private enum Scope {
        case type(String)
        /// The index in `functions`, or nil for what lies inside a function.
        case body(Int?)
        case parentheses
    }

    /// The declaration that a brace may belong to.
    private struct Head {
        let keyword: String
        let name: String
        let line: Int
    }

    private static let typeKeywords: Set = ["struct", "class", "enum", "protocol", "extension"]
    private static let memberKeywords: Set = ["func", "init", "deinit", "subscript", "var", "let", "case"]

    private func text(_ index: Int) -> String? {
        tokens.indices.contains(index) ? tokens[index].text : nil
    }

    private var isInsideFunction: Bool {
        scopes.contains { if case .body = $0 { true } else { false } }
    }

    /// The type whose members are being read; empty at the top of a file, nil anywhere else.
    private var owner: String? {
        switch scopes.last {
        case nil: ""
        case .type(let name): name
        default: nil
        }
    }

    private mutating func visit(_ index: Int) {
        let token = tokens[index]
        switch token.text {
        case "(", "[": scopes.append(.parentheses)
        case "{": open(token)
        case ")", "]", "}": close(token)
        default:
            guard let owner, text(index - 1) != "." else { return }
            visitWord(token, at: index, of: owner)
        }
    }

    private mutating func visitWord(_ token: Token, at index: Int, of owner: String) {
        if text(index - 1) == "@" {
            if token.text == "Test" { isTest = true }
        } else if token.text == "import" {
            if let module = text(index + 1) { imports.append(Import(module: module, line: token.line)) }
        } else if Self.typeKeywords.contains(token.text), text(index + 1) != "func", text(index + 1) != "var" {
            head = Head(keyword: token.text, name: text(index + 1) ?? "", line: token.line)
        } else if Self.memberKeywords.contains(token.text) {
            let isNamed = !["init", "deinit", "subscript"].contains(token.text)
            let name = isNamed ? text(index + 1) ?? "" : token.text
            head = Head(keyword: token.text, name: name, line: token.line)
            noteStorage(index, of: owner)
        }
    }

    private mutating func open(_ token: Token) {
        if isInsideFunction {
            scopes.append(.body(nil))
        } else if owner != nil, let head, Self.typeKeywords.contains(head.keyword) {
            scopes.append(.type(head.name))
        } else {
            let name = head?.name ?? "(closure)"
            let line = head?.line ?? token.line
            functions.append(Function(name: name, firstLine: line, lastLine: token.line, isTest: isTest))
            isTest = false
            scopes.append(.body(functions.count - 1))
        }
    }

    private mutating func close(_ token: Token) {
        switch scopes.popLast() {
        case .body(let index?): functions[index].lastLine = token.line
        case .type: head = nil
        default: break
        }
    }

    // MARK: Storage

    private mutating func noteStorage(_ index: Int, of owner: String) {
        switch tokens[index].text {
        case "let", "var":
            guard text(index + 2) == ":", let name = text(index + 1) else { return }
            let (types, end) = types(from: index + 3, stoppingAt: ["=", "{"])
            let isComputed = text(end) == "{" && !["didSet", "willSet"].contains(text(end + 1))
            if !isComputed { note(types, name, owner, index) }
        case "case":
            guard text(index + 2) == "(", let name = text(index + 1) else { return }
            note(types(from: index + 3, stoppingAt: []).types, name, owner, index)
        default:
            break
        }
    }

    private mutating func note(_ types: [String], _ name: String, _ owner: String, _ index: Int) {
        // What is a function's parameter is handed over and not stored.
        let isFunction = types.indices.contains { types[$0] == "-" && $0 + 1 < types.count && types[$0 + 1] == ">" }
        if !isFunction { storage.append(Storage(owner: owner, name: name, types: types, line: tokens[index].line)) }
    }

    /// The tokens of a type: to the end of its line, but never out of its parentheses.
    private func types(from start: Int, stoppingAt stops: Set<String>) -> (types: [String], end: Int) {
        var depth = 0
        var end = start
        while end < tokens.count, depth > 0 || tokens[end].line == tokens[max(0, end - 1)].line {
            let text = tokens[end].text
            if depth == 0, stops.contains(text) || text == ")" { break }
            if text == "(" || text == "[" { depth += 1 }
            if text == ")" || text == "]" { depth -= 1 }
            end += 1
        }
        return (tokens[start..<end].map(\.text), end)
    }
}
