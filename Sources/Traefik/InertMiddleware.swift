// The middleware that changes no request: it tells which revision Traefik runs, and keeps a configuration from ever
// being empty, which Traefik would not notice.

package import Bytes
package import JSON

package enum InertMiddleware {
    static let name = "milepost"

    package static let resourceName: ByteString = "milepost"

    package static func body(revision: UInt64) -> JSONValue {
        let header: JSONValue = .object(
            JSONObject([JSONMember("X-Config-Revision", .string(JSONString(String(revision))))]))
        return .object(
            JSONObject([JSONMember("headers", .object(JSONObject([JSONMember("customResponseHeaders", header)])))]))
    }

    /// Whether a middleware is the one that an export made, whatever its revision.
    package static func isOurs(_ name: ByteString, _ body: JSONValue) -> Bool {
        guard name == resourceName,
            let text = body.member("headers")?.member("customResponseHeaders")?.text("X-Config-Revision"),
            let revision = UInt64(text)
        else { return false }
        return body == Self.body(revision: revision)
    }
}
