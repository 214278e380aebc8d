// How slowly keys are saved, where a test asks for it (rdb-key-save-delay): between slices the walk rests until the
// next key is due, and where everybody waits it sleeps.

internal import Commands
internal import Engine
internal import Platform

struct Pace {
    /// However late a slice comes, it makes up for no more than this, in nanoseconds.
    private static let mostToMakeUp: Int64 = 200_000_000

    private unowned let owner: Durability
    private var nextKey: Int64 = 0

    init(_ owner: Durability) {
        self.owner = owner
    }

    private var delay: Int64 { Int64(owner.settings.saveDelay) * 1000 }

    /// Whether the next key may be saved.
    var isOpen: Bool { delay == 0 || owner.engine.nanoseconds >= nextKey }

    mutating func note(keys: Int) {
        guard delay > 0 else { return }
        nextKey = max(nextKey, owner.engine.nanoseconds - Self.mostToMakeUp) + delay * Int64(keys)
    }

    /// Returns when the next key may be saved.
    func wait() {
        guard !isOpen else { return }
        ProcessFigures.sleep(microseconds: Int((nextKey - owner.engine.nanoseconds) / 1000))
    }
}
