// The value that an option has: what parsing makes of the words in a file or a command.

package enum Setting: Equatable, Sendable {
    case flag(Bool)
    case integer(Int)
    case percent(Int)
    case text(String)
    case words([String])
    case lines([[String]])
    case percentiles([Double])
    case savePoints([SavePoint])
    case outputBufferLimits(OutputBufferLimits)
}

/// Save when so many seconds have passed and at least so many keys have changed.
package struct SavePoint: Equatable, Sendable {
    package var seconds: Int
    package var changes: Int

    package init(seconds: Int, changes: Int) {
        self.seconds = seconds
        self.changes = changes
    }
}

/// When a client that does not read its replies is cut off. Zero means never.
package struct OutputBufferLimit: Equatable, Sendable {
    package var hardBytes = 0
    package var softBytes = 0
    package var softSeconds = 0

    package init(hardBytes: Int = 0, softBytes: Int = 0, softSeconds: Int = 0) {
        self.hardBytes = hardBytes
        self.softBytes = softBytes
        self.softSeconds = softSeconds
    }
}

package struct OutputBufferLimits: Equatable, Sendable {
    package enum Class: String, CaseIterable, Sendable {
        case normal, replica, pubsub

        init?(word: String) {
            let name = word.lowercased()
            self.init(rawValue: name == "slave" ? "replica" : name)
        }

        /// The name in CONFIG GET, where clients expect the old word.
        var shown: String { self == .replica ? "slave" : rawValue }
    }

    package var normal = OutputBufferLimit()
    package var replica = OutputBufferLimit()
    package var pubsub = OutputBufferLimit()

    package subscript(class: Class) -> OutputBufferLimit {
        get {
            switch `class` {
            case .normal: normal
            case .replica: replica
            case .pubsub: pubsub
            }
        }
        set {
            switch `class` {
            case .normal: normal = newValue
            case .replica: replica = newValue
            case .pubsub: pubsub = newValue
            }
        }
    }
}
