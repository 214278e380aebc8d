// Which requests pass, and what is told of those that do not.

import Access
import Bytes
import Testing

struct DenialTests {
    private static let get = 0, set = 1, mget = 2, config = 3, configGet = 4, select = 6, publish = 7, auth = 8

    @Test(arguments: [
        ("+get ~a*", nil), ("+get ~b*", Denial(.key, at: 1)), ("+get", Denial(.key, at: 1)), ("~a*", Denial(.command)),
        ("+get %R~a*", nil), ("+get %W~a*", Denial(.key, at: 1)), ("allcommands allkeys", nil),
        ("(+get ~a*)", nil), ("+get (~a*)", Denial(.key, at: 1)), ("+@read ~*", nil),
        ("+@all -get ~*", Denial(.command)), ("+@write ~*", Denial(.command)),
    ] as [(String, Denial?)]) func reading(rules: String, refusal: Denial?) throws {
        #expect(try denial(of: "get a1", command: Self.get, keys: [1], for: rules) == refusal)
    }

    @Test func whoReadsAndWritesNeedsBothFromOnePattern() throws {
        #expect(try denial(of: "set k v", command: Self.set, keys: [1], .both, for: "+set %R~k %W~k") == nil)
        #expect(try denial(of: "set k v", command: Self.set, keys: [1], .both, for: "+set %R~k %W~k*") != nil)
        #expect(try denial(of: "set k v", command: Self.set, keys: [1], .both, for: "(+set %R~k) (+set %W~k)") != nil)
    }

    @Test func whoAsksWhetherAKeyIsThereNeedsAnyRightToIt() throws {
        for rules in ["+get %R~k", "+get %W~k"] {
            #expect(try denial(of: "get k", command: Self.get, keys: [1], [], for: rules) == nil)
        }
        #expect(try denial(of: "get other", command: Self.get, keys: [1], [], for: "+get ~k") != nil)
    }

    @Test func theKeyThatComesNearestIsToldOf() throws {
        let rules = "+mget ~key (+mget ~key ~otherkey)"
        let refusal = try denial(of: "mget key otherkey third", command: Self.mget, keys: [1, 2, 3], for: rules)
        #expect(refusal == Denial(.key, at: 3))
    }

    @Test func subcommandsAndFirstArguments() throws {
        #expect(try denial(of: "config get x", command: Self.configGet, for: "+config") == nil)
        #expect(try denial(of: "config get x", command: Self.configGet, for: "+config|get") == nil)
        #expect(try denial(of: "config get x", command: Self.configGet, for: "+config -config|get") != nil)
        #expect(try denial(of: "config", command: Self.config, for: "+config|get") != nil)
        #expect(try denial(of: "select 0", command: Self.select, for: "+select|0") == nil)
        #expect(try denial(of: "select 1", command: Self.select, for: "+select|0") != nil)
        #expect(try denial(of: "select", command: Self.select, for: "+select|0") != nil)
        #expect(try denial(of: "select 0", command: Self.select, for: "+select|0 -select") != nil)
    }

    @Test func whatIsOpenToAllNeedsNoRight() throws {
        #expect(try denial(of: "auth a", command: Self.auth, isOpenToAll: true, for: "") == nil)
    }

    @Test(arguments: [("&news.*", true), ("&news.a", false), ("allchannels", true), ("", false), ("(&news.*)", false)])
    func channels(rules: String, passes: Bool) throws {
        let named = Call.Channels(positions: 1..<3, arePatterns: false)
        let refusal = try denial(
            of: "publish news.a news.b", command: Self.publish, channels: named, for: "+publish " + rules)
        #expect((refusal == nil) == passes)
        #expect(refusal == nil || refusal?.object == .channel)
    }

    @Test func aPatternIsAllowedOnlyToTheLetter() throws {
        let named = Call.Channels(positions: 1..<2, arePatterns: true)
        #expect(try denial(of: "p news.*", command: Self.publish, channels: named, for: "+publish &news.*") == nil)
        #expect(try denial(of: "p news.a", command: Self.publish, channels: named, for: "+publish &news.*") != nil)
    }
}
