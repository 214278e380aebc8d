// Rules as words: a selector counts as one word, however many it was written as.

package enum RuleWords {
    /// A selector that begins with this word never ends.
    package struct Unmatched: Error {
        package let word: [UInt8]
    }

    /// Joins the words of every selector: `(+get` and `~a*)` become one.
    package static func joiningSelectors(_ words: [[UInt8]]) throws(Unmatched) -> [[UInt8]] {
        var joined: [[UInt8]] = []
        var selector: [UInt8]?
        var opening: [UInt8] = []
        for word in words {
            if let begun = selector {
                let longer = begun + [0x20] + word
                selector = word.last == UInt8(ascii: ")") ? nil : longer
                if selector == nil { joined.append(longer) }
            } else if word.first == UInt8(ascii: "("), word.last != UInt8(ascii: ")") {
                selector = word
                opening = word
            } else {
                joined.append(word)
            }
        }
        guard selector == nil else { throw Unmatched(word: opening) }
        return joined
    }

    /// The words between blanks.
    static func split(_ text: [UInt8]) -> [[UInt8]] {
        text.split { $0 == 0x20 || (0x09...0x0d).contains($0) }.map(Array.init)
    }
}
