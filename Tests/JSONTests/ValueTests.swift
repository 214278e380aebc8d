// Values by what they are worth: numbers, equality, order, keys, pointers and views.

import Bytes
import JSON
import Testing
import TestSupport

private func value(_ text: String) throws -> JSONValue { try JSONValue(reading: text) }

private func order(_ left: String, _ right: String) -> JSONOrder {
    Array(left.utf8).withView { left in Array(right.utf8).withView { JSONView(left).order(to: JSONView($0)) } }
}

private func key(_ text: String) -> [UInt8] {
    var key: [UInt8] = []
    Array(text.utf8).withView { JSONKey.append(JSONView($0), to: &key) }
    return key
}

struct ValueTests {
    /// In rising order; those in one line are equal.
    private static let ladder: [[String]] = [
        ["null"], ["false"], ["true"],
        ["-1e999999999999999999"], ["-1e101"], ["-12"], ["-1.5", "-15e-1"], ["-1", "-1.0"], ["-1e-200"],
        ["0", "-0", "0.00", "0e9", "-0.0e-5"], ["1e-999999999999999999"], ["1e-101"], ["0.001", "1e-3"], ["0.5"],
        ["1", "1.0", "10e-1", "0.1e1", "1E0"], ["1.05"], ["1.5"], ["9"], ["10", "1e1"], ["10.01"],
        ["12345678901234567890"], ["12345678901234567891"], ["1e20", "100000000000000000000"], ["1e100"], ["1e101"],
        ["1e102"], ["1e999999999999999999"],
        ["\"\""], [#""\u0000""#], [#""\u0000a""#], [#""\u0001""#], ["\"a\"", #""\u0061""#], [#""a\u0000""#], ["\"ab\""],
        ["\"b\""], ["\"\u{ffff}\""], ["\"😀\"", #""\ud83d\ude00""#],
        ["[]"], ["[0]", "[0.0]"], ["[0,1]"], ["[1]"], ["[[]]"],
        ["{}"], [#"{"a":1,"b":2}"#, #"{"b":2.0,"a":1}"#], [#"{"a":2}"#], [#"{"b":0}"#],
    ]

    @Test func valuesStandInOneOrder() throws {
        let values = Self.ladder.enumerated().flatMap { rung in rung.element.map { (rung.offset, $0) } }
        for (leftRung, left) in values {
            for (rightRung, right) in values {
                let expected: JSONOrder = leftRung < rightRung ? .less : leftRung > rightRung ? .greater : .equal
                #expect(order(left, right) == expected, "\(left) and \(right)")
                #expect(key(left).lexicographicallyPrecedes(key(right)) == (expected == .less), "\(left) and \(right)")
                #expect((key(left) == key(right)) == (expected == .equal), "\(left) and \(right)")
                let (leftValue, rightValue) = try (value(left), value(right))
                #expect((leftValue == rightValue) == (expected == .equal), "\(left) and \(right)")
                if expected == .equal { #expect(leftValue.hashValue == rightValue.hashValue) }
            }
        }
    }

    @Test(arguments: Seeds.fixed(10)) func treesViewsAndKeysAgree(seed: UInt64) throws {
        var documents = RandomDocuments(seed: seed)
        var keys: [[UInt8]: JSONValue] = [:]
        for _ in 0..<300 {
            let text = documents.next()
            let tree = try value(text)
            let other = documents.changed(tree)
            #expect((order(text, other.text) == .equal) == (tree == other), "seed \(seed): \(text) \(other.text)")
            if let known = keys[key(text)] { #expect(known == tree) }
            keys[key(text)] = tree
        }
        #expect(Set(keys.values).count == keys.count)
    }

    // MARK: Numbers

    @Test func integersAreToldByValue() {
        for text in ["0", "-0.0", "1.0", "10e-1", "1e400", "120e-1", "-5"] {
            #expect(JSONNumber(text)!.isInteger, "\(text)")
        }
        for text in ["0.5", "1e-1", "10.01", "1234e-4"] { #expect(!JSONNumber(text)!.isInteger, "\(text)") }
        #expect(JSONNumber("12.30e1")!.integer == 123)
        #expect(JSONNumber("-9223372036854775808")!.integer == .min)
        #expect(JSONNumber("9223372036854775808")!.integer == nil)
        #expect(JSONNumber("1e400")!.integer == nil)
        for text in ["", "01", "1.", "+1", " 1", "1 ", "a", "0x1", "-"] { #expect(JSONNumber(text) == nil, "\(text)") }
    }

    @Test func multiplesAreExact() {
        let multiples = [
            ("6", "3"), ("0", "7"), ("0.3", "0.1"), ("1e308", "0.5"), ("-4.5", "1.5"), ("0", "0"),
            ("12345678901234567890123456789", "9"), ("1e999999999999", "1024"), ("0.0075", "0.0001"), ("1e2", "25"),
            ("999999999999999999999999999999", "333333333333333333333333333333"),
        ]
        for (left, right) in multiples {
            #expect(JSONNumber(left)!.isMultiple(of: JSONNumber(right)!), "\(left) by \(right)")
        }
        for (left, right) in [
            ("7", "2"), ("0.35", "0.1"), ("1", "0"), ("1e999999999999", "3"), ("0.00751", "0.0001"), ("5", "10"),
        ] {
            #expect(!JSONNumber(left)!.isMultiple(of: JSONNumber(right)!), "\(left) by \(right)")
        }
        for left in -60...60 {
            for right in 1...30 {
                let isMultiple = JSONNumber("\(left)e-2")!.isMultiple(of: JSONNumber("\(right)0e-3")!)
                #expect(isMultiple == left.isMultiple(of: right), "\(left) by \(right)")
            }
        }
    }

    // MARK: Pointers

    private static let document = """
        {"a":{"b":[10,{"c":"x"},[]],"":1,"m~n":2,"p/q":3,"\\u0065":4,"*":5},"list":[{"n":1},{"n":2},{"o":3}]}
        """

    private func found(_ pattern: String) throws -> [String] {
        let pointer = try JSONPointer(pattern: pattern)
        var found: [String] = []
        Array(Self.document.utf8).withView { view in
            let document = JSONView(view)
            document.forEach(at: pointer) { found.append($0.bytes.text) }
            // Each of them is found again where it is said to stand.
            #expect(document.places(of: pointer).map { document[$0]?.bytes.text } == found)
            #expect(document[pointer]?.bytes.text == found.first)
            #expect(document.contains(at: pointer) { $0.bytes.text == found.last } == !found.isEmpty)
            if let place = document[pointer]?.range { #expect(view[place].text == found.first) }
        }
        #expect(try value(Self.document)[pointer]?.text == found.first)
        return found
    }

    @Test func pointersLeadToValues() throws {
        #expect(try found("") == [Self.document])
        #expect(try found("/a/b/0") == ["10"])
        #expect(try found("/a/b/1/c") == ["\"x\""])
        #expect(try found("/a/") == ["1"])
        #expect(try found("/a/m~0n") == ["2"])
        #expect(try found("/a/p~1q") == ["3"])
        #expect(try found("/a/e") == ["4"])
        #expect(try found("/list/*/n") == ["1", "2"])
        #expect(try found("/list/*/*") == ["1", "2", "3"])
        #expect(try found("/a/b/*") == ["10", #"{"c":"x"}"#, "[]"])
        for nowhere in ["/b", "/a/b/3", "/a/b/-", "/a/b/01", "/a/b/0/x", "/a/b/2/0", "/list/n", "/list/*/x"] {
            #expect(try found(nowhere) == [], "\(nowhere)")
        }
        let exact = try JSONPointer("/a/*")
        #expect(try value(Self.document)[exact] == 5)
        #expect(exact.isExact && exact.text == "/a/*")
        #expect(try JSONPointer("/a~1b/~0/-").text == "/a~1b/~0/-")
        #expect(throws: JSONPointerError(.noSlash, at: 0)) { try JSONPointer("a") }
        #expect(throws: JSONPointerError(.badEscape, at: 2)) { try JSONPointer("/a~") }
        #expect(throws: JSONPointerError(.badEscape, at: 1)) { try JSONPointer("/~2") }
    }

    @Test(arguments: Seeds.fixed(5)) func viewsSeeWhatTreesHold(seed: UInt64) throws {
        var documents = RandomDocuments(seed: seed)
        for _ in 0..<200 {
            let text = documents.next()
            let tree = try value(text)
            Array(text.utf8).withView { bytes in
                let view = JSONView(bytes)
                #expect(view.kind == tree.kind)
                #expect(JSONValue(view).text == text, "seed \(seed)")
                #expect(view.members.map { $0.name.content ?? [] } == (tree.object?.members ?? []).map(\.name.content))
                #expect(view.elements.map(\.bytes.text) == (tree.elements ?? []).map(\.text))
                #expect(view.content == tree.string?.content)
                for member in tree.object?.members ?? [] {
                    #expect(member.name.content.withView { view.member($0)?.bytes.text } == member.value.text)
                }
            }
        }
    }

    @Test func largeObjectsKeepTheirIndex() {
        var object = JSONObject()
        for number in 0..<100 { object[JSONString("n\(number)")] = JSONValue(integerLiteral: number) }
        for number in stride(from: 0, to: 100, by: 3) { object[JSONString("n\(number)")] = nil }
        object["n1"] = "changed"
        #expect(object.count == 66)
        for number in 2..<100 where number % 3 != 0 {
            #expect(object[JSONString("n\(number)")] == JSONValue(integerLiteral: number))
        }
        #expect(object["n1"] == "changed" && object["n3"] == nil)
        #expect(object.members.first?.name == "n1")
    }
}
