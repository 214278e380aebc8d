// The names of the forms, and JSON's own refusals in lines and columns.

import Bytes
import JSON
import Testing
import Text

@Suite struct TextFormTests {
    @Test func formsHaveNames() {
        #expect(TextForm(ByteView("YAML")) == .yaml)
        #expect(TextForm(ByteView("msgpack")) == .msgpack)
        #expect(TextForm(ByteView("Json")) == .json)
        #expect(TextForm(ByteView("toml")) == .toml)
        #expect(TextForm(ByteView("xml")) == nil)
    }

    @Test func faultsOfJSONHaveLinesAndColumns() {
        let text = "{\n  \"é\": x}"
        #expect(refusal(.json, text) == "line 2, column 8: 'x' where a value must stand")
    }
}
