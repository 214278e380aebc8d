// Why the arguments of one of the program's tools can't be understood, and where to look.

struct ToolMistake: Error {
    /// What the program ends with.
    static let status: Int32 = 3

    let text: String

    init(_ tool: String, _ text: String) {
        self.text = "\(text) See 'milepost \(tool) --help'."
    }
}
