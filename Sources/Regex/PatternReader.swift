// The text of a pattern and a place in it.

struct PatternReader {
    private let scalars: [Unicode.Scalar]
    var position = 0

    init(_ pattern: String) {
        scalars = Array(pattern.unicodeScalars)
    }

    var isAtEnd: Bool { position >= scalars.count }

    func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    mutating func next() -> Unicode.Scalar? {
        guard let scalar = peek() else { return nil }
        position += 1
        return scalar
    }

    /// Reads `scalar` if it comes next.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek() == scalar else { return false }
        position += 1
        return true
    }

    /// Reads `word` if it comes next.
    mutating func take(_ word: String) -> Bool {
        let wanted = word.unicodeScalars
        guard scalars.dropFirst(position).starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    mutating func take(while condition: (Unicode.Scalar) -> Bool) -> String {
        let start = position
        while let scalar = peek(), condition(scalar) { position += 1 }
        return text(from: start)
    }

    /// What lies before the next `end`, which is read too; nil and nothing is read if there is none so near.
    mutating func take(upTo end: String, within distance: Int = .max) -> String? {
        let start = position
        while !isAtEnd, position - start < distance {
            let stop = position
            if take(end) { return text(from: start, to: stop) }
            position += 1
        }
        position = start
        return nil
    }

    func text(from start: Int, to end: Int? = nil) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start..<(end ?? position)])
        return String(text)
    }

    var rest: String { text(from: position, to: scalars.count) }
    var whole: String { text(from: 0, to: scalars.count) }

    /// An error over what lies between `start` and the place that was reached, or `end`.
    func fault(
        _ code: PatternError.Code, from start: Int, to end: Int? = nil, _ advice: String? = nil
    ) -> PatternError {
        let offset = scalars[..<start].reduce(0) { $0 + UTF8.width($1) }
        return PatternError(code: code, fragment: text(from: start, to: end), offset: offset, advice: advice)
    }

    var end: Int { scalars.count }
}
