// The text of INFO as it grows: sections, fields, and numbers as INFO has always written them.

struct InfoText {
    private(set) var text = ""
    /// The only fields to be written; nil where all are.
    private var shown: Set<String>?

    mutating func begin(_ title: String, showing shown: Set<String>? = nil) {
        self.shown = shown
        if !text.isEmpty { text += "\r\n" }
        text += "# \(title)\r\n"
    }

    mutating func fields(_ fields: KeyValuePairs<String, any CustomStringConvertible>) {
        for (name, value) in fields where shown?.contains(name) ?? true { text += "\(name):\(value)\r\n" }
    }

    /// Fields that are zero as long as the server does not do what they count.
    mutating func zeros(_ names: String...) {
        for name in names { fields([name: 0]) }
    }
}

/// A number with so many digits after the point.
func fixed(_ value: Double, _ places: Int) -> String {
    guard value.isFinite else { return fixed(0, places) }
    let scale = (0..<places).reduce(Int64(1)) { scale, _ in scale * 10 }
    let scaled = Int64((value * Double(scale)).rounded())
    let fraction = String(scaled.magnitude % UInt64(scale))
    let zeros = String(repeating: "0", count: places - fraction.count)
    return "\(scaled < 0 ? "-" : "")\(scaled.magnitude / UInt64(scale)).\(zeros)\(fraction)"
}

/// A size as people read it: `512B`, `1.50K`, `2.00G`.
func humanBytes(_ bytes: Int) -> String {
    guard bytes >= 1024 else { return "\(bytes)B" }
    var size = Double(bytes)
    for unit in ["K", "M", "G", "T"] {
        size /= 1024
        if size < 1024 { return fixed(size, 2) + unit }
    }
    return fixed(size / 1024, 2) + "P"
}

/// The part that `part` is of `whole`; none of nothing.
func ratio(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
}
