// The bodies that memory gives up, seen to between turns.

internal import Engine
internal import Resources

extension Durability {
    /// Bodies go there from now on.
    func makeBodyFolder(_ queue: DiskQueue) -> BodyFolder {
        let folder = BodyFolder(self, by: queue)
        bodies.depot = folder
        bodies.listener = engine
        return folder
    }

    /// Goes on with what is to be moved, and has a piece written where one is full.
    func moveBodies(until isOver: () -> Bool) {
        engine.moveBodies(until: isOver)
        if bodies.hasPiece { bodies.write() }
        bodies.mayHaveWork = bodies.hasPiece || (engine.hasMisplacedBodies && bodies.hasRoom)
    }

    /// While data is loaded, faster perhaps than the disk takes it: whoever waits for the data waits for this too.
    func writeLoadedBodies() {
        if bodies.hasPiece { bodies.writeAtOnce() }
    }

    /// Several times a second: what has waited is written however little it is, and what is not asked for forgotten.
    func lookAfterBodies() {
        engine.takeBackBodies()
        bodies.writeOld(at: logs.monotonic)
        bodies.findWaste()
        engine.resources.sweepCaches(at: logs.monotonic)
    }
}
