// What a look at a data folder has found, file by file, as a person reads it.

internal import Journal

package struct FolderReport: Sendable {
    /// How it stands, which is the status that the program ends with.
    package enum Verdict: Int32, Comparable, Sendable {
        case whole = 0
        /// Something is torn as a kill or a loss of power leaves it. A start cuts it off, and so does a repair.
        case repairable = 1
        /// A start would be refused.
        case damaged = 2

        package static func < (left: Verdict, right: Verdict) -> Bool { left.rawValue < right.rawValue }
    }

    package var files: [FileReport] = []
    /// Whether a server works in the folder.
    package var isInUse = false
    /// What else is to be known.
    package var notes: [String] = []

    package var verdict: Verdict { files.map(\.verdict).max() ?? .whole }

    /// Whether there is anything that a server would load.
    package var hasData: Bool {
        files.contains { file in if case .unread = file.state { false } else { true } }
    }

    package var text: String {
        let head = isInUse ? ["A server works in this folder: what follows is how it was at this moment."] : []
        return (head + files.map(\.text) + notes + [result]).joined(separator: "\n") + "\n"
    }

    private var result: String {
        switch verdict {
        case _ where !hasData: "There is no data here."
        case .whole: "All is whole."
        case .repairable: "The end of a file is torn. A start cuts it off, and so does 'milepost repair'."
        case .damaged: "There is damage: a server that loads it does not start. Nothing was changed."
        }
    }
}

package struct FileReport: Sendable {
    package enum State: Sendable {
        case whole
        /// Everything from `offset` on would be cut off.
        case torn(what: String, offset: Int, size: Int)
        case damaged(String)
        /// No server reads it.
        case unread(String)
    }

    package let path: String
    /// What it is and what it holds, line by line.
    package internal(set) var facts: [String] = []
    package internal(set) var state = State.whole

    init(_ path: String) {
        self.path = path
    }

    package var verdict: FolderReport.Verdict {
        switch state {
        case .whole, .unread: .whole
        case .torn: .repairable
        case .damaged: .damaged
        }
    }

    var text: String {
        let end =
            switch state {
            case .whole: "whole"
            case .torn(let what, let offset, let size):
                "torn: \(what) at offset \(offset); the last \(size - offset) bytes do not count"
            case .damaged(let text): "DAMAGED: \(text)"
            case .unread(let why): "not read by a server: \(why)"
            }
        return ([path] + (facts + [end]).map { "    \($0)" }).joined(separator: "\n")
    }
}

/// How much there is of something.
func counted(_ count: Int, _ noun: String, _ several: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : several ?? noun + "s")"
}
