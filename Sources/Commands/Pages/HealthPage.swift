// How the server is, for whoever decides whether it is sent requests: nothing that a stranger may not know, so that no
// proof is asked for.

internal import Bytes
internal import Engine
internal import JSON
internal import Resources

package struct HealthPage {
    /// Whether reads are answered. Refused writes do not count: where the disk fails, what is in memory is still true,
    /// and a server that nobody asks any more would take every reader's configuration with it.
    package let isReady: Bool
    package let content: [UInt8]
}

extension Services {
    package var healthPage: HealthPage {
        let figures = keeper?.figures ?? KeeperFigures()
        var page = JSONObject()
        page["status"] = isLoading ? "loading" : writeRefusal == nil ? "ready" : "readonly"
        if let load = figures.load {
            page["loadedBytes"] = .number(JSONNumber(load.loadedBytes))
            page["totalBytes"] = .number(JSONNumber(load.totalBytes))
        } else {
            page["revision"] = .number(JSONNumber(Int(clamping: engine.resources.head)))
            page["epoch"] = .string(JSONString(Epoch.text(engine.resources.epoch)))
        }
        page["persistence"] = .object(
            JSONObject([
                JSONMember("log", figures.logIsOn ? (figures.writeSucceeded ? "ok" : "failed") : "off"),
                JSONMember("snapshot", keeper == nil ? "off" : figures.saveSucceeded ? "ok" : "failed"),
            ]))
        return HealthPage(isReady: !isLoading, content: JSONValue.object(page).bytes + [0x0a])
    }
}
