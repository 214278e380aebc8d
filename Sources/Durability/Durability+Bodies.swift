// The bodies that memory gives up, seen to between turns.

internal import Engine
internal import Resources

extension Durability {
    /// Bodies go there from now on.
    func makeBodyFolder(_ queue: DiskQueue) -> BodyFolder {
        let folder = BodyFolder(self, by: queue)
        engine.bodies.depot = folder
        engine.bodies.listener = engine
        return folder
    }

    /// Whether a slice has something to do.
    var hasBodyWork: Bool {
        engine.bodies.hasPiece || (engine.hasMisplacedBodies && engine.bodies.hasRoom)
    }

    /// Goes on with what is to be moved, and has a piece written where one is full.
    func moveBodies(until isOver: () -> Bool) {
        engine.moveBodies(until: isOver)
        if engine.bodies.hasPiece { engine.bodies.write() }
    }

    /// While data is loaded, faster perhaps than the disk takes it.
    func writeLoadedBodies() {
        if engine.bodies.hasPiece { engine.bodies.write() }
        if engine.bodies.isFull { bodyFolder.drain() }
    }

    /// Several times a second: what has waited is written however little it is, and what is not asked for forgotten.
    func lookAfterBodies() {
        engine.takeBackBodies()
        engine.bodies.writeOld(at: logs.monotonic)
        engine.bodies.findWaste()
        engine.resources.sweepCaches(at: logs.monotonic)
    }
}
