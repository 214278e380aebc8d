// Schemas and documents that would take for ever, or all of the stack.

import JSON
import Schema
import Testing

struct LimitTests {
    @Test func rulesThatDoubleAtEveryStepAreGivenUp() throws {
        var definitions = (0..<40).map {
            ##""a\##($0)": {"allOf": [{"$ref": "#/$defs/a\##($0 + 1)"}, {"$ref": "#/$defs/a\##($0 + 1)"}]}"##
        }
        definitions.append(#""a40": {"type": "null"}"#)
        let doubling = try schema(##"{"$ref": "#/$defs/a0", "$defs": {\##(definitions.joined(separator: ","))}}"##)
        #expect(!doubling.allows(.null))
        let violations = doubling.violations(in: .null)
        #expect(violations.count == 1)
        #expect(violations.first?.text == "can't be checked: the schema takes too many steps on this document")
    }

    @Test func aLargeDocumentIsWorthMoreSteps() throws {
        let count = SchemaLimits.freeSteps / 4
        let elements = JSONValue.array((0..<count).map { JSONValue.number(JSONNumber($0)) })
        let many = try schema(##"{"items": {"allOf": [{"$ref": "#/$defs/a"}, {"minimum": 0}]}, "$defs": {"a": true}}"##)
        #expect(many.allows(elements))
    }

    @Test func aCircleOfDynamicReferencesIsGivenUp() throws {
        let text = #"""
            {"$id": "https://a.example/root", "$ref": "list",
             "$defs": {"x": {"$dynamicAnchor": "node", "$ref": "list"},
                       "list": {"$id": "list", "$dynamicRef": "#node", "$defs": {"y": {"$dynamicAnchor": "node"}}}}}
            """#
        let circle = try schema(text)
        #expect(!circle.allows(1))
        #expect(circle.violations(in: 1).map(\.text) == ["can't be checked: the schema goes too deep on this document"])
        let negated = try schema(#"{"not": \#(text)}"#)
        #expect(!negated.allows(1))
        #expect(negated.violations(in: 1).map(\.schemaPath).count == 1)
    }

    @Test func theDeepestDocumentIsChecked() throws {
        let tree = try schema(
            ##"{"$ref": "#/$defs/node", "$defs": {"node": {"type": "array", "items": {"$ref": "#/$defs/node"}}}}"##)
        let depth = JSONLimits.usual.depth
        let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(tree.allows(try JSONValue(reading: deep)))
        let broken = String(repeating: "[", count: depth - 1) + "1" + String(repeating: "]", count: depth - 1)
        let violations = tree.violations(in: try JSONValue(reading: broken))
        #expect(violations.first?.instancePath == String(repeating: "/0", count: depth - 1))
    }

    @Test func theDeepestSchemaIsCompiled() throws {
        let depth = JSONLimits.usual.depth - 1
        let deep = String(repeating: #"{"not":"#, count: depth) + "true" + String(repeating: "}", count: depth)
        #expect(try schema(deep).allows(1) == (depth % 2 == 0))
        let doubled = String(repeating: #"{"items":"#, count: depth) + "false" + String(repeating: "}", count: depth)
        #expect(try schema(doubled).allows(.null))
    }

    @Test func aPatternThatIsHardForOthersIsEasyHere() throws {
        let hard = try schema(#"{"pattern": "^(a+)+$"}"#)
        #expect(!hard.allows(.string(JSONString(String(repeating: "a", count: 50_000) + "!"))))
    }

    @Test(arguments: [2, 7, 8, 9, 10, 300])
    func twinsAreFoundAmongFewAndMany(_ count: Int) throws {
        let unique = try schema(#"{"uniqueItems": true}"#)
        var elements = (0..<count).map { JSONValue.number(JSONNumber($0)) }
        #expect(unique.allows(.array(elements)))
        elements[count - 1] = try JSONValue(reading: "0.0")
        #expect(!unique.allows(.array(elements)))
        let twins = unique.violations(in: .array(elements)).first?.text
        #expect(twins?.hasSuffix("but 0 and \(count - 1) are equal") == true)
    }

    @Test func everyNameIsFoundAmongMany() throws {
        let names = (0..<200).map { "n\($0 * 37 % 1000)" } + ["", "é", "né", "n", "nn"]
        let properties = names.map { #""\#($0)": {"const": "\#($0)"}"# }.joined(separator: ",")
        let named = try schema(#"{"properties": {\#(properties)}, "additionalProperties": false}"#)
        for name in names {
            #expect(named.allows(try JSONValue(reading: #"{"\#(name)": "\#(name)"}"#)))
            #expect(!named.allows(try JSONValue(reading: #"{"\#(name)": 1}"#)))
            #expect(!named.allows(try JSONValue(reading: #"{"\#(name)x": 1}"#)))
        }
    }

    @Test func numbersAreExact() throws {
        let big = try schema(#"{"multipleOf": 0.0001, "maximum": 12345678901234567890.0002}"#)
        #expect(big.allows(try JSONValue(reading: "12345678901234567890.0001")))
        #expect(!big.allows(try JSONValue(reading: "12345678901234567890.0003")))
        #expect(!big.allows(try JSONValue(reading: "0.00011")))
        let one = try schema(#"{"const": 1, "type": "integer"}"#)
        #expect(one.allows(try JSONValue(reading: "10e-1")))
        #expect(try schema(#"{"minLength": 1e400, "maxItems": 1e400}"#).allows(1))
    }
}
