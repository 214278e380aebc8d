// Random patterns against the plainest possible matcher, which tries every way in the order that the pattern prefers.

import Bytes
import Regex
import Testing
import TestSupport

/// A pattern that was made up, with its spelling.
private indirect enum Sketch {
    case letter(Character)
    case oneOf(Set<Character>, isInverted: Bool)
    case any
    case start, end, lineStart, lineEnd, boundary, noBoundary
    case group(Int, Sketch)
    case sequence([Sketch])
    case choice([Sketch])
    case repeated(Sketch, least: Int, most: Int?, isLazy: Bool)

    var spelling: String {
        switch self {
        case .letter(let letter): String(letter)
        case .oneOf(let letters, let isInverted): "[\(isInverted ? "^" : "")\(String(letters.sorted()))]"
        case .any: "."
        case .start: "^"
        case .end: "$"
        case .lineStart: "(?m:^)"
        case .lineEnd: "(?m:$)"
        case .boundary: #"\b"#
        case .noBoundary: #"\B"#
        case .group(_, let body): "(\(body.spelling))"
        case .sequence(let parts): parts.map { $0.atom }.joined()
        case .choice(let parts): parts.map(\.spelling).joined(separator: "|")
        case .repeated(let body, let least, let most, let isLazy):
            body.operand + Self.count(least, most) + (isLazy ? "?" : "")
        }
    }

    private var atom: String {
        if case .choice = self { return "(?:\(spelling))" }
        return spelling
    }

    private var operand: String {
        switch self {
        case .choice, .sequence, .repeated: "(?:\(spelling))"
        default: spelling
        }
    }

    private static func count(_ least: Int, _ most: Int?) -> String {
        switch (least, most) {
        case (0, nil): "*"
        case (1, nil): "+"
        case (0, 1): "?"
        case (_, nil): "{\(least),}"
        case (_, least): "{\(least)}"
        default: "{\(least),\(most!)}"
        }
    }
}

private struct Inventor {
    var random: SeededRandom
    private(set) var groups = 0

    static let letters: [Character] = ["a", "b", "_", "é", "\n", " "]

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    mutating func sketch(_ depth: Int) -> Sketch {
        switch below(depth == 0 ? 7 : 13) {
        case 0...2: return .letter(Self.letters[below(4)])
        case 3: return .oneOf(Set((0...below(3)).map { _ in Self.letters[below(6)] }), isInverted: below(2) == 0)
        case 4: return .any
        case 5: return .letter("a")
        case 6: return [.start, .end, .lineStart, .lineEnd, .boundary, .noBoundary][below(6)]
        case 7, 8: return .sequence((0..<below(4)).map { _ in sketch(depth - 1) })
        case 9: return .choice((0...1 + below(2)).map { _ in sketch(depth - 1) })
        case 10:
            groups += 1
            let index = groups
            return .group(index, sketch(depth - 1))
        default:
            let least = below(3)
            let most = below(2) == 0 ? nil : least + below(3)
            return .repeated(sketch(depth - 1), least: least, most: most, isLazy: below(3) == 0)
        }
    }

    mutating func text() -> [Character] {
        (0..<below(9)).map { _ in Self.letters[below(Self.letters.count)] }
    }
}

private struct NaiveMatcher {
    typealias Captures = [Int: Range<Int>]
    let text: [Character]

    /// Tries every way to match at `position`, the preferred first, and what `rest` makes of where it ends.
    func match(
        _ sketch: Sketch, _ position: Int, _ captures: Captures, _ rest: (Int, Captures) -> Captures?
    ) -> Captures? {
        switch sketch {
        case .letter(let letter): return one(position, captures, rest) { $0 == letter }
        case .oneOf(let letters, let isInverted):
            return one(position, captures, rest) { letters.contains($0) != isInverted }
        case .any: return one(position, captures, rest) { $0 != "\n" }
        case .start, .end, .lineStart, .lineEnd, .boundary, .noBoundary:
            return holds(sketch, position) ? rest(position, captures) : nil
        case .group(let index, let body):
            return match(body, position, captures) { end, inner in
                var inner = inner
                inner[index] = position..<end
                return rest(end, inner)
            }
        case .sequence(let parts): return sequence(parts[...], position, captures, rest)
        case .choice(let parts):
            for part in parts {
                if let found = match(part, position, captures, rest) { return found }
            }
            return nil
        case .repeated(let body, let least, let most, let isLazy):
            return rounds(body, least, most, isLazy, position, captures, rest)
        }
    }

