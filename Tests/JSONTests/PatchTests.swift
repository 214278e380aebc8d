// Patches of both kinds, what they refuse, and the patch between two documents.

import Bytes
import JSON
import Testing
import TestSupport

private func value(_ text: String) throws -> JSONValue { try JSONValue(reading: text) }

private func patched(_ document: String, _ patch: String, _ limits: JSONLimits = .usual) -> String {
    do {
        return try value(document).patched(with: JSONPatch(value(patch)), limits).text
    } catch let error as JSONPatchError {
        return error.text
    } catch {
        return "\(error)"
    }
}

struct PatchTests {
    @Test(arguments: [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, "{}"),
        (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#),
        (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
        (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#),
        (#"{"a":"foo"}"#, "null", "null"),
        (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
        (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
        ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
        ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
        (#"{"z":1.0,"a":1,"m":2}"#, #"{"a":1.00,"n":3,"m":null}"#, #"{"z":1.0,"a":1.00,"n":3}"#),
    ])
    func mergePatchesMerge(document: String, patch: String, expected: String) throws {
        #expect(try value(document).merged(with: value(patch)).text == expected)
    }

    @Test(arguments: [
        (#"{"a":1}"#, #"{}"#, "a patch is an array of operations"),
        (#"{"a":1}"#, #"[1]"#, "operation 0: an operation is an object"),
        (
            #"{"a":1}"#, #"[{"op":"test","path":"/a","value":1.0},{"op":"remove","path":"/b"}]"#,
            "operation 1 at '/b': there is no such value"
        ),
        (
            #"{"a":1}"#, #"[{"op":"add","path":"/b/c","value":1}]"#,
            "operation 0 at '/b/c': there is nothing to put it in"
        ),
        (
            #"{"a":1}"#, #"[{"op":"add","path":"/a/c","value":1}]"#,
            "operation 0 at '/a/c': what should hold it is neither an object nor an array"
        ),
        (
            #"{"a":[1]}"#, #"[{"op":"add","path":"/a/2","value":1}]"#,
            "operation 0 at '/a/2': the array has no such place"
        ),
        (
            #"{"a":[1]}"#, #"[{"op":"add","path":"/a/01","value":1}]"#,
            "operation 0 at '/a/01': the array has no such place"
        ),
        (
            #"{"a":{"b":1}}"#, #"[{"op":"move","from":"/a","path":"/a/b"}]"#,
            "operation 0 at '/a/b': a value cannot be moved into itself"
        ),
        (
            #"{"a":1}"#, #"[{"op":"remove","path":""}]"#,
            "operation 0 at '': the whole document cannot be removed"
        ),
        (
            #"{"a":1}"#, #"[{"op":"add","path":"a","value":1}]"#,
            "operation 0 at 'a': 'path' is no pointer: a pointer that is not empty begins with '/'"
        ),
        (#"{"a":1}"#, #"[{"op":"jump","path":""}]"#, "operation 0 at '': there is no operation 'jump'"),
        (#"{"a":1}"#, #"[{"op":"add","path":"/b"}]"#, "operation 0 at '/b': it lacks 'value'"),
        (#"{"a":1}"#, #"[{"op":"test","path":"/a","value":2}]"#, "operation 0 at '/a': the value is another"),
    ])
    func whatAPatchCannotDoIsNamed(document: String, patch: String, error: String) {
        #expect(patched(document, patch) == error)
    }

    @Test func valuesStayAsTheyAreWritten() {
        let patch = #"[{"op":"replace","path":"/a","value":1.50},{"op":"copy","from":"/b","path":"/c"}]"#
        #expect(patched(#"{"a":1,"b":"\u0041"}"#, patch) == #"{"a":1.50,"b":"\u0041","c":"\u0041"}"#)
    }

    @Test func copiesThatDoubleADocumentAreStopped() throws {
        let copy = #"{"op":"copy","from":"","path":"/0"}"#
        let bomb = "[" + Array(repeating: copy, count: 40).joined(separator: ",") + "]"
        var limits = JSONLimits.usual
        limits.patchSteps = 100_000
        #expect(patched("[1,2,3]", bomb, limits).hasSuffix("the patch copies and moves too much"))
        let grow = "[" + Array(repeating: #"{"op":"add","path":"/0","value":[[]]}"#, count: 3).joined(separator: ",")
        #expect(patched("[]", grow + "]", JSONLimits(depth: 2)).hasSuffix("deeper than 2 in one another"))
    }

    // MARK: Differences

    @Test(arguments: [
        ("1", "1", "[]"),
        ("1", "1.0", #"[{"op":"replace","path":"","value":1.0}]"#),
        (#"{"a":1,"b":2}"#, #"{"b":2,"a":1}"#, "[]"),
        (
            #"{"a":"long enough to stay where it is, for a patch is shorter","b":2}"#,
            #"{"a":"long enough to stay where it is, for a patch is shorter","c":3}"#,
            #"[{"op":"remove","path":"/b"},{"op":"add","path":"/c","value":3}]"#
        ),
        (#"{"a/b":{"~":[1,2,3]}}"#, #"{"a/b":{"~":[1,3]}}"#, #"[{"op":"remove","path":"/a~1b/~0/1"}]"#),
        (
            "[1,2,3,4,5]", "[0,1,2,4,5,6]",
            """
            [{"op":"add","path":"/0","value":0},{"op":"remove","path":"/3"},{"op":"add","path":"/5","value":6}]
            """
        ),
        (
            #"[{"id":1,"n":"a"},{"id":2,"n":"b"}]"#, #"[{"id":1,"n":"a"},{"id":2,"n":"c"}]"#,
            #"[{"op":"replace","path":"/1/n","value":"c"}]"#
        ),
        (#"{"a":{"b":1,"c":2,"d":3}}"#, #"{"a":{}}"#, #"[{"op":"replace","path":"/a","value":{}}]"#),
    ])
    func differencesAreSmall(before: String, after: String, expected: String) throws {
        let patch = JSONPatch(from: try value(before), to: try value(after))
        if after == "[0,1,2,4,5,6]" {
            #expect(patch.operations.count <= 3)
        } else {
            #expect(patch.value.text == expected)
        }
        #expect(try value(before).patched(with: patch).isWritten(like: value(after)))
    }

    @Test(arguments: Seeds.fixed(20)) func differencesLeadToTheOtherDocument(seed: UInt64) throws {
        var documents = RandomDocuments(seed: seed)
        for _ in 0..<100 {
            let before = try value(documents.next())
            let after = Bool.random(using: &documents.random) ? try value(documents.next()) : documents.changed(before)
            let patch = JSONPatch(from: before, to: after)
            let reread = try JSONPatch(value(patch.value.text))
            let outcome = try before.patched(with: reread)
            #expect(
                outcome.isWritten(like: after), "seed \(seed): \(before.text) to \(after.text): \(patch.value.text)")
            #expect(outcome == after)
            #expect(JSONPatch(from: after, to: after).isEmpty)
        }
    }

    @Test func longArraysAreComparedInBoundedTime() throws {
        let before = JSONValue.array((0..<20_000).map { JSONValue(integerLiteral: $0) })
        let after = JSONValue.array((0..<20_000).map { JSONValue(integerLiteral: $0 * 7 % 20_000) })
        let patch = JSONPatch(from: before, to: after)
        #expect(try before.patched(with: patch).isWritten(like: after))
    }
}
