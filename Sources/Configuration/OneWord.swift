// The meaning of a single word for every kind of option that takes one.

enum OneWord {
    static func flag(_ word: String) throws(Refusal) -> Bool {
        switch word.lowercased() {
        case "yes": true
        case "no": false
        default: throw Refusal("argument must be 'yes' or 'no'")
        }
    }

    static func integer(_ word: String, in range: ClosedRange<Int>) throws(Refusal) -> Int {
        guard let number = plainInteger(word) else { throw Refusal("argument couldn't be parsed into an integer") }
        return try number.checked(in: range)
    }

    static func integer(
        _ word: String, in range: ClosedRange<Int>, broughtInto clamp: ClosedRange<Int>
    ) throws(Refusal) -> Int {
        min(max(try integer(word, in: range), clamp.lowerBound), clamp.upperBound)
    }

    static func octal(_ word: String, in range: ClosedRange<Int>) throws(Refusal) -> Int {
        guard let number = Int(word, radix: 8) else {
            throw Refusal("argument couldn't be parsed as an octal number")
        }
        return try number.checked(in: range, radix: 8)
    }

    static func memory(_ word: String, in range: ClosedRange<Int>) throws(Refusal) -> Int {
        switch memorySize(word) {
        case .bytes(let bytes): try bytes.checked(in: range)
        case .tooLarge: throw .outside(range)
        case nil: throw Refusal("argument must be a memory value")
        }
    }

    static func memoryOrPercent(_ word: String, in range: ClosedRange<Int>) throws(Refusal) -> Setting {
        if memorySize(word) != nil { return .integer(try memory(word, in: 0...range.upperBound)) }
        guard word.last == "%", let percent = plainInteger(String(word.dropLast())), percent >= 0 else {
            throw Refusal("argument must be a memory or percent value")
        }
        guard percent <= -range.lowerBound else {
            throw Refusal("percentage argument must be less or equal to \(-range.lowerBound)")
        }
        return percent == 0 ? .integer(0) : .percent(percent)
    }

    static func choice(
        _ word: String, among names: [String], _ synonyms: [String: String]
    ) throws(Refusal) -> String {
        let name = word.lowercased()
        guard names.contains(name) else { throw .notAmong(names) }
        return synonyms[name] ?? name
    }
}

extension Int {
    fileprivate func checked(in range: ClosedRange<Int>, radix: Int = 10) throws(Refusal) -> Int {
        guard range.contains(self) else { throw .outside(range, radix: radix) }
        return self
    }
}
