// RFC 7386: a document that says what another is to become. Members are merged, null takes one out, anything else
// replaces what was there.

extension JSONValue {
    /// The value after `patch`. Members keep their places; new ones come last, in the order of the patch.
    package func merged(with patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        let before = object ?? JSONObject()
        var members: [JSONMember] = []
        members.reserveCapacity(before.count)
        for member in before.members {
            switch changes[member.name] {
            case nil: members.append(member)
            case .null?: break
            case let change?: members.append(JSONMember(member.name, member.value.merged(with: change)))
            }
        }
        for change in changes.members where change.value.kind != .null && before.place(of: change.name) == nil {
            members.append(JSONMember(change.name, JSONValue.null.merged(with: change.value)))
        }
        return .object(JSONObject(members))
    }
}
