// The reader over texts that are JSON, that are not, and that only look like it.

import Bytes
import Foundation
import JSON
import Testing
import TestSupport

/// What a reader makes of a text: its stored form, or the error, whether it appends it or makes an array of it.
func read(_ text: [UInt8], _ limits: JSONLimits = .usual) -> Result<String, JSONError> {
    let appended = readAppending(text, limits)
    var reader = JSONReader(limits)
    do throws(JSONError) {
        let document = try reader.read(text)
        #expect(appended == .success(String(decoding: document, as: UTF8.self)))
    } catch {
        #expect(appended == .failure(error))
    }
    return appended
}

private func readAppending(_ text: [UInt8], _ limits: JSONLimits) -> Result<String, JSONError> {
    var reader = JSONReader(limits)
    var output = Array("kept".utf8)
    do throws(JSONError) {
        try text.withView { view throws(JSONError) in try reader.read(view, into: &output) }
    } catch {
        #expect(output == Array("kept".utf8), "what is refused leaves the output as it was")
        return .failure(error)
    }
    #expect(output.starts(with: "kept".utf8))
    return .success(String(decoding: output.dropFirst(4), as: UTF8.self))
}

private func read(_ text: String, _ limits: JSONLimits = .usual) -> Result<String, JSONError> {
    read(Array(text.utf8), limits)
}

