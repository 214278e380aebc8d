// Numbers as people read them.

/// With so many digits after the point and, where asked for, commas between thousands.
func fixed(_ value: Double, _ decimals: Int, grouped: Bool = false) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "\(value)" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = UInt64((value.magnitude * scale).rounded())
    let unit = UInt64(scale)
    var text = grouped ? withCommas(scaled / unit) : "\(scaled / unit)"
    if decimals > 0 {
        let fraction = "\(scaled % unit)"
        text += "." + String(repeating: "0", count: decimals - fraction.utf8.count) + fraction
    }
    return value < 0 && scaled > 0 ? "-" + text : text
}

private func withCommas(_ number: UInt64) -> String {
    var groups: [String] = []
    var rest = "\(number)"[...]
    while rest.utf8.count > 3 {
        groups.insert(String(rest.suffix(3)), at: 0)
        rest = rest.dropLast(3)
    }
    return ([String(rest)] + groups).joined(separator: ",")
}
