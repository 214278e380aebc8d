// What the tree of keys has no form for, so that Traefik would read something else than was written.

enum TreeForm {
    /// What is wrong with the name of an object.
    static func objection(toName name: String) -> String? {
        if isNumber(name) { return "a name of digits alone is taken for a place in a list: add a letter" + orHTTP }
        if name.contains("/") { return "a name with '/' is taken for two: write '-' for it" + orHTTP }
        if name.contains("@") { return "what follows '@' is the name of a provider: leave it out" }
        return nil
    }

    /// What is wrong with the name of an entry in a map. `isStatus` where numbers are written as ranges.
    static func objection(toKey key: String, isStatus: Bool) -> String? {
        if key.isEmpty { return "an entry without a name: give it one" + orHTTP }
        if key.contains("/") {
            return "'\(key)' holds '/', which ends a name in the tree of keys: write another name" + orHTTP
        }
        if isNumber(key), !isStatus { return "'\(key)' is taken for a place in a list: add a letter" + orHTTP }
        return nil
    }

    static func objection(toText text: String) -> String? {
        text.isEmpty ? "an empty string cannot be told from none in the tree of keys: leave it out" + orHTTP : nil
    }

    static func objection(toElement text: String) -> String? {
        if let objection = objection(toText: text) { return objection }
        if text.contains(",") {
            return "'\(text)' holds a comma, at which the tree of keys splits a list: write it without" + orHTTP
        }
        if let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
            first.properties.isWhitespace || last.properties.isWhitespace
        {
            return "'\(text)' has blanks around it, which the tree of keys loses: leave them out" + orHTTP
        }
        return nil
    }

    static let emptyList = "an empty list cannot be told from none in the tree of keys: leave it out" + orHTTP
    static let emptyObject = "an empty object has no form in the tree of keys: fill it or leave it out" + orHTTP

    private static let orHTTP = ", or " + onlyHTTP
    static let onlyHTTP = "serve the namespace over HTTP alone"

    static func isNumber(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    // MARK: Status rewrites

    /// The one map of which keys are often numbers. Traefik reads a range of one number like the number.
    static func isStatusMap(_ field: Field) -> Bool { field.name == "statusRewrites" }

    static func statusKey(_ key: String) -> String { isNumber(key) ? "\(key)-\(key)" : key }

    // MARK: Empty objects

    /// What is written for an empty object: `true` where Traefik knows that, else one value that changes nothing.
    enum EmptyForm {
        case mark
        case scalar(name: String, text: String)
    }

    static func empty(_ field: Field, _ fields: FieldSet) -> EmptyForm? {
        if field.flags.contains(.mayBeEmpty) { return .mark }
        for inner in fields.all where inner.isForPeople && isAsOld(inner, as: field) {
            if let text = idleText(inner) { return .scalar(name: inner.name, text: text) }
        }
        return nil
    }

    /// Whether every version that knows the object knows the field in it.
    private static func isAsOld(_ inner: Field, as field: Field) -> Bool {
        guard let since = inner.since else { return true }
        return field.since.map { since <= $0 } ?? false
    }

    /// The text of the value that a field has without being written.
    private static func idleText(_ field: Field) -> String? {
        guard field.type.isScalar else { return nil }
        if let standard = field.standard { return ScalarText.text(standard) }
        guard !field.isOptional else { return nil }
        switch field.type {
        case .bool: return "false"
        case .integer: return "0"
        case .duration: return "0s"
        default: return nil
        }
    }
}
