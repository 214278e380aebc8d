// What watchers read of a change: one JSON object, composed once for all who want it in the same form.

package import Bytes
internal import JSON

package final class EventText {
    package struct Form: OptionSet, Sendable {
        package let rawValue: Int

        package init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// Further events of the same commit follow to the same listener.
        package static let hasMore = Form(rawValue: 1)
        package static let withBody = Form(rawValue: 2)
        /// With the body that stood before.
        package static let withPrevious = Form(rawValue: 4)
        fileprivate static let count = 8
    }

    package let key: ResourceKey
    package let keyBytes: [UInt8]
    package let channel: [UInt8]
    package let revision: Revision
    private let resource: Resource
    private let version: Version
    private let epoch: UInt64
    private var texts = [[UInt8]?](repeating: nil, count: Form.count)

    package init(_ version: Version, of resource: Resource, in epoch: UInt64) {
        self.version = version
        self.resource = resource
        self.epoch = epoch
        key = resource.key
        keyBytes = key.bytes
        channel = key.channel
        revision = version.revision
    }

    package func text(_ form: Form) -> [UInt8] {
        if let text = texts[form.rawValue] { return text }
        let text = compose(form)
        texts[form.rawValue] = text
        return text
    }

    private func compose(_ form: Form) -> [UInt8] {
        var text = metadata
        text += Array(form.contains(.hasMore) ? "true".utf8 : "false".utf8)
        if form.contains(.withBody) { text += Self.member("resource", version) }
        if form.contains(.withPrevious), let previous = resource.version(version.number - 1) {
            text += Self.member("previous", previous)
        }
        text.append(UInt8(ascii: "}"))
        return text
    }

    /// A body that can't be read is told of as what it is, and never as another one.
    private static func member(_ name: String, _ version: Version) -> [UInt8] {
        do throws(BodyFault) {
            guard let body = try version.read() else { return [] }
            return Array(",\"\(name)\":".utf8) + body
        } catch {
            var text = Array(",\"\(name)Error\":".utf8)
            JSONString(Array("IOERR \(error.text)".utf8)).write(to: &text)
            return text
        }
    }

    private lazy var metadata: [UInt8] = {
        var text = Array("{\"event\":\"\(version.event.name)\"".utf8)
        for (name, content) in [("type", key.type), ("namespace", key.namespace), ("name", key.name)] {
            text += Array(",\"\(name)\":".utf8)
            JSONString(content.bytes).write(to: &text)
        }
        text += Array(",\"version\":\(version.number),\"revision\":\(version.revision),".utf8)
        text += Array("\"epoch\":\"\(Epoch.text(epoch))\",\"time\":\(version.time),\"author\":".utf8)
        JSONString(version.author.bytes).write(to: &text)
        return text + Array(",\"more\":".utf8)
    }()

    /// What a watcher reads that hears nothing else: how far it is.
    package static func progress(_ revision: Revision, in epoch: UInt64, at now: Int64) -> [UInt8] {
        let place = "\"revision\":\(revision),\"epoch\":\"\(Epoch.text(epoch))\",\"time\":\(now)"
        return Array("{\"event\":\"progress\",\(place)}".utf8)
    }
}

/// How an epoch is written: in sixteen hexadecimal digits, since not every reader of JSON knows numbers so large.
package enum Epoch {
    package static func text(_ epoch: UInt64) -> String {
        let digits = String(epoch, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    package static func read(_ text: ByteView) -> UInt64? {
        text.count == 16 ? UInt64(text.text, radix: 16) : nil
    }
}
