// What Traefik tells a plugin, which it does not know the settings of: texts, and what the names make of them.

internal import JSON

enum PluginTree {
    static func settings(_ plugin: TreeNode) -> JSONValue {
        var object = JSONObject()
        for child in plugin.children {
            let value = value(child)
            // A setting that holds one of its own name is mistaken for it, so that its others stand beside it.
            if case .object(let inner) = value, inner[JSONString(child.name)] != nil {
                for member in inner.members { object[member.name] = member.value }
            } else {
                object[JSONString(child.name)] = value
            }
        }
        return .object(object)
    }

    private static func value(_ node: TreeNode) -> JSONValue {
        guard let first = node.children.first else { return .string(JSONString(node.value)) }
        if first.name.hasPrefix("["), first.name.hasSuffix("]") { return .array(node.children.map(value)) }
        return .object(JSONObject(node.children.map { JSONMember(JSONString($0.name), value($0)) }))
    }
}
