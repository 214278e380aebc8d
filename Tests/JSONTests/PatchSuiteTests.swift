// The official cases of RFC 6902, each run as it is written.

import Bytes
import JSON
import Testing

struct PatchSuiteTests {
    @Test(
        .enabled(if: hasSharedData, "MILEPOST_SHARED_DATA names no folder"),
        arguments: [("tests.json", 80), ("spec_tests.json", 15)])
    func officialCasesPass(file: String, atLeast: Int) throws {
        let cases = try Self.cases(file)
        #expect(cases.count >= atLeast)
        for one in cases {
            let comment = one["comment"]?.string?.text ?? one.text
            let document = try #require(one["doc"])
            let outcome = Result { () throws(JSONPatchError) in
                try document.patched(with: try JSONPatch(one["patch"] ?? .null))
            }
            switch outcome {
            case .success(let after):
                #expect(one["error"] == nil, "\(comment): accepted")
                if let expected = one["expected"] { #expect(after == expected, "\(comment): \(after.text)") }
            case .failure(let error):
                #expect(one["error"] != nil, "\(comment): \(error.text)")
            }
        }
    }

    /// Both files have one case whose operation has a member twice. That is no JSON to this reader, so these two are
    /// refused before there is a patch, and left out here.
    private static func cases(_ file: String) throws -> [JSONValue] {
        let text = String(decoding: try sharedFile("json-patch/" + file), as: UTF8.self)
        #expect(throws: JSONError.self) { try JSONValue(reading: text) }
        let readable =
            text
            .replacing(#""op": "move", "from":"/foo" } ],"#, with: #""from":"/foo" } ],"#)
            .replacing(#""value": "qux", "op": "remove" }"#, with: #""value": "qux" }"#)
        let all = try #require(JSONValue(reading: readable).elements)
        return all.filter { $0["error"]?.string?.text.contains("two 'op' members") != true }
    }
}
