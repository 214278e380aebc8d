// Rights to keys apart from any request: to one, and to all that begin alike.

import Access
import Bytes
import Testing

struct ReachTests {
    private func user(_ rules: String) throws -> User {
        let users = Users()
        try users.set("one", rules)
        return try #require(users["one"])
    }

    private func covers(_ prefix: String, _ access: KeyAccess, for rules: String) throws -> Bool {
        let user = try user(rules)
        return Array(prefix.utf8).withView { user.covers($0, access) }
    }

    // MARK: One key

    @Test(arguments: [
        ("~a*", true, true), ("%R~a*", true, false), ("%W~a*", false, true), ("%R~a* %W~a1", true, true),
        ("~b*", false, false), ("", false, false), ("%R~b* (%R~a?)", true, false), ("%R~a* (%W~a*)", true, true),
        ("(%RW~*)", true, true), ("~*", true, true), ("allcommands allkeys allchannels", true, true),
    ]) func aKeyMayBeReadOrWritten(rules: String, isReadable: Bool, isWritable: Bool) throws {
        let user = try user(rules)
        #expect(user.mayRead(ByteView("a1")) == isReadable)
        #expect(user.mayWrite(ByteView("a1")) == isWritable)
    }

    @Test func bothRightsMustComeFromOnePattern() throws {
        #expect(try user("%R~a* %W~a*").may(.both, ByteView("a1")))
        #expect(try !user("%R~a* %W~a1").may(.both, ByteView("a1")))
        #expect(try !user("%R~a* (%W~a*)").may(.both, ByteView("a1")))
    }

    // MARK: All that begin alike

    @Test(arguments: [
        ("~team-a:*", true), ("~team-a:svc:*", true), ("~team*", true), ("~*", true), ("%R~*", true), ("(~t*)", true),
        ("~team-b:* ~team-a:*", true), ("%R~team-a:* (+get ~x)", true),
        // Too narrow, or no literal with one star at its end.
        ("~team-a:svc:x*", false), ("~team-a:svc:", false), ("~team-?:*", false), ("~team-[a]:*", false),
        ("~*:svc:*", false), ("~team-a:**", false), ("~team-a:*:*", false), ("~team\\-a:*", false), ("%W~*", false),
        ("%W~team-a:*", false), ("~team-b:*", false), ("", false),
    ]) func onlyALiteralThatEndsInOneStarCovers(rules: String, covers: Bool) throws {
        #expect(try self.covers("team-a:svc:", .read, for: rules) == covers)
    }

    @Test func reachHasToBeGrantedByOnePattern() throws {
        #expect(try covers("a:", .both, for: "%R~a:* %W~a:*"))
        #expect(try !covers("a:", .both, for: "%R~a:* %W~a*"))
        #expect(try !covers("a:", .both, for: "%R~a:* (%W~a:*)"))
        #expect(try covers("a:", .write, for: "%R~a:* (%W~a:*)"))
    }

    @Test(arguments: [
        ("~*", true), ("%R~*", true), ("%W~*", false), ("~a*", false), ("", false), ("(%R~*)", true),
        ("allcommands allkeys allchannels", true),
    ]) func everyKeyBeginsWithNothing(rules: String, mayRead: Bool) throws {
        #expect(try covers("", .read, for: rules) == mayRead)
    }

    // MARK: Requests

    /// A command over every key: the selector that has the command must have the keys too.
    @Test(
        arguments: [
            ("+get ~*", nil), ("(+get %R~*)", nil), ("+get ~b:* (+get ~*)", nil), ("allcommands allkeys", nil),
            ("+get ~a:*", Denial(.everyKey)), ("+get %W~*", Denial(.everyKey)), ("+get (~*)", Denial(.everyKey)),
            ("~a:*", Denial(.command)),
        ] as [(String, Denial?)]) func aRequestReachesNoFurtherThanItsSelector(rules: String, refusal: Denial?) throws
    {
        let call = Call(command: 0, isOpenToAll: false, everyKey: .read, channels: nil)
        let user = try user(rules)
        let told = StoredArguments([Array("get".utf8)]).withArguments { user.denial(of: call, $0) { [] } }
        #expect(told == refusal)
    }
}
