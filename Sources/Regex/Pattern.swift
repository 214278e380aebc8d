// A regular expression, ready to be used again and again.
//
// It remembers what texts it met, so it belongs to whoever made it and is not shared between threads.

package import Bytes

package final class Pattern {
    package let text: String
    package let dialect: Dialect
    /// The name of each group that captures, nil where it has none. The first is the whole match.
    package let groupNames: [String?]

    private let literal: Literal?
    private let program: Program
    private var automaton: LazyAutomaton
    private var searchSteps = 0

    package init(_ text: String, _ dialect: Dialect = .re2) throws(PatternError) {
        var parser = PatternParser(text, dialect)
        let node = try parser.parse()
        guard let program = Program(dialect.onlyChecks ? .empty : node, groups: parser.names.count) else {
            throw parser.reader.fault(.tooLarge, from: 0, to: 0, "the pattern tells too many characters apart")
        }
        self.text = text
        self.dialect = dialect
        self.program = program
        groupNames = parser.names
        literal = Literal(node)
        automaton = LazyAutomaton(program)
    }

    /// Why `text` is no regular expression of that dialect; nil if it is one.
    package static func fault(in text: String, _ dialect: Dialect) -> PatternError? {
        var parser = PatternParser(text, dialect)
        do throws(PatternError) {
            _ = try parser.parse()
            return nil
        } catch {
            return error
        }
    }

    /// What all uses of the pattern cost so far: characters read and instructions looked at.
    package var steps: Int { automaton.steps + searchSteps }

    // MARK: Whether it matches

    /// Whether the pattern matches anywhere in the text.
    package func matches(_ text: Span<UInt8>) -> Bool {
        if let literal { return literal.matches(text) }
        return automaton.matches(text, program)
    }

    package func matches(_ text: ByteView) -> Bool {
        text.withSpan { matches($0) }
    }

    package func matches(_ text: String) -> Bool {
        matches(text.utf8.span)
    }

    // MARK: Where it matches

    /// The leftmost match, and of several there the one that the pattern prefers.
    package func firstMatch(in text: Span<UInt8>) -> PatternMatch? {
        guard matches(text) else { return nil }
        var search = ThreadedSearch(program)
        let bounds = search.firstMatch(in: text)
        searchSteps += search.steps
        return bounds.map { PatternMatch(groups: $0, names: groupNames) }
    }

    package func firstMatch(in text: ByteView) -> PatternMatch? {
        text.withSpan { firstMatch(in: $0) }
    }

    package func firstMatch(in text: String) -> PatternMatch? {
        firstMatch(in: text.utf8.span)
    }
}

/// Where a pattern matched, in bytes.
package struct PatternMatch: Sendable {
    /// The bounds of each group, the whole match first; nil where a group took no part.
    package let groups: [Range<Int>?]
    private let names: [String?]

    init(groups: [Range<Int>?], names: [String?]) {
        self.groups = groups
        self.names = names
    }

    package var range: Range<Int> { groups[0] ?? 0..<0 }

    /// The bounds of the group of that name, the first if there are several.
    package subscript(name: String) -> Range<Int>? {
        names.firstIndex(of: name).flatMap { groups[$0] }
    }
}
