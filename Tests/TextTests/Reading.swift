// What the tests of all forms need: texts as arguments, values and refusals as texts.

import Bytes
import JSON
import Text

/// The value that a text spells, as JSON.
func read(_ form: TextForm, _ text: String) throws(TextError) -> String {
    try value(form, Array(text.utf8)).text
}

func value(_ form: TextForm, _ text: [UInt8], _ limits: JSONLimits = .usual) throws(TextError) -> JSONValue {
    try text.withView { view throws(TextError) in try form.read(view, limits) }
}

/// Where a text is refused and why; nil where it is read.
func refusal(_ form: TextForm, _ text: String, _ limits: JSONLimits = .usual) -> String? {
    do throws(TextError) {
        _ = try value(form, Array(text.utf8), limits)
        return nil
    } catch {
        return error.text
    }
}

func write(_ form: TextForm, _ json: String) throws -> String {
    String(decoding: try form.write(JSONValue(reading: json)), as: UTF8.self)
}
