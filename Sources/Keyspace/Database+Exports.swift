// Strings that the server makes of resources, and makes strings like any other again.

package import Bytes

extension Database {
    /// Stores what was made of resources under a key, new or not.
    package func setExported(_ key: ByteView, _ content: StringContent, now: Instant) {
        set(key, content, .clear, now: now)
        find(key)?.kind = .exported
    }

    package func makeString(_ key: ByteView) {
        find(key)?.kind = .string
    }
}
