// MessagePack by its bytes, and a reader of it that only tests need.

import JSON
import Testing
import Text

@Suite struct MessagePackTests {
    @Test(arguments: [
        ("null", "c0"), ("false", "c2"), ("true", "c3"), ("0", "00"), ("127", "7f"), ("128", "cc80"), ("255", "ccff"),
        ("256", "cd0100"), ("65536", "ce00010000"), ("4294967296", "cf0000000100000000"),
        ("18446744073709551615", "cfffffffffffffffff"), ("-1", "ff"), ("-32", "e0"), ("-33", "d0df"), ("-128", "d080"),
        ("-129", "d1ff7f"), ("-32769", "d2ffff7fff"), ("-2147483649", "d3ffffffff7fffffff"),
        ("-9223372036854775808", "d38000000000000000"), ("1.5", "cb3ff8000000000000"), ("1.0", "cb3ff0000000000000"),
        ("-0", "cb8000000000000000"), ("1e2", "cb4059000000000000"), ("1e400", "a5" + "3165343030"),
        ("0.10000000000000001", "b3" + "302e3130303030303030303030303030303031"),
        ("1e20", "cb4415af1d78b58c40"), ("18446744073709551616", "b43138343436373434303733373039353531363136"),
        ("\"é\"", "a2c3a9"), ("[]", "90"), ("{}", "80"),
        ("{\"a\":[1,null]}", "81a1619201c0"),
    ]) func bytes(json: String, hexadecimal: String) throws {
        let bytes = try TextForm.msgpack.write(JSONValue(reading: json))
        #expect(bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() == hexadecimal)
    }

    @Test(arguments: [
        (31, [0xbf]), (32, [0xd9, 32]), (255, [0xd9, 255]), (256, [0xda, 1, 0]), (65536, [0xdb, 0, 1, 0, 0]),
    ])
    func lengthsOfTexts(count: Int, head: [UInt8]) throws {
        let value = JSONValue.string(JSONString(String(repeating: "a", count: count)))
        #expect(try TextForm.msgpack.write(value).dropLast(count) == head[...])
    }

    @Test(arguments: [(15, [0x9f]), (16, [0xdc, 0, 16]), (65536, [0xdd, 0, 1, 0, 0])])
    func lengthsOfLists(count: Int, head: [UInt8]) throws {
        let value = JSONValue.array(Array(repeating: .null, count: count))
        #expect(try TextForm.msgpack.write(value).dropLast(count) == head[...])
    }

    @Test func lengthsOfMaps() throws {
        let members = (0..<16).map { JSONMember(JSONString("\(UnicodeScalar(UInt8(0x61 + $0)))"), .null) }
        let (few, many) = (JSONObject(Array(members.dropLast())), JSONObject(members))
        #expect(try TextForm.msgpack.write(.object(few)).first == 0x8f)
        #expect(try TextForm.msgpack.write(.object(many)).starts(with: [0xde, 0, 16, 0xa1, 0x61, 0xc0]))
    }

    @Test func itIsNotRead() {
        #expect(refusal(.msgpack, "a") == "documents are not read from MessagePack: send JSON, YAML or TOML")
    }
}

/// Reads what is written, and nothing else.
struct MessagePackReader {
    struct Unreadable: Error {}

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func value() throws -> JSONValue {
        let mark = try number(1)
        switch mark {
        case 0xc0: return .null
        case 0xc2, 0xc3: return .bool(mark == 0xc3)
        case 0..<0x80, 0xe0...0xff: return .number(JSONNumber(Int(Int8(truncatingIfNeeded: mark))))
        case 0x80..<0x90: return try object(mark & 15)
        case 0x90..<0xa0: return try array(mark & 15)
        case 0xa0..<0xc0: return .string(try string(mark & 31))
        case 0xcb: return .number(JSONNumber("\(Double(bitPattern: try number(8)))")!)
        case 0xcc...0xcf: return .number(JSONNumber("\(try number(1 << (mark - 0xcc)))")!)
        case 0xd0...0xd3:
            let bytes = 1 << (mark - 0xd0)
            let shift = 64 - bytes * 8
            return .number(JSONNumber(Int(Int64(bitPattern: try number(bytes) << shift) >> shift)))
        case 0xd9...0xdb: return .string(try string(number(1 << (mark - 0xd9))))
        case 0xdc, 0xdd: return try array(number(2 << (mark - 0xdc)))
        case 0xde, 0xdf: return try object(number(2 << (mark - 0xde)))
        default: throw Unreadable()
        }
    }

    private mutating func number(_ bytes: Int) throws -> UInt64 {
        guard rest.count >= bytes else { throw Unreadable() }
        defer { rest = rest.dropFirst(bytes) }
        return rest.prefix(bytes).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func string(_ count: UInt64) throws -> JSONString {
        guard rest.count >= count else { throw Unreadable() }
        defer { rest = rest.dropFirst(Int(count)) }
        return JSONString(Array(rest.prefix(Int(count))))
    }

    private mutating func array(_ count: UInt64) throws -> JSONValue {
        .array(try (0..<count).map { _ in try value() })
    }

    private mutating func object(_ count: UInt64) throws -> JSONValue {
        var object = JSONObject()
        for _ in 0..<count {
            guard let name = try value().string else { throw Unreadable() }
            object[name] = try value()
        }
        return .object(object)
    }
}

extension JSONValue {
    /// What neither 64 bits nor a double hold becomes its text.
    var withUnheldNumbersAsTexts: JSONValue {
        mapScalars { value in
            guard let number = value.number else { return value }
            if UInt64(value.text) != nil || Int64(value.text) != nil { return value }
            let isHeld = Double(value.text).flatMap { JSONNumber("\($0)") } == number
            return isHeld ? value : .string(JSONString(value.text))
        }
    }
}
