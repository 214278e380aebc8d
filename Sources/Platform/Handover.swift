// A value that one queue gives away to another, whole and for good. The one place where the compiler is asked to
// believe that: who makes a handover keeps nothing of what is inside, and only the receiver opens it.

package struct Handover<Value>: @unchecked Sendable {
    package let value: Value

    package init(_ value: Value) {
        self.value = value
    }
}
