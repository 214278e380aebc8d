// Slices of a walk are short and close together, have their share of the time however busy the loop is, and no more.

import Durability
import Testing

/// A loop whose time goes by as is told, and a walk that does nothing but last.
private struct Loop {
    private static let microsecond: Int64 = 1000
    private(set) var pace = SlicePace()
    private(set) var now: Int64 = 1_000_000_000_000
    private(set) var slices: [Int64] = []

    var walked: Int64 { slices.reduce(0, +) }

    /// A turn of so many microseconds, of which requests have brought some, and a slice where one is due: as long as it
    /// may be, or as long as it takes.
    mutating func turn(_ microseconds: Int64, asked: Bool, slice forced: Int64? = nil) {
        now += microseconds * Self.microsecond
        if asked { pace.noteRequests(at: now) }
        guard let length = pace.slice(at: now) else { return }
        let lasted = forced.map { $0 * Self.microsecond } ?? length
        pace.noteSlice(from: now, to: now + lasted)
        now += lasted
        slices.append(lasted / Self.microsecond)
    }

    /// A turn that the timer has brought, so many microseconds late.
    mutating func wake(late: Int64) {
        turn((pace.nextSlice(at: now) - now) / Self.microsecond + late, asked: false)
    }

    /// Turns in which the walk has nothing to do, the last after so many microseconds.
    mutating func rest(_ microseconds: Int64 = 0) {
        now += microseconds * Self.microsecond
        pace.noteRest(at: now)
    }

    /// Turns, each so long, until so much time has passed.
    mutating func run(_ milliseconds: Int64, turns microseconds: Int64, asked: Bool, slice forced: Int64? = nil) {
        let end = now + milliseconds * 1000 * Self.microsecond
        while now < end { turn(microseconds, asked: asked, slice: forced) }
    }
}

struct SlicePaceTests {
    @Test func `a walk begins with a short slice, and not at once`() {
        var loop = Loop()
        loop.rest()
        loop.turn(0, asked: true)
        #expect(loop.slices.isEmpty, "who has asked for the walk has waited for its beginning")
        loop.turn(200, asked: true)
        #expect(loop.slices.count == 1 && loop.slices[0] <= 20)
    }

    @Test(arguments: [5, 50] as [Int64])
    func `beside clients slices are short, and a twentieth of the time`(turn: Int64) {
        var loop = Loop()
        loop.rest()
        loop.run(1000, turns: turn, asked: true)
        #expect(loop.slices.allSatisfy { $0 <= 20 }, "\(loop.slices.max() ?? 0)")
        #expect((40_000...50_000).contains(loop.walked), "\(loop.walked)")
    }

    /// What is made up for is what came too late, and not the rest itself: that would be longer behind each.
    @Test func `slices don't grow from one to the next`() {
        var loop = Loop()
        loop.rest()
        for _ in 0..<100 { loop.wake(late: 60) }
        let longest = loop.slices.max() ?? 0
        #expect(loop.slices.count == 100 && longest <= 50 + 60 / 2, "\(longest)")
    }

    @Test(arguments: [1000, 3000] as [Int64])
    func `long turns get longer slices, so that a walk comes to its end`(turn: Int64) {
        var loop = Loop()
        loop.rest()
        loop.run(1000, turns: turn, asked: true)
        #expect(loop.walked > 1_000_000 / 25, "\(loop.walked)")
        #expect(loop.slices.allSatisfy { $0 <= 250 }, "\(loop.slices.max() ?? 0)")
    }

    @Test func `where nobody asks a walk gets on, and gives way to who comes`() {
        var loop = Loop()
        loop.rest()
        loop.run(1000, turns: 10, asked: false)
        #expect((300_000...400_000).contains(loop.walked), "\(loop.walked)")
        let before = loop.slices.count
        loop.run(10, turns: 10, asked: true)
        #expect(loop.slices.dropFirst(before).allSatisfy { $0 <= 20 })
    }

    /// A record that is a mebibyte long is written in one slice: there is no end if each is followed by a hundredfold.
    @Test func `slices that can't be short are followed by a rest that is bounded`() {
        var loop = Loop()
        loop.rest()
        loop.run(1000, turns: 50, asked: true, slice: 5000)
        #expect(loop.walked > 800_000, "\(loop.walked)")
        var moderate = Loop()
        moderate.rest()
        moderate.run(1000, turns: 50, asked: true, slice: 30)
        #expect(moderate.walked < 1_000_000 / 18, "a slice that was longer than it should be rests longer")
    }

    @Test func `what a walk that waited for the disk has not done is not made up for`() {
        var loop = Loop()
        loop.rest()
        loop.turn(200, asked: true)
        loop.rest(10_000)
        loop.turn(200, asked: true)
        #expect(loop.slices.count == 2)
        #expect(loop.slices.last.map { $0 <= 20 } == true, "\(loop.slices)")
    }

    /// The timer is set for it: a moment too early would wake the loop for nothing.
    @Test func `the next slice is due when it is said to be`() {
        var loop = Loop()
        loop.rest()
        loop.turn(200, asked: true)
        let due = loop.pace.nextSlice(at: loop.now)
        #expect(due > loop.now)
        #expect(loop.pace.slice(at: due - 1) == nil)
        #expect(loop.pace.slice(at: due) != nil)
    }
}
