// The reader over texts that are JSON, that are not, and that only look like it.

import Bytes
import JSON
import Testing
import TestSupport

/// What a reader makes of a text: its stored form, or the error.
func read(_ text: [UInt8], _ limits: JSONLimits = .usual) -> Result<String, JSONError> {
    var reader = JSONReader(limits)
    var output = Array("kept".utf8)
    do throws(JSONError) {
        try text.withView { view throws(JSONError) in try reader.read(view, into: &output) }
    } catch {
        #expect(output == Array("kept".utf8), "what is refused leaves the output as it was")
        return .failure(error)
    }
    return .success(String(decoding: output.dropFirst(4), as: UTF8.self))
}

struct ReaderTests {
    @Test func smoke() throws {
        #expect(read(Array(#" { "a" : [ 1 , 2.50e1 , "x\u0041 é" ] , "b" : { } , "c" : [ ] } "#.utf8))
            == .success(#"{"a":[1,2.50e1,"x\u0041 é"],"b":{},"c":[]}"#))
        #expect(read(Array(#"{"a":1,"\u0061":2}"#.utf8)) == .failure(JSONError(.duplicateName, at: 7)))
        let value = try JSONValue(reading: #"{"a":[1,{"b":2}],"x\u0041":1e2}"#)
        #expect(value.text == #"{"a":[1,{"b":2}],"x\u0041":1e2}"#)
        #expect(value == (try JSONValue(reading: #"{"xA":100.0,"a":[1.0,{"b":20e-1}]}"#)))
        #expect(value[try JSONPointer("/a/1/b")] == 2)
        #expect(JSONNumber("1e3")!.isMultiple(of: JSONNumber("0.01")!))
    }
}
