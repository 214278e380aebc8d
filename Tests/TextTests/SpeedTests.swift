// How fast a large configuration is read and written. Timings are no part of the usual tests:
// MILEPOST_TEXT_SPEED=1 swift test -c release --filter TextTests.SpeedTests

import Foundation
import JSON
import Testing
import Text

private let isAsked = ProcessInfo.processInfo.environment["MILEPOST_TEXT_SPEED"] != nil

@Suite(.serialized) struct SpeedTests {
    @Test(.enabled(if: isAsked, "MILEPOST_TEXT_SPEED is not set"), arguments: [TextForm.yaml, .toml])
    func fiveThousandRoutesAreReadAtOnce(form: TextForm) throws {
        let configuration = Self.configuration(routes: 5_000)
        let clock = ContinuousClock()
        var text: [UInt8] = []
        let writing = try clock.measure { text = try form.write(configuration) }
        var again = JSONValue.null
        let reading = try clock.measure { again = try value(form, text) }
        print("\(form): \(text.count) bytes, written in \(writing), read in \(reading)")
        #expect(again == configuration)
        #expect(reading < .milliseconds(500))
    }

    private static func configuration(routes: Int) -> JSONValue {
        var routers = JSONObject()
        var services = JSONObject()
        for route in 0..<routes {
            let name = JSONString("route-\(route)")
            let rule = "Host(`host-\(route).example.com`) && PathPrefix(`/api/v\(route % 7)`)"
            routers[name] = .object(
                JSONObject([
                    JSONMember("rule", .string(JSONString(rule))), JSONMember("service", .string(name)),
                    JSONMember("entryPoints", .array(["websecure"])),
                    JSONMember("priority", .number(JSONNumber(route))),
                ]))
            let server = JSONObject([JSONMember("url", .string(JSONString("http://10.0.\(route % 256).1:8080/")))])
            let servers = JSONObject([JSONMember("servers", .array([.object(server)]))])
            services[name] = .object(JSONObject([JSONMember("loadBalancer", .object(servers))]))
        }
        let parts = JSONObject([JSONMember("routers", .object(routers)), JSONMember("services", .object(services))])
        return .object(JSONObject([JSONMember("http", .object(parts))]))
    }
}
