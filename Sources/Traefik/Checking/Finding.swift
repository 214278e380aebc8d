// What a look at a whole configuration found: nothing that is refused, but what its author may not have meant.

package import Bytes

package struct Finding: Equatable, Sendable {
    package enum Subject: String, Sendable {
        case shadowed, duplicate, disabled, noEntryPoints, noServers, unused, circle
    }

    package let subject: Subject
    package let kind: ObjectKind
    /// As its namespace knows it; that of plain keys as it stands in them.
    package let name: ByteString
    package let reason: String

    package var text: String { "\(kind.rawValue) \(name.text): \(reason)" }
}

package struct CheckReport: Equatable, Sendable {
    /// In the order of subjects, kinds and names.
    package let findings: [Finding]
    /// Routers that nothing was proved of, because their rules ask for more than hosts, paths and methods.
    package let notAnalysed: [ByteString]
}
