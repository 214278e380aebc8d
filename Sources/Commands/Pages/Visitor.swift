// Whoever asks for a page over HTTP: a user like any other, with the rights that it has on the Redis port. Who it is
// stands in every request, so nothing of the one before counts.
//
// A page may be read by who may run the command that tells the same.

internal import Bytes
internal import Engine
internal import RESP

/// Why somebody is not shown a page.
package enum PageRefusal: Error {
    /// Nothing can be told before everything is loaded.
    case loading
    /// Who asks has to say who it is.
    case noProof
    /// It is not who it says to be.
    case wrongProof
    /// It may not read this, be it there or not.
    case noRight
    case missing
}

package struct Visitor {
    private(set) var context: Context

    /// - Parameter session: of the connection alone, and no client's.
    package init(_ session: Session, of services: Services) {
        context = Context(services: services, session: session)
        services.admit(session)
    }

    /// Takes the visitor for a user if it knows the password.
    /// - Parameter name: nil for the default user, who may be so called without its name.
    package func prove(_ name: [UInt8]?, _ password: [UInt8]) throws(PageRefusal) {
        let isProven = (name ?? Array("default".utf8)).withView { name in
            password.withView { context.prove(name, $0, by: "HTTP") }
        }
        guard isProven else { throw .wrongProof }
    }

    /// Refuses who may not run a command like this.
    /// - Parameter check: what the command demands beyond the right to run it.
    mutating func demand(
        rightTo words: [[UInt8]], _ check: (Context) throws(CommandError) -> Void
    ) throws(PageRefusal) {
        guard context.session.isAuthenticated else { throw .noProof }
        guard let command = words[0].withView({ context.services.table.find($0) }) else { throw .noRight }
        context.command = command
        do throws(CommandError) {
            try StoredArguments(words).withArguments { arguments throws(CommandError) in
                context.arguments = arguments
                defer { context.arguments = Arguments() }
                if !context.session.isUnrestricted, let refusal = context.lackOfRights([]) { throw refusal }
                try check(context)
            }
        } catch {
            throw .noRight
        }
    }
}
