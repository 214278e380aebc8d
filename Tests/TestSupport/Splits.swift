// Every way in which bytes may arrive in pieces: a parser must not care.

/// Calls `body` with the pieces of `bytes`: whole, cut at each place, cut at each two places where there are few
/// enough, and byte by byte.
package func forEverySplit(of bytes: [UInt8], _ body: ([[UInt8]]) throws -> Void) rethrows {
    try body([bytes])
    try body(bytes.map { [$0] })
    for cut in 0...bytes.count {
        try body([Array(bytes[..<cut]), Array(bytes[cut...])])
    }
    guard bytes.count <= 64 else { return }
    for first in 0...bytes.count {
        for second in first...bytes.count {
            try body([Array(bytes[..<first]), Array(bytes[first..<second]), Array(bytes[second...])])
        }
    }
}

/// Calls `body` with every beginning of `bytes` that is not the whole.
package func forEveryTruncation(of bytes: [UInt8], _ body: ([UInt8]) throws -> Void) rethrows {
    for length in 0..<bytes.count { try body(Array(bytes[..<length])) }
}
