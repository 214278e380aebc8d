// Who may not do with a namespace what a command does with it is refused, in the same words whatever is there.

import Testing
import TestSupport

struct TraefikRightsTests {
    private let room = ResourceRoom()
    private static let noKey = "(error) NOPERM No permissions to access a key"

    private static let reading = [
        "TRAEFIK.EXPORT NAMESPACE theirs", "TRAEFIK.MATCH theirs GET a /", "TRAEFIK.CHECK theirs",
        "TRAEFIK.GRAPH theirs", "TRAEFIK.PLAN theirs []",
    ]
    private static let writing = [
        "TRAEFIK.EXPOSE theirs web RULE Path(`/`) URL http://a", "TRAEFIK.UNEXPOSE theirs web",
        "TRAEFIK.IMPORT theirs JSON {}", "TRAEFIK.IMPORT theirs KV", "TRAEFIK.IMPORT theirs JSON {} DRYRUN",
    ]

    init() {
        room.admin.type("TRAEFIK.EXPOSE theirs web RULE Path(`/`) URL http://a")
    }

    @Test func nothingOfAnotherNamespaceIsToldOrChanged() {
        let tenant = room.tenant("~mine:* ~theirs:http.routers:*")
        for line in Self.reading + Self.writing {
            #expect(tenant.type(line) == Self.noKey, "\(line)")
            #expect(tenant.type(line.replacing("theirs", with: "nowhere")) == Self.noKey, "\(line)")
        }
        for line in ["TRAEFIK.EXPORT", "TRAEFIK.CHECK", "TRAEFIK.GRAPH", "TRAEFIK.GRAPH DOT"] {
            #expect(tenant.type(line) == Self.noKey, "\(line)")
        }
        #expect(room.admin.type("RES.EXISTS http.routers theirs web") == "(integer) 1")
    }

    @Test func whoMayReadMayAskButNotChange() {
        let tenant = room.tenant("%R~theirs:*")
        for line in Self.reading { #expect(!tenant.type(line).hasPrefix("(error)"), "\(line)") }
        for line in Self.writing { #expect(tenant.type(line) == Self.noKey, "\(line)") }
    }

    @Test func whoMayDoAllWithANamespaceMayChangeItsRouting() {
        let tenant = room.tenant("~mine:*")
        #expect(tenant.type("TRAEFIK.EXPOSE mine web RULE Path(`/`) URL http://a").hasPrefix("1) \"revision\""))
        #expect(tenant.type("TRAEFIK.IMPORT mine JSON {} REPLACE").hasSuffix("4) (integer) 3"))
    }

    @Test func plainKeysAreAdoptedByWhoMayTakeThem() {
        room.admin.type("SET traefik/http/middlewares/zip/compress true")
        #expect(room.tenant("~default:*").type("TRAEFIK.IMPORT default KV") == Self.noKey)
        #expect(room.tenant("~default:* %R~traefik/*").type("TRAEFIK.IMPORT default KV") == Self.noKey)
        #expect(room.tenant("~default:* ~traefik/*").type("TRAEFIK.IMPORT default KV").hasSuffix("4) (integer) 1"))
    }

    @Test func aPlanAsksForTheRightsOfItsOperations() {
        let tenant = room.tenant("~mine:* %R~theirs:*")
        let operation =
            #"[{"op":"delete","type":"http.routers","namespace":"theirs","name":"web"}]"#
        #expect(
            tenant.send("TRAEFIK.PLAN", "mine", operation)
                == .error("NOPERM operation 0: No permissions to access a key"))
    }
}
