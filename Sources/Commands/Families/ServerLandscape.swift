// The picture of LOLWUT: hills, a road that winds towards them, and a milepost beside it.

internal import Bytes

struct Landscape {
    private static let width = 64
    private static let height = 18
    private static let horizon = 8

    private var rows = Array(repeating: Array(repeating: Character(" "), count: width), count: height)

    init(_ random: inout SeededRandom) {
        drawSky(&random)
        drawHills(&random)
        drawRoad(&random)
        drawMilepost(&random)
    }

    var text: String {
        rows.map { row in
            let line = String(row)
            return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }

    private mutating func drawSky(_ random: inout SeededRandom) {
        for _ in 0..<12 {
            let (row, column) = (Int.random(in: 0..<4, using: &random), Int.random(in: 0..<Self.width, using: &random))
            rows[row][column] = ".+*'".randomElement(using: &random)!
        }
    }

    /// Two ranges, each a walk that never leaves its band; the nearer one hides the farther.
    private mutating func drawHills(_ random: inout SeededRandom) {
        for (band, fill) in [(2...6, Character(".")), (4...7, Character(":"))] {
            var top = Int.random(in: band, using: &random)
            for column in 0..<Self.width {
                let slope = Int.random(in: -1...1, using: &random)
                let next = min(band.upperBound, max(band.lowerBound, top + slope))
                rows[min(top, next)][column] = next < top ? "/" : next > top ? "\\" : "_"
                for row in min(top, next) + 1..<Self.horizon where row < Self.horizon { rows[row][column] = fill }
                top = next
            }
        }
    }

    /// Narrow at the horizon, wide below, with a broken line in the middle.
    private mutating func drawRoad(_ random: inout SeededRandom) {
        var centre = Double(Int.random(in: 24..<40, using: &random))
        let bend = Double.random(in: -1.5...1.5, using: &random)
        for row in Self.horizon..<Self.height {
            let distance = row - Self.horizon
            centre += bend * (1 - Double(distance) / Double(Self.height - Self.horizon))
            let half = distance + 1
            put("/", row, Int(centre) - half)
            put("\\", row, Int(centre) + half)
            if distance % 3 != 2 { put("|", row, Int(centre)) }
        }
    }

    private mutating func drawMilepost(_ random: inout SeededRandom) {
        let mile = String(Int.random(in: 10...99, using: &random))
        let left = Bool.random(using: &random) ? 4 : Self.width - 12
        let post = ["  ____", " /    \\", " | \(mile) |", " |____|", "   ||", "   ||", " _/||\\_"]
        for (offset, line) in post.enumerated() {
            for (column, character) in line.enumerated() where character != " " {
                put(character, Self.horizon + 2 + offset, left + column)
            }
        }
    }

    private mutating func put(_ character: Character, _ row: Int, _ column: Int) {
        guard rows.indices.contains(row), rows[row].indices.contains(column) else { return }
        rows[row][column] = character
    }
}
