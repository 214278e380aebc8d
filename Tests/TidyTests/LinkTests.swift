// Holds the pages to one another: a link to a file of the project leads to one.

import Foundation
import Testing

struct LinkTests {
    private struct Link {
        let page: String
        let target: String

        /// Whether what it names is there, as seen from its page; what stands behind a # is passed over.
        var leadsSomewhere: Bool {
            let page = Repository.root.appending(path: page)
            let path = target.prefix { $0 != "#" }
            let file = URL(filePath: String(path), relativeTo: page).standardizedFileURL
            return path.isEmpty || FileManager.default.fileExists(atPath: file.path)
        }
    }

    /// The links of a page that lead to files.
    private static func links(in text: String, of page: String) -> [Link] {
        text.components(after: "](").split(separator: "](").compactMap { rest in
            let target = String(rest.prefix { $0 != ")" })
            let isElsewhere = ["http://", "https://", "mailto:"].contains { target.hasPrefix($0) }
            return isElsewhere || target.contains(where: \.isWhitespace) ? nil : Link(page: page, target: target)
        }
    }

    @Test func everyLinkOfAPageLeadsSomewhere() {
        let pages = Repository.files.filter { $0.path.hasSuffix(".md") }
        let links = pages.flatMap { Self.links(in: $0.lines.joined(separator: "\n"), of: $0.path) }
        #expect(links.count > 40)
        for link in links { #expect(link.leadsSomewhere, "\(link.page) has a link to \(link.target)") }
    }

    @Test func whatLeadsNowhereIsSeen() {
        let links = Self.links(in: "a [b](Sources) [c](Sources/none.md) [d](https://e.example)", of: "README.md")
        #expect(links.map(\.leadsSomewhere) == [true, false])
    }
}
