// An answer and the head that goes before it. Its content is kept whole and shared, however many read it at their own
// pace.

internal import Bytes

package struct HTTPAnswer: Equatable {
    package let status: HTTPStatus
    package let type: String
    package let content: [UInt8]
    /// Headers of this answer alone.
    package var fields: [Field] = []

    package struct Field: Equatable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(_ status: HTTPStatus = .ok, type: String, _ content: [UInt8]) {
        self.status = status
        self.type = type
        self.content = content
    }

    /// A sentence for whoever asked.
    package init(_ refusal: HTTPRefusal) {
        self.init(refusal.status, type: "text/plain; charset=utf-8", Array((refusal.text + "\n").utf8))
        switch status {
        case .methodNotAllowed: fields = [Field("Allow", "GET, HEAD")]
        case .unauthorized:
            fields = [
                Field("WWW-Authenticate", "Bearer realm=\"milepost\""),
                Field("WWW-Authenticate", "Basic realm=\"milepost\", charset=\"UTF-8\""),
            ]
        case .unavailable: fields = [Field("Retry-After", "1")]
        default: break
        }
    }

    /// The same content as something that is known by a tag; nothing but that where the client has it already.
    package func tagged(_ tag: EntityTag, knownTags: [UInt8]?) -> HTTPAnswer {
        let isKnown = knownTags.map(tag.isAmong) ?? false
        var answer = isKnown ? HTTPAnswer(.notModified, type: type, []) : self
        answer.fields = fields + [Field("ETag", tag.text)]
        return answer
    }

    /// Everything before the content.
    /// - Parameter now: in milliseconds since 1970.
    package func head(at now: Int64, isLast: Bool) -> [UInt8] {
        var lines = ["HTTP/1.1 \(status.rawValue) \(status.phrase)", "Date: \(HTTPDate.text(of: now))"]
        if status != .notModified { lines += ["Content-Type: \(type)", "Content-Length: \(content.count)"] }
        lines.append("Cache-Control: \(fields.contains { $0.name == "ETag" } ? "private, no-cache" : "no-store")")
        lines.append("X-Content-Type-Options: nosniff")
        lines += fields.map { "\($0.name): \($0.value)" }
        if isLast { lines.append("Connection: close") }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }
}

/// What tells one state of a document from another.
package struct EntityTag: Equatable {
    package let text: String

    /// - Parameter word: of letters, digits and hyphens.
    package init(_ word: String) {
        text = "\"\(word)\""
    }

    /// Whether If-None-Match names it. Tags are compared as weak ones, which is what that header asks for.
    func isAmong(_ known: [UInt8]) -> Bool {
        Grammar.list(known).contains { member in
            let tag = String(decoding: member, as: UTF8.self)
            return tag == "*" || tag == text || tag == "W/" + text
        }
    }
}
