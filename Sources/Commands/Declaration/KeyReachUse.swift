// Which keys a command concerns without naming them, so that a user needs a right to them all: every key there is, or
// all of one type in one namespace.

package import Access
package import Bytes

package enum KeyReachUse: Sendable {
    case everyKey(KeySpec.Access)
    /// Those of `<namespace>:<type>:`, by the positions of both words; a star instead of one means all of them.
    case resources(KeySpec.Access, type: Int, namespace: Int)

    package func reach(of request: Arguments) -> KeyReach {
        switch self {
        case .everyKey(let access):
            KeyReach(prefix: [], access: access.rights)
        case .resources(let access, let type, let namespace):
            KeyReach(prefix: Self.prefix(request, type, namespace), access: access.rights)
        }
    }

    /// What all those keys have in common. A type in every namespace has nothing to begin with.
    private static func prefix(_ request: Arguments, _ type: Int, _ namespace: Int) -> [UInt8] {
        let separator = UInt8(ascii: ":")
        guard max(type, namespace) < request.count, !request[namespace].spells("*") else { return [] }
        let start = request[namespace].array + [separator]
        return request[type].spells("*") ? start : start + request[type].array + [separator]
    }
}
