// The form of a rule: what it looks for, who may break it and why, and examples that prove that it sees.

/// One place that breaks a rule.
struct Finding: CustomStringConvertible {
    let path: String
    /// What exactly it is about there: a function, a property, a word.
    let subject: String
    let line: Int
    let text: String

    init(_ file: SourceFile, _ subject: String, line: Int, _ text: String) {
        path = file.path
        self.subject = subject
        self.line = line
        self.text = text
    }

    var description: String { "\(path):\(line): \(text)" }
}

/// A place where a rule does not hold, with the reason. One that nothing needs any more fails the tests.
struct Exemption: Sendable, CustomStringConvertible {
    /// A file, or a folder with a slash at its end.
    let place: String
    /// nil stands for everything there.
    let subject: String?
    let reason: String

    init(_ place: String, _ subject: String? = nil, because reason: String) {
        self.place = place
        self.subject = subject
        self.reason = reason
    }

    func covers(_ finding: Finding) -> Bool {
        let isThere = place.hasSuffix("/") ? finding.path.hasPrefix(place) : finding.path == place
        return isThere && (subject == nil || subject == finding.subject)
    }

    var description: String { place + (subject.map { " (\($0))" } ?? "") }
}

/// A file made up to show what a rule finds and what it leaves alone.
struct Sample: Sendable {
    let file: SourceFile

    init(_ text: String, at path: String = "Sources/RESP/Example.swift") {
        file = SourceFile(path: path, text: text)
    }
}

struct Rule: Sendable {
    let name: String
    let exemptions: [Exemption]
    let violations: [Sample]
    let innocent: [Sample]
    let findings: @Sendable (SourceFile) -> [Finding]

    init(
        _ name: String, exemptions: [Exemption] = [], violations: [Sample], innocent: [Sample] = [],
        findings: @escaping @Sendable (SourceFile) -> [Finding]
    ) {
        self.name = name
        self.exemptions = exemptions
        self.violations = violations
        self.innocent = innocent
        self.findings = findings
    }

    /// A rule about single words of code, of which the ones that the closure names are not to be there.
    static func word(
        _ name: String, _ words: Set<String>, exemptions: [Exemption] = [], violations: [Sample],
        innocent: [Sample] = [], where applies: @escaping @Sendable (SourceFile) -> Bool = { $0.isSwift }
    ) -> Rule {
        Rule(name, exemptions: exemptions, violations: violations, innocent: innocent) { file in
            guard applies(file) else { return [] }
            return file.outline.tokens.filter { words.contains($0.text) }
                .map { Finding(file, $0.text, line: $0.line, "'\($0.text)' must not stand here") }
        }
    }
}
