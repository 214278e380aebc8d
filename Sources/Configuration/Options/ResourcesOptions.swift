// The options of the family "Resources": documents with versions, and those who watch them.

extension OptionFamily {
    static let resources = OptionFamily(
        "Resources", "Documents with versions, and those who watch them.", [.resProgressInterval])
}

package extension Option {
    static let resProgressInterval = Option(
        "res-progress-interval", .integer(.natural), "10", .served,
        "After how many seconds without an event a watcher is told the current revision, so that it can go on near it "
            + "after an interruption; 0 tells it never.")
}
