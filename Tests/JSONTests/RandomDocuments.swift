// Documents made up from a seed: every kind of value, awkward spellings, whitespace where it may stand.

import Bytes
import JSON

struct RandomDocuments {
    var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    /// A document without whitespace.
    mutating func next() -> String { value(depth: 4) }

    private mutating func value(depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 12 : 7), using: &random) {
        case 0: ["null", "true", "false"].randomElement(using: &random)!
        case 1...3: number()
        case 4...6: string()
        case 7...8: array(depth: depth - 1)
        default: object(depth: depth - 1)
        }
    }

    mutating func number() -> String {
        let numbers = [
            "0", "-0", "0.0", "1", "1.0", "10e-1", "-1", "12345678901234567890", "1e5", "100000", "1E+5", "0.1e6",
            "3.14",
            "-2.5e-3", "1e400", "7", "7.00",
        ]
        return Bool.random(using: &random)
            ? numbers.randomElement(using: &random)! : String(Int.random(in: -50...50, using: &random))
    }

    mutating func string() -> String {
        let pieces = [
            "a", "b", "/", "~", "*", "\\n", "\\u0041", "é", "日本", "😀", "\\ud83d\\ude00", "\\/", "\\\"", " ", "0",
        ]
        let count = Int.random(in: 0...6, using: &random)
        return "\"" + (0..<count).map { _ in pieces.randomElement(using: &random)! }.joined() + "\""
    }

    private mutating func array(depth: Int) -> String {
        let count = Int.random(in: 0...6, using: &random)
        return "[" + (0..<count).map { _ in value(depth: depth) }.joined(separator: ",") + "]"
    }

    private mutating func object(depth: Int) -> String {
        let most = Int.random(in: 0..<10, using: &random) == 0 ? 40 : 5
        let count = Int.random(in: 0...most, using: &random)
        let names = (0..<count).shuffled(using: &random)
        return "{" + names.map { "\"n\($0)\":" + value(depth: depth) }.joined(separator: ",") + "}"
    }

    /// The same document but for a change somewhere.
    mutating func changed(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(var elements) where !elements.isEmpty:
            let place = Int.random(in: 0..<elements.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: elements.remove(at: place)
            case 1: elements.insert(1, at: place)
            case 2: elements.swapAt(place, 0)
            default: elements[place] = changed(elements[place])
            }
            return .array(elements)
        case .object(var object) where !object.isEmpty:
            let member = object.members.randomElement(using: &random)!
            switch Int.random(in: 0..<4, using: &random) {
            case 0: object[member.name] = nil
            case 1: object["new"] = "value"
            default: object[member.name] = changed(member.value)
            }
            return .object(object)
        default: return "changed"
        }
    }

    /// The same text with whitespace between its tokens, here and there.
    mutating func spaced(_ text: String) -> String {
        var spaced = ""
        var isInString = false
        var isEscaped = false
        for character in text.unicodeScalars {
            let isMark = !isInString && "{}[]:,".unicodeScalars.contains(character)
            if isMark { spaced += space() }
            spaced.unicodeScalars.append(character)
            if isMark { spaced += space() }
            if character == "\"", !isEscaped { isInString.toggle() }
            isEscaped = isInString && character == "\\" && !isEscaped
        }
        return space() + spaced + space()
    }

    private mutating func space() -> String {
        (0..<max(0, Int.random(in: -3...3, using: &random)))
            .map { _ in [" ", "\n", "\t", "\r"].randomElement(using: &random)! }.joined()
    }
}
