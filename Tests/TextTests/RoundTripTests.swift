// What is written is read as the same value, whatever it is; other readers of the same forms see that value, too.

import Bytes
import Foundation
import JSON
import TestSupport
import Testing
import Text

@Suite struct RoundTripTests {
    @Test(arguments: Seeds.fixed(3)) func yamlComesBack(seed: UInt64) throws {
        var random = RandomTexts(seed: seed)
        for _ in 0..<300 {
            let value = random.next()
            let text = try TextForm.yaml.write(value)
            let again = try? Self.read(.yaml, text)
            // The same text of JSON: members in the same order, numbers as they were spelt.
            try #require(again?.text == value.text, "\(value.text) is written \(String(decoding: text, as: UTF8.self))")
        }
    }

    @Test(arguments: Seeds.fixed(3)) func tomlComesBack(seed: UInt64) throws {
        var random = RandomTexts(seed: seed)
        for _ in 0..<300 {
            let value = random.next(withLimits: true)
            let text = try TextForm.toml.write(value)
            let again = try? Self.read(.toml, text)
            try #require(
                again?.isWritten(like: value) == true,
                "\(value.text) is written \(String(decoding: text, as: UTF8.self)) and read \(again?.text ?? "never")")
        }
    }

    @Test(arguments: Seeds.fixed(3)) func messagePackComesBack(seed: UInt64) throws {
        var random = RandomTexts(seed: seed)
        for _ in 0..<300 {
            let value = random.next()
            var reader = MessagePackReader(try TextForm.msgpack.write(value))
            let again = try reader.value()
            try #require(
                reader.isAtEnd && again == value.withUnheldNumbersAsTexts, "\(value.text) is read \(again.text)")
        }
    }

    @Test func jsonComesBack() throws {
        let text = Array(#"{"a":[1.50,"\u00e9"]}"#.utf8)
        #expect(try text.withView { try TextForm.json.write(JSONView($0)) } == text)
        #expect(try value(.json, text).bytes == text)
    }

    @Test func viewsAndValuesAreWrittenAlike() throws {
        let text = Array(#"{"a":[1,"x"]}"#.utf8)
        for form in TextForm.allCases {
            let value = try value(.json, text)
            #expect(try text.withView { try form.write(JSONView($0)) } == form.write(value))
        }
    }

    private static func read(_ form: TextForm, _ text: [UInt8]) throws -> JSONValue { try value(form, text) }

    // MARK: Other readers

    /// Reads lines of base64, and answers each document as a line of JSON.
    private static let program = """
        import base64, json, sys
        for line in sys.stdin: print(json.dumps(load(base64.b64decode(line).decode())))
        """

    @Test(.enabled(if: Python.runs("import tomllib"), "no Python here reads TOML"))
    func pythonReadsOurTOML() throws {
        try Self.check("import tomllib\nload = tomllib.loads\n" + Self.program, .toml, count: 300)
    }

    @Test(.enabled(if: Python.runs("import yaml"), "no Python here reads YAML"))
    func pythonReadsOurYAML() throws {
        try Self.check("import yaml\nload = yaml.safe_load\n" + Self.program, .yaml, count: 50)
    }

    private static func check(_ program: String, _ form: TextForm, count: Int) throws {
        var random = RandomTexts(seed: Seeds.ofThisRun)
        let values = (0..<count).map { _ in random.next(withLimits: true).withoutExponents }
        let texts = try values.map { Data(try form.write($0)).base64EncodedString() }
        let answers = try Python.run(program, texts.joined(separator: "\n") + "\n").split(separator: "\n")
        try #require(answers.count == values.count)
        for (value, answer) in zip(values, answers) {
            try #require(JSONValue(reading: String(answer)) == value, "\(form) of \(value.text) is read \(answer)")
        }
    }
}

extension JSONValue {
    /// The value with other scalars in place of some.
    func mapScalars(_ change: (JSONValue) -> JSONValue) -> JSONValue {
        switch self {
        case .array(let elements): .array(elements.map { $0.mapScalars(change) })
        case .object(let object):
            .object(JSONObject(object.members.map { JSONMember($0.name, $0.value.mapScalars(change)) }))
        default: change(self)
        }
    }

    /// Numbers with an exponent as texts: readers of YAML 1.1 take them for that.
    fileprivate var withoutExponents: JSONValue {
        mapScalars { value in
            guard let number = value.number, number.text.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
                return value
            }
            return .string(JSONString("number " + value.text))
        }
    }
}
