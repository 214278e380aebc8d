// What goes back: heads, tags, dates; and the proof of who one is, read from what has come.

import Bytes
import HTTP
import Testing

struct AnswerTests {
    private func lines(_ answer: HTTPAnswer, isLast: Bool = false) -> [String] {
        String(decoding: answer.head(at: 784_111_777_000, isLast: isLast), as: UTF8.self)
            .split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func aHeadSaysWhatFollows() {
        let head = lines(HTTPAnswer(type: "application/json", Array("{\"é\":1}".utf8)))
        #expect(head.first == "HTTP/1.1 200 OK")
        #expect(head.suffix(2) == ["", ""])
        #expect(head.contains("Date: Sun, 06 Nov 1994 08:49:37 GMT"))
        #expect(head.contains("Content-Length: 8"))
        #expect(head.contains("Content-Type: application/json"))
        #expect(head.contains("Cache-Control: no-store"))
        #expect(!head.contains("Connection: close"))
        #expect(lines(HTTPAnswer(type: "x", []), isLast: true).contains("Connection: close"))
    }

    @Test func aRefusalSaysWhatToDo() {
        let refusal = HTTPRefusal(.methodNotAllowed, "send GET")
        #expect(HTTPAnswer(refusal).content == Array("send GET\n".utf8))
        #expect(lines(HTTPAnswer(refusal)).contains("Allow: GET, HEAD"))
        let asking = lines(HTTPAnswer(HTTPRefusal(.unauthorized, "who?")))
        #expect(asking.count { $0.hasPrefix("WWW-Authenticate: ") } == 2)
        #expect(lines(HTTPAnswer(HTTPRefusal(.unavailable, "wait"))).contains("Retry-After: 1"))
    }

    @Test(arguments: [
        (nil, false), ("\"7\"", true), ("W/\"7\"", true), ("*", true), ("\"8\"", false), ("\"6\", \"7\"", true),
        ("7", false), ("", false), ("\"77\"", false),
    ] as [(String?, Bool)])
    func whatIsKnownIsNotSentAgain(_ known: String?, _ isKnown: Bool) {
        let answer = HTTPAnswer(type: "application/json", Array("{}".utf8))
            .tagged(EntityTag("7"), knownTags: known.map { Array($0.utf8) })
        #expect(answer.status == (isKnown ? .notModified : .ok))
        #expect(answer.content.isEmpty == isKnown)
        let head = lines(answer)
        #expect(head.contains("ETag: \"7\""))
        #expect(head.contains("Cache-Control: private, no-cache"))
        #expect(head.contains { $0.hasPrefix("Content-Length") } == !isKnown)
    }

    @Test func everyStatusHasItsPhrase() {
        for status in HTTPStatus.allCases {
            let head = lines(HTTPAnswer(HTTPRefusal(status, "x")))
            #expect(head.first == "HTTP/1.1 \(status.rawValue) \(status.phrase)")
        }
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (951_868_799, "Tue, 29 Feb 2000 23:59:59 GMT"), (951_868_800, "Wed, 01 Mar 2000 00:00:00 GMT"),
        (1_735_689_599, "Tue, 31 Dec 2024 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    ] as [(Int64, String)])
    func aMomentIsWrittenAsADate(_ seconds: Int64, _ text: String) {
        #expect(HTTPDate.text(of: seconds * 1000 + 999) == text)
    }
}

struct CredentialsTests {
    @Test(arguments: [
        ("Bearer app:secret", "app", "secret"), ("bearer  secret", nil, "secret"), ("BEARER a:b:c", "a", "b:c"),
        ("Bearer :x", "", "x"), ("Bearer app:", "app", ""), ("Basic YXBwOnNlY3JldA==", "app", "secret"),
        ("basic YTpiOmM=", "a", "b:c"), ("Basic Og==", "", ""), ("Basic w6k6w7w/", "é", "ü?"),
    ] as [(String, String?, String)])
    func aProofIsRead(_ header: String, _ name: String?, _ password: String) {
        let credentials = Credentials(authorization: Array(header.utf8))
        #expect(credentials?.name == name.map { Array($0.utf8) })
        #expect(credentials?.password == Array(password.utf8))
    }

    @Test(arguments: [
        "", "Bearer", "Bearer ", "Basic", "Basic YQ==", "Basic YTpi!", "Basic YTp", "Basic YTpi=", "Basic A===",
        "Basic Y=pi", "Digest a:b", "app:secret",
    ])
    func whatIsNoProofIsNone(_ header: String) {
        #expect(Credentials(authorization: Array(header.utf8)) == nil)
    }
}
