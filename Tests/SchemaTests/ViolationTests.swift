// What is said of a document that does not do what its schema asks.

import JSON
import Schema
import Testing

struct ViolationTests {
    private func violations(_ schemaText: String, _ text: String, most: Int = 10) throws -> [String] {
        try schema(schemaText, assertsFormats: true).violations(in: try JSONValue(reading: text), most: most)
            .map(\.description)
    }

    @Test(arguments: [
        ("false", "1", "the document is not allowed ()"),
        (#"{"type": "string"}"#, "1", "the document must be string, not a number (/type)"),
        (#"{"type": ["integer", "null"]}"#, "1.5", "the document must be null or integer, not a number (/type)"),
        (#"{"enum": [1, "a"]}"#, "2", #"the document must be one of 1, "a", not 2 (/enum)"#),
        (#"{"const": {"a": 1}}"#, "2", #"the document must be {"a":1}, not 2 (/const)"#),
        (#"{"multipleOf": 0.01}"#, "0.015", "the document must be a multiple of 0.01, not 0.015 (/multipleOf)"),
        (#"{"maximum": 1}"#, "2", "the document must be at most 1, not 2 (/maximum)"),
        (#"{"exclusiveMaximum": 2}"#, "2.0", "the document must be less than 2, not 2.0 (/exclusiveMaximum)"),
        (#"{"minimum": 1}"#, "0", "the document must be at least 1, not 0 (/minimum)"),
        (#"{"exclusiveMinimum": 1}"#, "1", "the document must be greater than 1, not 1 (/exclusiveMinimum)"),
        (#"{"maxLength": 1}"#, #""éé""#, "the document must have at most 1 character, not 2 (/maxLength)"),
        (#"{"minLength": 2}"#, #""é""#, "the document must have at least 2 characters, not 1 (/minLength)"),
        (#"{"pattern": "^a"}"#, #""b""#, #"the document must match ^a, but is "b" (/pattern)"#),
        (#"{"format": "date"}"#, #""b""#, #"the document must be a date like 2026-01-31, not "b" (/format)"#),
        (#"{"maxItems": 0}"#, "[1]", "the document must have at most 0 elements, not 1 (/maxItems)"),
        (#"{"minItems": 1}"#, "[]", "the document must have at least 1 element, not 0 (/minItems)"),
        (
            #"{"uniqueItems": true}"#, "[1, 2, 1.0]",
            "the document must have elements that are all different, but 0 and 2 are equal (/uniqueItems)"
        ),
        (#"{"maxProperties": 0}"#, #"{"a": 1}"#, "the document must have at most 0 members, not 1 (/maxProperties)"),
        (#"{"minProperties": 1}"#, "{}", "the document must have at least 1 member, not 0 (/minProperties)"),
        (#"{"required": ["a", "b"]}"#, #"{"b": 1}"#, #"the document must have the member "a" (/required)"#),
        (#"{"required": ["a", "b"]}"#, "{}", #"the document must have the members "a", "b" (/required)"#),
        (
            #"{"dependentRequired": {"a": ["b"]}}"#, #"{"a": 1}"#,
            #"the document must have the member "b" because it has "a" (/dependentRequired)"#
        ),
        (
            #"{"properties": {"a/b": {"type": "null"}}}"#, #"{"a/b": 1}"#,
            "/a~1b must be null, not a number (/properties/a~1b/type)"
        ),
        (#"{"additionalProperties": false}"#, #"{"x": 1}"#, "/x is not allowed (/additionalProperties)"),
        (#"{"unevaluatedProperties": false}"#, #"{"x": 1}"#, "/x is not allowed (/unevaluatedProperties)"),
        (#"{"items": {"type": "null"}}"#, "[null, 1]", "/1 must be null, not a number (/items/type)"),
        (#"{"prefixItems": [true], "items": false}"#, "[1, 2]", "/1 is not allowed (/items)"),
        (#"{"unevaluatedItems": false}"#, "[1]", "/0 is not allowed (/unevaluatedItems)"),
        (
            #"{"contains": {"type": "null"}}"#, "[1]",
            "the document must have at least 1 element that 'contains' asks for, not 0 (/contains)"
        ),
        (
            #"{"contains": true, "minContains": 2}"#, "[1]",
            "the document must have at least 2 elements that 'contains' asks for, not 1 (/minContains)"
        ),
        (
            #"{"contains": true, "maxContains": 1}"#, "[1, 2]",
            "the document must have at most 1 element that 'contains' asks for, not 2 (/maxContains)"
        ),
        (
            #"{"propertyNames": {"maxLength": 1}}"#, #"{"ab": 1}"#,
            #"the document has a member "ab" whose name must have at most 1 character, not 2 (/propertyNames)"#
        ),
        (
            #"{"not": {"type": "null"}}"#, "null",
            "the document must not match what stands here in the schema, but null does (/not)"
        ),
        (
            #"{"anyOf": [{"type": "null"}, {"required": ["a"]}]}"#, "{}",
            "the document must match one of 2 alternatives "
                + #"(1: it must be null, not an object; 2: it must have the member "a") (/anyOf)"#
        ),
        (
            #"{"properties": {"x": {"oneOf": [{"properties": {"y": {"type": "null"}}}, false]}}}"#, #"{"x": {"y": 1}}"#,
            "/x must match one of 2 alternatives (1: /x/y must be null, not a number; 2: it is not allowed) "
                + "(/properties/x/oneOf)"
        ),
        (
            #"{"oneOf": [false, {"type": "null"}, true]}"#, "null",
            "the document must match exactly one alternative, but matches 2 and 3 (/oneOf)"
        ),
        (#"{"if": {"type": "null"}, "then": false}"#, "null", "the document is not allowed (/then)"),
        (
            #"{"if": {"type": "null"}, "else": {"type": "string"}}"#, "1",
            "the document must be string, not a number (/else/type)"
        ),
        (
            ##"{"items": {"$ref": "#/$defs/x"}, "$defs": {"x": {"minimum": 3}}}"##, "[1]",
            "/0 must be at least 3, not 1 (/$defs/x/minimum)"
        ),
        (
            #"{"dependentSchemas": {"a": {"maxProperties": 1}}}"#, #"{"a": 1, "b": 2}"#,
            "the document must have at most 1 member, not 2 (/dependentSchemas/a/maxProperties)"
        ),
        (
            #"{"$ref": "https://json-schema.org/draft/2020-12/schema"}"#, #"{"minLength": -1}"#,
            "/minLength must be at least 0, not -1 (https://json-schema.org/draft/2020-12/schema#/$defs/count/minimum)"
        ),
    ])
    func saysWhereAndWhy(_ schemaText: String, _ text: String, _ sentence: String) throws {
        #expect(try violations(schemaText, text) == [sentence])
        #expect(try !schema(schemaText, assertsFormats: true).allows(JSONValue(reading: text)))
    }

    @Test func tellsSeveralAndNoMoreThanAskedFor() throws {
        let text = #"{"type": "array", "minItems": 9, "items": {"type": "null", "enum": [1]}}"#
        let document = "[1, 2, null, 3]"
        let all = try violations(text, document, most: 100)
        #expect(
            all == [
                "the document must have at least 9 elements, not 4 (/minItems)",
                "/0 must be null, not a number (/items/type)", "/1 must be null, not a number (/items/type)",
                "/1 must be one of 1, not 2 (/items/enum)", "/2 must be one of 1, not null (/items/enum)",
                "/3 must be null, not a number (/items/type)", "/3 must be one of 1, not 3 (/items/enum)",
            ])
        for most in 1...7 { #expect(try violations(text, document, most: most) == Array(all.prefix(most))) }
    }

    @Test func aLongValueIsCutOff() throws {
        let long = String(repeating: "é", count: 500)
        let sentences = try violations(#"{"maxLength": 1, "enum": [1]}"#, #""\#(long)""#)
        #expect(sentences.count == 2)
        #expect(sentences.allSatisfy { $0.utf8.count < 200 })
        let names = (0..<100).map { #""name\#($0)""# }.joined(separator: ",")
        let missing = try violations(#"{"required": [\#(names)]}"#, "{}")
        #expect(missing[0].contains(#""name9" and 90 more"#))
    }

    @Test func failuresInAlternativesAreNotTold() throws {
        let text = #"{"anyOf": [{"type": "null"}, {"minimum": 5}], "not": {"type": "string"}, "if": {"type": "null"}}"#
        #expect(try violations(text, "7") == [])
    }

    @Test func whatAFailedAlternativeLookedAtDoesNotCount() throws {
        let text = #"""
            {"anyOf": [{"properties": {"a": {"type": "null"}}}, {"properties": {"b": true}}],
             "unevaluatedProperties": false}
            """#
        #expect(try violations(text, #"{"a": null, "b": 1}"#) == [])
        #expect(try violations(text, #"{"a": 1, "b": 1}"#) == ["/a is not allowed (/unevaluatedProperties)"])
    }
}