struct ReaderTests {
    /// Texts that are JSON, with their stored form where that is another.
    private static let good: [(String, String?)] = [
        ("0", nil), ("-0", nil), ("-0.0e-0", nil), ("1E+400", nil), ("12345678901234567890123", nil), ("0.10", nil),
        ("1e-999999999999999999", nil), ("1e000000000000000000000000000000001", nil), (" 7\n", "7"),
        ("true", nil), ("false", nil), ("null", nil), ("\"\"", nil), ("[]", nil), ("{}", nil), ("\t[ ]\r\n", "[]"),
        (" { } ", "{}"), ("[1,2]", nil), ("[ 1 , 2 ]", "[1,2]"), ("[[],[[]],{}]", nil), ("{\"\":0}", nil),
        ("{\"a\":{\"a\":{\"a\":[]}}}", nil), ("{\"a\":1,\"b\":2,\"A\":3}", nil), ("[{\"a\":1},{\"a\":1}]", nil),
        ("\" a \\\\\\\" b \"", nil), (#""\b\f\n\r\t\/\\\"""#, nil), (#""\u0000\uFFFF\ud83d\uDE00""#, nil),
        ("\"é日本😀\u{7f}\u{10ffff}\"", nil), ("\"\u{feff}\"", nil), ("[\"a b\", \"c  d\"]", "[\"a b\",\"c  d\"]"),
        (#"{ "a" : [ 1 , 2.50e1 , "x\u0041 é" ] , "b" : { } }"#, #"{"a":[1,2.50e1,"x\u0041 é"],"b":{}}"#),
    ]

    @Test func whatIsJSONIsTakenAsItIsWritten() {
        for (text, stored) in Self.good { #expect(read(text) == .success(stored ?? text), "\(text)") }
    }

    private static let bad: [(String, JSONError.Fault, Int)] = [
        ("", .emptyDocument, 0), ("  \n", .emptyDocument, 3), ("\u{feff}1", .unexpectedByte(0xef, .value), 0),
        ("1 2", .trailingBytes, 2), ("{}}", .trailingBytes, 2), ("[],", .trailingBytes, 2),
        ("[1,]", .unexpectedByte(0x5d, .value), 3), ("[,1]", .unexpectedByte(0x2c, .value), 1),
        ("[1 2]", .unexpectedByte(0x32, .commaOrBracket), 3), ("[1}", .unexpectedByte(0x7d, .commaOrBracket), 2),
        ("{\"a\":1]", .unexpectedByte(0x5d, .commaOrBrace), 6), ("{\"a\" 1}", .unexpectedByte(0x31, .colon), 5),
        ("{\"a\":1,}", .unexpectedByte(0x7d, .name), 7), ("{a:1}", .unexpectedByte(0x61, .nameOrEnd), 1),
        ("{\"a\":}", .unexpectedByte(0x7d, .value), 5), ("{1:1}", .unexpectedByte(0x31, .nameOrEnd), 1),
        ("]", .unexpectedByte(0x5d, .value), 0), ("'a'", .unexpectedByte(0x27, .value), 0),
        ("[1\u{a0}]", .unexpectedByte(0xc2, .commaOrBracket), 2), ("\u{0}", .unexpectedByte(0, .value), 0),
        ("// a\n1", .unexpectedByte(0x2f, .value), 0), ("NaN", .unexpectedByte(0x4e, .value), 0),
        ("nul1", .badLiteral, 0), ("[tru]", .badLiteral, 1), ("nullx", .trailingBytes, 4),
        ("True", .unexpectedByte(0x54, .value), 0),
        ("01", .leadingZero, 0), ("-012", .leadingZero, 1), ("+1", .unexpectedByte(0x2b, .value), 0),
        (".5", .unexpectedByte(0x2e, .value), 0), ("1.", .endedEarly, 2), ("[1.]", .unexpectedByte(0x5d, .digit), 3),
        ("-", .endedEarly, 1), ("[-]", .unexpectedByte(0x5d, .digit), 2), ("1e", .endedEarly, 2),
        ("1e+", .endedEarly, 3), ("[1ex]", .unexpectedByte(0x78, .digit), 3), ("1.5.2", .trailingBytes, 3),
        ("0x10", .trailingBytes, 1), ("1e1000000000000000000", .tooLargeExponent, 1),
        ("\"a\nb\"", .controlCharacter(0x0a), 2), ("\"\u{0}\"", .controlCharacter(0), 1),
        ("\"a\tb\"", .controlCharacter(9), 2), (#""\x""#, .badEscape, 2), (#""\u12G4""#, .badEscape, 5),
        (#""\ud800""#, .loneSurrogate, 1), (#""\ud800\u0041""#, .loneSurrogate, 1), (#""a\udc00""#, .loneSurrogate, 2),
        (#""\ud800\n""#, .loneSurrogate, 1), (#""\ud800x""#, .loneSurrogate, 1),
        (#"{"a":1,"a":2}"#, .duplicateName, 7), (#"{"a":1,"\u0061":2}"#, .duplicateName, 7),
        (#"{"\u0061":1,"b":0,"a":2}"#, .duplicateName, 18), (#"[{"":1,"":2}]"#, .duplicateName, 7),
        (#"{"longer than eight":1,"b":{},"longer than eight":2}"#, .duplicateName, 30),
    ]

    @Test func whatIsNoneIsRefusedWithItsPlace() {
        for (text, fault, offset) in Self.bad {
            #expect(read(text) == .failure(JSONError(fault, at: offset)), "\(text)")
        }
    }

    private static let notUTF8: [[UInt8]] = [
        [0x80], [0xbf], [0xc0, 0x80], [0xc1, 0xbf], [0xc2], [0xc2, 0x41], [0xe0, 0x80, 0x80], [0xe0, 0x9f, 0xbf],
        [0xe2, 0x82], [0xe2, 0x82, 0x41], [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xf0, 0x80, 0x80, 0x80],
        [0xf0, 0x8f, 0xbf, 0xbf], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xf0, 0x9f, 0x98], [0xff],
    ]

    @Test func bytesThatAreNotUTF8AreRefused() {
        for bytes in Self.notUTF8 {
            for before in ["", "abcdefg", "abcdefghij", "é"] {
                let text = Array("[\"\(before)".utf8) + bytes + Array("\"]".utf8)
                #expect(read(text) == .failure(JSONError(.badUTF8, at: 2 + before.utf8.count)), "\(bytes)")
            }
        }
    }

    @Test func everyCharacterIsTaken() {
        for first in stride(from: UInt32(0x20), through: 0x10ffff, by: 0x33) {
            guard let scalar = UnicodeScalar(first), scalar != "\"", scalar != "\\" else { continue }
            let text = "\"\(Character(scalar))\""
            #expect(read(text) == .success(text))
        }
    }

    // MARK: Limits

    @Test func depthIsLimited() {
        let limits = JSONLimits(depth: 3)
        #expect(read("[[[1]]]", limits) == .success("[[[1]]]"))
        #expect(read("[[[[", limits) == .failure(JSONError(.tooDeep(limit: 3), at: 3)))
        #expect(read("{\"a\":[{\"b\":{}}]}", limits) == .failure(JSONError(.tooDeep(limit: 3), at: 11)))
        let deep = String(repeating: "[", count: 512)
        let ends = String(repeating: "]", count: 512)
        #expect(read(deep + ends) == .success(deep + ends))
        #expect(read("[" + deep + ends + "]") == .failure(JSONError(.tooDeep(limit: 512), at: 512)))
        #expect(read(String(repeating: "[", count: 1_000_000)) == .failure(JSONError(.tooDeep(limit: 512), at: 512)))
    }

    @Test func lengthsAreLimited() {
        var limits = JSONLimits.usual
        limits.length = 4
        limits.numberLength = 3
        #expect(read("[12]", limits) == .success("[12]"))
        #expect(read("[123]", limits) == .failure(JSONError(.tooLong(limit: 4), at: 4)))
        #expect(read("1234", limits) == .failure(JSONError(.tooLongNumber, at: 0)))
    }

    // MARK: Names

    @Test(arguments: [2, 15, 16, 17, 18, 100, 5_000]) func aNameIsFoundTwiceAmongMany(count: Int) {
        for isLong in [false, true] {
            let names = (0..<count).map { isLong ? "the same long beginning \($0) and end" : "\($0)" }
            let object = { (names: [String]) in "{" + names.map { "\"\($0)\":[]" }.joined(separator: ",") + "}" }
            #expect(read(object(names)) == .success(object(names)))
            let twice = object(names + [names[count / 2]])
            let offset = object(names).utf8.count
            #expect(read(twice) == .failure(JSONError(.duplicateName, at: offset)))
            let escaped = object(
                names + ["\\u00" + String(names[count / 2].utf8.first!, radix: 16) + names[count / 2].dropFirst()])
            #expect(read(escaped) == .failure(JSONError(.duplicateName, at: offset)))
        }
    }

    /// Names whose first and last bytes are alike are what a cheap hash would put in one place.
    @Test func namesThatWantToCollideTakeNoLonger() {
        let names = (0..<100_000).map { "\"aaaaaaaa\($0)zzzzzzzz\":0" }
        let clock = ContinuousClock()
        let time = clock.measure { #expect((try? read("{" + names.joined(separator: ",") + "}").get()) != nil) }
        // Each with each would be five thousand million comparisons.
        #expect(time < .seconds(30))
    }

    // MARK: Beginnings, pieces, oracles

    @Test func everyBeginningEndsEarly() {
        let text = #"{"a":[1.5e+3,true,false,null,"x\n\ud83d\ude00é日😀"],"bcdefghijk":{"":-0}}"#
        forEveryTruncation(of: Array(text.utf8)) { part in
            switch read(part) {
            case .success(let stored): Issue.record("\(stored) is taken")
            case .failure(let error):
                let isCutCharacter = error.fault == .badUTF8
                #expect(isCutCharacter || error.offset == part.count, "\(error.text)")
            }
        }
    }

    @Test(arguments: Seeds.fixed(20)) func whitespaceChangesNothing(seed: UInt64) throws {
        var documents = RandomDocuments(seed: seed)
        for _ in 0..<200 {
            let text = documents.next()
            #expect(read(text) == .success(text), "seed \(seed)")
            let spaced = documents.spaced(text)
            #expect(read(spaced) == .success(text), "seed \(seed): \(spaced)")
            #expect(try JSONValue(reading: spaced).text == text, "seed \(seed)")
        }
    }

    /// Foundation takes what is JSON and refuses most of what is not: where it is strict, both must agree.
    @Test(arguments: Seeds.fixed(10)) func foundationAgrees(seed: UInt64) throws {
        var documents = RandomDocuments(seed: seed)
        for _ in 0..<200 {
            var text = Array(documents.next().utf8)
            for _ in 0..<Int.random(in: 0...2, using: &documents.random) {
                let place = Int.random(in: 0..<text.count, using: &documents.random)
                text[place] = Array("{}[]:,\"\\0123456789eE+-.tfn \u{1}a".utf8).randomElement(using: &documents.random)!
            }
            let theirs = try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
            switch read(text) {
            case .success(let stored):
                // Numbers that no double holds are theirs to refuse.
                #expect(theirs != nil || stored.contains(/[0-9][eE]/), "seed \(seed): \(stored)")
            case .failure(let error):
                // They take a comma before the end.
                let isOurs = [
                    .duplicateName, .loneSurrogate, .tooLargeExponent, .unexpectedByte(UInt8(ascii: "}"), .name),
                    .unexpectedByte(UInt8(ascii: "]"), .value),
                ].contains(error.fault)
                #expect(theirs == nil || isOurs, "seed \(seed): \(String(decoding: text, as: UTF8.self)) \(error.text)")
            }
        }
    }

    @Test func errorsAreSentences() {
        for (text, fault, offset) in Self.bad {
            #expect(JSONError(fault, at: offset).text.hasSuffix("at byte \(offset)"), "\(text)")
        }
        #expect(JSONError(.unexpectedByte(0x7d, .value), at: 5).text == "'}' where a value must stand at byte 5")
    }
}