    private func one(
        _ position: Int, _ captures: Captures, _ rest: (Int, Captures) -> Captures?, _ takes: (Character) -> Bool
    ) -> Captures? {
        position < text.count && takes(text[position]) ? rest(position + 1, captures) : nil
    }

    private func sequence(
        _ parts: ArraySlice<Sketch>, _ position: Int, _ captures: Captures, _ rest: (Int, Captures) -> Captures?
    ) -> Captures? {
        guard let first = parts.first else { return rest(position, captures) }
        return match(first, position, captures) { sequence(parts.dropFirst(), $0, $1, rest) }
    }

    private func rounds(
        _ body: Sketch, _ least: Int, _ most: Int?, _ isLazy: Bool, _ position: Int, _ captures: Captures,
        _ rest: (Int, Captures) -> Captures?
    ) -> Captures? {
        func again() -> Captures? {
            if let most, most == 0 { return nil }
            return match(body, position, captures) { end, inner in
                // An optional round that takes nothing leads nowhere new: it ends the repetition.
                if end == position, least == 0 { return rest(end, inner) }
                return rounds(body, max(least - 1, 0), most.map { $0 - 1 }, isLazy, end, inner, rest)
            }
        }
        if least > 0 { return again() }
        return isLazy ? rest(position, captures) ?? again() : again() ?? rest(position, captures)
    }

    private func holds(_ sketch: Sketch, _ position: Int) -> Bool {
        let before = position > 0 ? text[position - 1] : nil
        let after = position < text.count ? text[position] : nil
        func isWord(_ letter: Character?) -> Bool { letter.map { $0.isASCII && ($0.isLetter || $0 == "_") } ?? false }
        return switch sketch {
        case .start: before == nil
        case .end: after == nil
        case .lineStart: before == nil || before == "\n"
        case .lineEnd: after == nil || after == "\n"
        case .boundary: isWord(before) != isWord(after)
        default: isWord(before) == isWord(after)
        }
    }

    func first(_ sketch: Sketch) -> Captures? {
        for start in 0...text.count {
            let found = match(sketch, start, [:]) { end, captures in
                captures.merging([0: start..<end]) { $1 }
            }
            if let found { return found }
        }
        return nil
    }

    /// In bytes, as the engine tells it.
    func bytes(_ range: Range<Int>) -> Range<Int> {
        let start = String(text[..<range.lowerBound]).utf8.count
        return start..<start + String(text[range]).utf8.count
    }
}

struct OracleTests {
    @Test(arguments: Seeds.fixed(4))
    func findsWhatTryingEverythingFinds(_ seed: UInt64) throws {
        var matches = 0
        for round in 0..<1500 {
            var inventor = Inventor(seed: seed &* 1_000_003 &+ UInt64(round))
            let sketch = inventor.sketch(4)
            let pattern = try Pattern(sketch.spelling)
            for _ in 0..<6 {
                let matcher = NaiveMatcher(text: inventor.text())
                let expected = matcher.first(sketch)
                let text = String(matcher.text)
                matches += expected == nil ? 0 : 1
                #expect(pattern.matches(text) == (expected != nil), "\(sketch.spelling) on \(text.debugDescription)")
                guard let expected, !hasEmptyRounds(sketch) else { continue }
                let groups = (0...inventor.groups).map { expected[$0].map(matcher.bytes) }
                #expect(
                    pattern.firstMatch(in: text)?.groups == groups, "\(sketch.spelling) on \(text.debugDescription)")
            }
        }
        #expect(matches > 1000)
    }

    /// Where a round of a repetition can be empty, the two may differ in which round a group remembers.
    private func hasEmptyRounds(_ sketch: Sketch) -> Bool {
        switch sketch {
        case .group(_, let body): hasEmptyRounds(body)
        case .sequence(let parts), .choice(let parts): parts.contains(where: hasEmptyRounds)
        case .repeated(let body, _, _, _): canBeEmpty(body) || hasEmptyRounds(body)
        default: false
        }
    }

    private func canBeEmpty(_ sketch: Sketch) -> Bool {
        switch sketch {
        case .letter, .oneOf, .any: false
        case .group(_, let body): canBeEmpty(body)
        case .sequence(let parts): parts.allSatisfy(canBeEmpty)
        case .choice(let parts): parts.contains(where: canBeEmpty)
        case .repeated(let body, let least, _, _): least == 0 || canBeEmpty(body)
        default: true
        }
    }
}
