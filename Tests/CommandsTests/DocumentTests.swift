// The sessions that the documents show are what the server answers, line by line.

import Foundation
import TestSupport
import Testing

struct DocumentTests {
    private static let walk = "Sources/Traefik/Traefik.docc/Walkthrough.md"

    @Test(arguments: ["README.md", walk, "Sources/Server/Server.docc/Running.md"])
    func itsSessionsAreAnsweredAsItSays(path: String) throws {
        let document = try Document(at: path)
        let client = TestClient(of: TestServer(roots: ["traefik"]))
        #expect(document.exchanges.count > 5)
        for exchange in document.exchanges {
            let reply = client.type(words: exchange.words)
            #expect(Self.lasting(reply) == Self.lasting(exchange.reply), "\(exchange.typed)")
        }
    }

    /// Without what no two servers have alike: epochs and moments.
    private static func lasting(_ reply: String) -> String {
        reply.replacing(/"[0-9a-f]{16}/, with: "\"an epoch").replacing(/"time\\":\d{13}/, with: "a moment")
    }

    /// Drawing needs a program; what it is drawn from does not.
    @Test func thePictureIsOfTheRoutingThatIsShown() throws {
        let client = TestClient(of: TestServer(roots: ["traefik"]))
        for exchange in try Document(at: Self.walk).exchanges { client.type(words: exchange.words) }
        client.type("RES.REVERT default TO 1")
        let graph = Reply.all(in: client.exchange(Request.bytes(of: "TRAEFIK.GRAPH", "default", "DOT"))).first?.text
        #expect(try graph == Document.text(of: "Sources/Traefik/Traefik.docc/routing.dot"))
        let picture = try Document.text(of: "Sources/Traefik/Traefik.docc/routing.svg")
        for label in try #require(graph).matches(of: /label="([^"]+)"/).map(\.output.1) {
            for line in label.split(separator: "\\n") {
                let drawn = line.replacing("&", with: "&amp;").replacing("-", with: "&#45;")
                #expect(picture.contains(">\(drawn)</text>"), "\(line)")
            }
        }
    }
}

/// A document with sessions: lines after the prompt of redis-cli, or calls of it with a file that the document shows.
struct Document {
    struct Exchange {
        let typed: String
        /// The request; nil where no reader of shell words could make one.
        let words: [[UInt8]]?
        var reply = ""
    }

    private static let prompt = "127.0.0.1:6379> "
    private static let program = "$ redis-cli "
    private(set) var exchanges: [Exchange] = []
    /// What stands in blocks that have a name: ```yaml dynamic.yml
    private var files: [String: String] = [:]

    init(at path: String) throws {
        var isInSession = false
        var openFile: String?
        for line in try Self.text(of: path).split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInSession = false
                let words = line.split(separator: " ")
                openFile = words.count == 2 ? String(words[1]) : nil
            } else if let name = openFile {
                files[name, default: ""] += line + "\n"
            } else if line.hasPrefix(Self.prompt) {
                isInSession = true
                let typed = String(line.dropFirst(Self.prompt.count))
                exchanges.append(Exchange(typed: typed, words: Request.words(of: typed)))
            } else if line.hasPrefix(Self.program) {
                isInSession = true
                let typed = String(line.dropFirst(Self.program.count))
                exchanges.append(Exchange(typed: typed, words: call(typed)))
            } else if isInSession, !exchanges.isEmpty {
                let isFirst = exchanges[exchanges.count - 1].reply.isEmpty
                exchanges[exchanges.count - 1].reply += (isFirst ? "" : "\n") + line
            }
        }
    }

    static func text(of path: String) throws -> String {
        let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        return try String(contentsOf: top.appending(path: path), encoding: .utf8)
    }

    /// `-x WORD … < FILE` puts the file at the end, `-X TAG WORD … < FILE` in the place of the tag.
    private func call(_ typed: String) -> [[UInt8]]? {
        let halves = typed.split(separator: " < ").map(String.init)
        guard halves.count == 2, let file = files[halves[1]] else { return nil }
        let content = Array(file.utf8)
        let words = halves[0].split(separator: " ").map(String.init)
        if words.first == "-x" { return words.dropFirst().map { Array($0.utf8) } + [content] }
        guard words.first == "-X", words.count > 2 else { return nil }
        return words.dropFirst(2).map { $0 == words[1] ? content : Array($0.utf8) }
    }
}
