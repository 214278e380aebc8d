// What is wanted of the store: steps that one commit takes together, and what came of each.

package import Bytes

package struct Step: Sendable {
    package let key: ResourceKey
    package let action: Action
    /// Whether its body is part of something larger that was read already, and stands there as bodies are stored.
    package var hasCleanBody = false
    /// What is known of its body before it is planned.
    package var examination: Examination?

    package init(_ key: ResourceKey, _ action: Action) {
        self.key = key
        self.action = action
    }
}

package enum Action: Sendable {
    case create([UInt8], Lifetime = .usual)
    case update([UInt8], ifVersion: UInt64? = nil, Lifetime = .usual)
    case put([UInt8], Condition = .always, Lifetime = .usual)
    case patch(Patch, ifVersion: UInt64? = nil)
    case delete(ifVersion: UInt64? = nil)
    /// Changes nothing; the version 0 stands for a resource that does not exist.
    case check(ifVersion: UInt64?)
    /// The body of an old version comes back as a new one.
    case rollback(to: UInt64, ifVersion: UInt64? = nil)
    /// Ends at this time of its own; never, where it is nil.
    case setEnd(Int64?)
    /// Its time is over.
    case expire
}

package enum Patch: Sendable {
    /// RFC 7386.
    case merge([UInt8])
    /// RFC 6902.
    case operations([UInt8])
}

package enum Condition: Sendable {
    case always
    case ifVersion(UInt64)
    case ifAbsent
}

/// How long a resource lasts after a change.
package enum Lifetime: Sendable, Equatable {
    /// As its type says.
    case usual
    case milliseconds(Int64)
    case kept
    /// To this time; without end, where it is nil.
    case until(Int64?)
}

/// What a step came to: the version and revision that stand now.
package struct Outcome: Equatable, Sendable {
    package let version: UInt64
    package let revision: Revision
    /// False where everything was already as wanted.
    package let isChange: Bool

    package init(version: UInt64, revision: Revision, isChange: Bool) {
        self.version = version
        self.revision = revision
        self.isChange = isChange
    }
}

/// One state to come, as it is logged and replayed. It is handed to many, so it is one reference and not five.
package final class Change {
    package let key: ResourceKey
    package let version: Version
    /// What stood under the key when this was planned, where anything did.
    let resource: Resource?
    /// What its body refers to, where planning has found that out.
    var targets: [ResourceKey]?

    package init(_ key: ResourceKey, _ version: Version, of resource: Resource? = nil) {
        self.key = key
        self.version = version
        self.resource = resource
    }
}

/// Who asks: the name that history keeps, and what may be read.
package protocol Actor {
    var author: ByteString { get }
    func mayRead(_ key: ResourceKey) -> Bool
}

/// Steps thought through to their end, of which nothing has happened yet.
package struct Plan {
    package let changes: [Change]
    /// One for each step.
    package let outcomes: [Outcome]
}
