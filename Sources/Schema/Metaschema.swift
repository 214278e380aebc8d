// What a schema of 2020-12 looks like, as a schema: for documents that are schemas themselves and say so by `$ref`.
//
// It says in one document what the draft says in several; its own address and its dynamic anchor are the draft's.

internal import Bytes
internal import JSON

enum Metaschema {
    static let address = Keywords.draft

    static let document: JSONValue = {
        do throws(JSONError) {
            return try JSONValue(reading: text)
        } catch {
            preconditionFailure("the metaschema is no JSON: \(error.text)")
        }
    }()

    private static let text = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "https://json-schema.org/draft/2020-12/schema",
          "$dynamicAnchor": "meta",
          "type": ["object", "boolean"],
          "properties": {
            "$schema": {"$ref": "#/$defs/text"},
            "$id": {"type": "string", "pattern": "^[^#]*#?$"},
            "$ref": {"$ref": "#/$defs/text"},
            "$anchor": {"$ref": "#/$defs/anchor"},
            "$dynamicRef": {"$ref": "#/$defs/text"},
            "$dynamicAnchor": {"$ref": "#/$defs/anchor"},
            "$vocabulary": {"type": "object", "additionalProperties": {"type": "boolean"}},
            "$comment": {"$ref": "#/$defs/text"},
            "$defs": {"$ref": "#/$defs/schemasByName"},
            "definitions": {"$ref": "#/$defs/schemasByName"},

            "allOf": {"$ref": "#/$defs/schemas"},
            "anyOf": {"$ref": "#/$defs/schemas"},
            "oneOf": {"$ref": "#/$defs/schemas"},
            "not": {"$dynamicRef": "#meta"},
            "if": {"$dynamicRef": "#meta"},
            "then": {"$dynamicRef": "#meta"},
            "else": {"$dynamicRef": "#meta"},
            "prefixItems": {"$ref": "#/$defs/schemas"},
            "items": {"$dynamicRef": "#meta"},
            "contains": {"$dynamicRef": "#meta"},
            "properties": {"$ref": "#/$defs/schemasByName"},
            "patternProperties": {"$ref": "#/$defs/schemasByName", "propertyNames": {"format": "regex"}},
            "additionalProperties": {"$dynamicRef": "#meta"},
            "propertyNames": {"$dynamicRef": "#meta"},
            "dependentSchemas": {"$ref": "#/$defs/schemasByName"},
            "unevaluatedItems": {"$dynamicRef": "#meta"},
            "unevaluatedProperties": {"$dynamicRef": "#meta"},
            "contentSchema": {"$dynamicRef": "#meta"},

            "type": {
              "anyOf": [
                {"$ref": "#/$defs/type"},
                {"type": "array", "items": {"$ref": "#/$defs/type"}, "minItems": 1, "uniqueItems": true}
              ]
            },
            "const": true,
            "enum": {"type": "array"},
            "multipleOf": {"type": "number", "exclusiveMinimum": 0},
            "maximum": {"type": "number"},
            "exclusiveMaximum": {"type": "number"},
            "minimum": {"type": "number"},
            "exclusiveMinimum": {"type": "number"},
            "maxLength": {"$ref": "#/$defs/count"},
            "minLength": {"$ref": "#/$defs/count"},
            "pattern": {"type": "string", "format": "regex"},
            "maxItems": {"$ref": "#/$defs/count"},
            "minItems": {"$ref": "#/$defs/count"},
            "uniqueItems": {"type": "boolean"},
            "maxContains": {"$ref": "#/$defs/count"},
            "minContains": {"$ref": "#/$defs/count"},
            "maxProperties": {"$ref": "#/$defs/count"},
            "minProperties": {"$ref": "#/$defs/count"},
            "required": {"$ref": "#/$defs/names"},
            "dependentRequired": {"type": "object", "additionalProperties": {"$ref": "#/$defs/names"}},

            "format": {"$ref": "#/$defs/text"},
            "contentEncoding": {"$ref": "#/$defs/text"},
            "contentMediaType": {"$ref": "#/$defs/text"},
            "title": {"$ref": "#/$defs/text"},
            "description": {"$ref": "#/$defs/text"},
            "default": true,
            "deprecated": {"type": "boolean"},
            "readOnly": {"type": "boolean"},
            "writeOnly": {"type": "boolean"},
            "examples": {"type": "array"}
          },
          "$defs": {
            "text": {"type": "string"},
            "anchor": {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"},
            "count": {"type": "integer", "minimum": 0},
            "names": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
            "type": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]},
            "schemas": {"type": "array", "items": {"$dynamicRef": "#meta"}, "minItems": 1},
            "schemasByName": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}}
          }
        }
        """
}
