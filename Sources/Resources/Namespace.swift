// How much stands in a namespace, and how much may. A namespace that was made on purpose, with a quota or without, is a
// resource in a catalog of the store's own: so it has versions and a past, and is logged and watched like the rest.

package import Bytes
internal import JSON

package final class Namespace {
    package let name: ByteString
    /// How many resources there are.
    package private(set) var resources = 0
    /// Bytes of their bodies.
    package private(set) var bytes = 0
    /// Bytes of all bodies that are kept, old ones included.
    package private(set) var keptBytes = 0
    /// nil where the namespace was never made on purpose.
    package internal(set) var quota: Quota?

    init(_ name: ByteString) {
        self.name = name
    }

    /// Whether it was made on purpose or something stands in it.
    package var exists: Bool { quota != nil || resources > 0 }

    func count(_ version: Version, after old: Version?) {
        resources += (version.exists ? 1 : 0) - (old?.exists == true ? 1 : 0)
        bytes += version.length - (old?.length ?? 0)
        keptBytes += version.length
    }

    func release(_ length: Int) { keptBytes -= length }

    /// How many bytes of the past do not fit into the quota.
    var surplus: Int { quota?.bytes.map { max(0, keptBytes - $0) } ?? 0 }

    /// Refuses what would bring the namespace over its quota, or further over it.
    func judge(_ growth: Growth) throws(StoreError) {
        try judge(resources, growth.resources, quota?.resources, "resources")
        try judge(bytes, growth.bytes, quota?.bytes, "bytes")
    }

    private func judge(_ count: Int, _ growth: Int, _ limit: Int?, _ unit: String) throws(StoreError) {
        guard let limit, growth > 0, count + growth > limit else { return }
        throw StoreError(
            .quota,
            "the namespace \(name.text) would have \(count + growth) \(unit), and its quota is \(limit); delete "
                + "something, or raise it with RES.NAMESPACE QUOTA")
    }
}

/// What a plan adds to a namespace.
struct Growth {
    var resources = 0
    var bytes = 0
    /// The last step that had a part in it.
    var step = 0
}

/// What may stand in a namespace; nil stands for any number.
package struct Quota: Equatable, Sendable {
    package var resources: Int?
    package var bytes: Int?

    package init() {}

    init(reading body: [UInt8]) throws(StoreError) {
        guard let object = try JSONValue(asking: body).object else {
            throw StoreError(.invalid, "a namespace is a JSON object")
        }
        for member in object.members {
            guard let number = member.value.number?.integer, number >= 0 else {
                throw StoreError(.invalid, "/\(member.name.text) is a whole number, 0 or above")
            }
            switch member.name.text {
            case "resources": resources = number
            case "bytes": bytes = number
            case let other:
                throw StoreError(
                    .invalid,
                    "a namespace has no member \"\(other)\"; it takes resources and bytes")
            }
        }
    }

    package var body: [UInt8] {
        var object = JSONObject()
        object["resources"] = resources.map { .number(JSONNumber($0)) }
        object["bytes"] = bytes.map { .number(JSONNumber($0)) }
        return JSONValue.object(object).bytes
    }
}
