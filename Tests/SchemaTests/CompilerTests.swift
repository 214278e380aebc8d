// What is refused as a schema: with the place of what is at fault, and in words that say what would be right.

import JSON
import Schema
import Testing

struct CompilerTests {
    @Test(arguments: [
        (#"3"#, "", "a schema is an object, true or false, not a number"),
        (#"{"type": "text"}"#, "/type", "must be one or several of null, boolean, object"),
        (#"{"type": []}"#, "/type", "must be one or several of"),
        (#"{"type": ["string", "string"]}"#, "/type", "an array of strings that are all different"),
        (#"{"properties": {"a/b": {"minLength": -1}}}"#, "/properties/a~1b/minLength", "a whole number that is not"),
        (#"{"maxItems": 1.5}"#, "/maxItems", "a whole number"), (#"{"minItems": "1"}"#, "/minItems", #"not "1""#),
        (#"{"maximum": "1"}"#, "/maximum", "must be a number"),
        (#"{"multipleOf": 0}"#, "/multipleOf", "greater than 0"),
        (#"{"multipleOf": -2}"#, "/multipleOf", "greater than 0"),
        (#"{"uniqueItems": 1}"#, "/uniqueItems", "true or false"), (#"{"enum": 1}"#, "/enum", "an array"),
        (#"{"required": ["a", 1]}"#, "/required", "an array of strings"),
        (#"{"required": ["a", "a"]}"#, "/required", "all different"),
        (#"{"dependentRequired": {"a": "b"}}"#, "/dependentRequired", "an array of strings"),
        (#"{"properties": []}"#, "/properties", "an object"),
        (#"{"properties": {"a": 1}}"#, "/properties/a", "a schema is"),
        (#"{"allOf": []}"#, "/allOf", "one schema at least"), (#"{"anyOf": [true, 1]}"#, "/anyOf/1", "a schema is"),
        (#"{"items": [{}]}"#, "/items", "written prefixItems"), (#"{"not": null}"#, "/not", "a schema is"),
        (#"{"$defs": {"x": {"if": 1}}}"#, "/$defs/x/if", "a schema is"), (#"{"format": 1}"#, "/format", "a string"),
        (#"{"pattern": "(?=a)"}"#, "/pattern", "look-around is not supported, at offset 0: `(?=`"),
        (#"{"patternProperties": {"a**": true}}"#, "/patternProperties/a**", "invalid nested repetition operator"),
        (#"{"title": 1}"#, "/title", "a string"), (#"{"readOnly": 1}"#, "/readOnly", "true or false"),
        (#"{"examples": 1}"#, "/examples", "an array"), (#"{"$comment": 1}"#, "/$comment", "a string"),
        (#"{"$vocabulary": {"a": 1}}"#, "/$vocabulary", "true and false"),
        (#"{"minContains": -1}"#, "/minContains", "a whole number"),
        (#"{"contentSchema": 1}"#, "/contentSchema", "a schema"),
        (#"{"$schema": "http://json-schema.org/draft-07/schema#"}"#, "/$schema", "only https://json-schema.org"),
        (#"{"$id": "a#b"}"#, "/$id", "no fragment"), (#"{"$id": 1}"#, "/$id", "a string"),
        (#"{"$anchor": "1a"}"#, "/$anchor", "a name of letters"),
        (#"{"$anchor": ""}"#, "/$anchor", "a name of letters"),
        (#"{"$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x"}}}"#, "/$defs/b", "two schemas have the anchor x"),
        (#"{"$defs": {"a": {"$id": "x"}, "b": {"$id": "x"}}}"#, "/$defs/b/$id", "two schemas have the address x"),
    ])
    func refusesWithPlaceAndReason(_ text: String, _ path: String, _ reason: String) throws {
        let error = try #require(try refusal(of: text))
        #expect(error.path == path)
        #expect(error.text.contains(reason), "\(error)")
    }

    @Test(arguments: [
        ("#/$defs/b", "there is no /$defs/b"), ("#/$defs/a/type/0", "there is no /$defs/a/type/0"),
        ("#/$defs/~2", "a ~ that is not followed by 0 or 1"), ("#%zz", "a % that is not followed by"),
        ("#nowhere", "there is no anchor nowhere"), ("other.json", "leads to another document, other.json"),
        ("https://example.com/x.json#/a", "leads to another document, https://example.com/x.json;"),
        ("#/$defs/a/type", "a schema is an object, true or false, not a string"),
    ])
    func refusesReferencesThatLeadNowhere(_ reference: String, _ reason: String) throws {
        for keyword in ["$ref", "$dynamicRef"] {
            let text = #"{"$defs": {"a": {"type": "string"}}, "items": {"\#(keyword)": "\#(reference)"}}"#
            let error = try #require(try refusal(of: text))
            #expect(error.text.contains(reason), "\(error)")
            #expect(error.path == "/items/\(keyword)" || error.path == "/$defs/a/type")
        }
    }

    @Test(arguments: [
        (##"{"$ref": "#"}"##, ""), (##"{"allOf": [{"$ref": "#"}]}"##, ""),
        (
            ##"{"$ref": "#a", "$defs": {"1": {"$anchor": "a", "not": {"$ref": "#b"}}, "##
                + ##""2": {"$anchor": "b", "anyOf": [{"$ref": "#a"}]}}}"##,
            "/$defs"
        ),
        (##"{"properties": {"a": {"if": {"$ref": "#/properties/a"}}}}"##, "/properties/a"),
        (##"{"items": {"dependentSchemas": {"a": {"$ref": "#/items"}}}}"##, "/items"),
    ])
    func refusesSchemasThatNeverEnd(_ text: String, _ path: String) throws {
        let error = try #require(try refusal(of: text))
        #expect(error.text.contains("without end"))
        #expect(error.path.hasPrefix(path))
    }

    @Test func whatIsNoKeywordIsAnAnnotation() throws {
        let lenient = try schema(#"{"minimun": "x", "x-kind": {"type": 1}, "dependencies": 3, "then": false}"#)
        #expect(lenient.allows("anything"))
    }

    @Test func aReferenceMayLeadWhereNoKeywordTakesASchema() throws {
        let indirect = try schema(##"{"x": {"y": [{"type": "string"}]}, "items": {"$ref": "#/x/y/0"}}"##)
        #expect(indirect.allows(try JSONValue(reading: #"["a"]"#)))
        #expect(!indirect.allows(try JSONValue(reading: "[1]")))
    }

    @Test(arguments: [
        ("https://a.example/b/c", "d", "https://a.example/b/d"),
        ("https://a.example/b/c", "../d", "https://a.example/d"),
        ("https://a.example/b/c", "../../../d", "https://a.example/d"),
        ("https://a.example", "d", "https://a.example/d"),
        ("https://a.example/b/c?q", "?r", "https://a.example/b/c?r"),
        ("https://a.example/b/", "./d/", "https://a.example/b/d/"),
        ("https://a.example/b/c", "//o.example/d", "https://o.example/d"),
        ("HTTPS://a.example/b", "d/..", "https://a.example/"),
        ("https://a.example/b/c", "/d/./e/../f", "https://a.example/d/f"), ("urn:a:b", "urn:a:c", "urn:a:c"),
    ])
    func addressesAreJoined(_ base: String, _ reference: String, _ address: String) throws {
        let target = #"{"$id": "\#(address)", "type": "null"}"#
        let text = #"{"$id": "\#(base)", "$ref": "\#(reference)", "$defs": {"x": \#(target)}}"#
        let joined = try schema(text)
        #expect(joined.allows(.null))
        #expect(!joined.allows(1))
    }

    /// The keywords with the values that the draft refuses for them, to hold the compiler and the metaschema together.
    private static let wrong = [
        "$anchor": ["1", #""1""#, #""a b""#], "$dynamicAnchor": ["{}", #""-""#], "$ref": ["1"], "$dynamicRef": ["[]"],
        "$defs": ["[]", #"{"a": 1}"#], "allOf": ["{}", "[]", "[1]"], "anyOf": ["[]"], "oneOf": ["1", "[null]"],
        "not": ["1"], "if": ["1"], "then": ["1"], "else": ["1"], "prefixItems": ["[]", "{}"], "items": ["[true]"],
        "contains": ["1"], "properties": ["[]", #"{"a": 1}"#], "patternProperties": ["[]", #"{"a": 1}"#],
        "additionalProperties": ["1"], "propertyNames": ["[]"], "dependentSchemas": [#"{"a": 1}"#],
        "unevaluatedItems": ["1"], "unevaluatedProperties": ["1"],
        "type": ["1", #""any""#, "[]", #"["null", "null"]"#],
        "enum": ["{}"], "multipleOf": ["0", #""1""#], "maximum": ["[]"], "exclusiveMaximum": ["true"],
        "minimum": [#""1""#],
        "exclusiveMinimum": ["{}"], "maxLength": ["-1", "0.5"], "minLength": ["[]"], "pattern": ["1"],
        "maxItems": ["-1"],
        "minItems": ["null"], "uniqueItems": ["0"], "maxContains": ["-1"], "minContains": ["1.5"],
        "maxProperties": ["-1"], "minProperties": [#""1""#], "required": ["{}", "[1]", #"["a", "a"]"#],
        "dependentRequired": ["[]", #"{"a": 1}"#, #"{"a": ["b", "b"]}"#], "format": ["1"], "title": ["1"],
        "description": ["{}"], "$comment": ["[]"], "deprecated": ["0"], "readOnly": ["null"], "writeOnly": ["1"],
        "examples": ["{}"], "contentEncoding": ["1"], "contentMediaType": ["1"], "contentSchema": ["1"],
        "$id": ["1", ##""a#b""##], "$schema": ["1"], "$vocabulary": ["1", #"{"a": 1}"#],
    ]

    @Test func theMetaschemaRefusesWhatTheCompilerRefuses() throws {
        let metaschema = try schema(#"{"$ref": "https://json-schema.org/draft/2020-12/schema"}"#)
        for (keyword, values) in Self.wrong {
            for value in values {
                let text = #"{"\#(keyword)": \#(value)}"#
                let nested = #"{"properties": {"a": {"items": \#(text)}}}"#
                for text in [text, nested] {
                    #expect(!metaschema.allows(try JSONValue(reading: text)), "\(text)")
                    #expect(try refusal(of: text) != nil, "\(text)")
                }
            }
        }
    }
}
