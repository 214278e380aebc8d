// What processes that were killed have left half made in the data folder. Nobody misses it, and without somebody to
// take it away it would fill the disk.

internal import Journal
internal import Platform

extension Durability {
    /// The folder is locked, so nobody else is making any of it.
    func removeLeftovers() {
        let (access, folder, own) = (diskAccess, logs.folder.path, "\(ProcessFigures.processID)")
        disk.perform {
            for place in [".", folder] {
                for name in (try? access.names(in: place)) ?? [] where Self.isLeftover(name, by: own) {
                    try? access.remove(place == "." ? name : Path.join(place, name))
                }
            }
        } then: {}
    }

    /// Whether it is the draft of a snapshot or a base, by a process of another number.
    private static func isLeftover(_ name: String, by own: String) -> Bool {
        for (head, tail) in [("temp-", ".rdb"), ("temp-rewriteaof-bg-", ".aof")] {
            guard name.hasPrefix(head), name.hasSuffix(tail), name.utf8.count > head.utf8.count + tail.utf8.count else {
                continue
            }
            let number = name.dropFirst(head.count).dropLast(tail.count)
            return number != own && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        return false
    }
}
