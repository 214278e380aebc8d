// The value of a string key, in one of three forms: a number in eight bytes, bytes embedded in the record, or bytes in
// a block of their own that has room to grow.
//
// Which form a value takes: a text that is the only spelling of a 64-bit number is kept as the number; bytes up to
// `Record.longestEmbedded` are embedded when they are set whole; what is longer, and what was ever changed in place
// (APPEND, SETRANGE), stands separate. OBJECT ENCODING tells this truth as "int", "embstr" and "raw".

package import Bytes

/// What a string key holds, as a reader sees it.
package enum StringContent {
    case integer(Int64)
    case bytes(ByteView)

    package var count: Int {
        switch self {
        case .integer(let number): decimalLength(number)
        case .bytes(let view): view.count
        }
    }

    /// Lends the value as bytes, whatever its form.
    package func withView<Result, Failure: Error>(
        _ body: (ByteView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch self {
        case .integer(let number): try withDecimal(of: number, body)
        case .bytes(let view): try body(view)
        }
    }
}

/// A block of bytes with its length and capacity: [length 8][capacity 8][bytes…].
@safe
struct SeparateBytes {
    static let headerSize = 16
    let block: UnsafeMutableRawPointer

    init(_ block: UnsafeMutableRawPointer) {
        unsafe self.block = block
    }

    static func make(length: Int, capacity: Int) -> SeparateBytes {
        let separate = unsafe SeparateBytes(RawMemory.allocate(headerSize + capacity))
        separate.length = length
        unsafe separate.block.storeBytes(of: capacity, toByteOffset: 8, as: Int.self)
        return separate
    }

    var length: Int {
        get { unsafe block.load(as: Int.self) }
        nonmutating set { unsafe block.storeBytes(of: newValue, as: Int.self) }
    }

    var capacity: Int { unsafe block.load(fromByteOffset: 8, as: Int.self) }
    var bytes: UnsafeMutableRawPointer { unsafe block + Self.headerSize }
    var view: ByteView { unsafe ByteView(UnsafeRawPointer(bytes), count: length) }
    var cost: Int { unsafe RawMemory.cost(block) }

    /// A block that begins with `bytes` and has room for `length`, and to grow where it has grown already: doubling
    /// makes a row of appends cost what they add, and beyond a mebibyte the room is a mebibyte.
    static func make(copying bytes: ByteView, length: Int) -> SeparateBytes {
        let separate = make(length: length, capacity: length + (bytes.isEmpty ? 0 : min(length, 1 << 20)))
        separate.write(bytes, at: 0)
        return separate
    }

    func copy() -> SeparateBytes {
        let copy = Self.make(length: length, capacity: length)
        copy.write(view, at: 0)
        return copy
    }

    func write(_ view: ByteView, at offset: Int) {
        precondition(offset + view.count <= capacity, "written beyond the block")
        unsafe (bytes + offset).copyMemory(from: view.base, byteCount: view.count)
    }

    func zero(from start: Int, to end: Int) {
        precondition(start <= end && end <= capacity, "zeroed beyond the block")
        unsafe (bytes + start).initializeMemory(as: UInt8.self, repeating: 0, count: end - start)
    }

    func free() {
        unsafe RawMemory.free(block)
    }
}

extension Record {
    package var content: StringContent {
        switch form {
        case .integer: .integer(unsafe value.loadUnaligned(as: Int64.self))
        case .embedded: .bytes(unsafe ByteView(UnsafeRawPointer(value), count: embeddedLength))
        case .separate: .bytes(separate.view)
        }
    }

    /// The name of the form, as OBJECT ENCODING says it.
    package var encodingName: StaticString {
        if kind == .resource { return "json" }
        return switch form {
        case .integer: "int"
        case .embedded: "embstr"
        case .separate: "raw"
        }
    }

    /// The bytes of a string that is not kept as a number.
    var storedBytes: ByteView? {
        switch form {
        case .integer: nil
        case .embedded: unsafe ByteView(UnsafeRawPointer(value), count: embeddedLength)
        case .separate: separate.view
        }
    }

    var separate: SeparateBytes {
        get { unsafe SeparateBytes(value.loadUnaligned(as: UnsafeMutableRawPointer.self)) }
        nonmutating set { unsafe value.storeBytes(of: newValue.block, as: UnsafeMutableRawPointer.self) }
    }

    /// The bytes that `content` needs behind the key.
    static func valueSize(for content: StringContent) -> Int {
        switch content {
        case .integer: 8
        case .bytes(let view): view.count <= longestEmbedded ? view.count : 8
        }
    }

    /// Writes `content` behind the key, where there is room for it, in the form that fits it.
    func write(_ content: StringContent) {
        switch content {
        case .integer(let number):
            form = .integer
            unsafe value.storeBytes(of: number, as: Int64.self)
        case .bytes(let view) where view.count <= Self.longestEmbedded:
            form = .embedded
            embeddedLength = view.count
            unsafe value.copyMemory(from: view.base, byteCount: view.count)
        case .bytes(let view):
            form = .separate
            let block = SeparateBytes.make(length: view.count, capacity: view.count)
            unsafe block.bytes.copyMemory(from: view.base, byteCount: view.count)
            separate = block
        }
    }

    /// Whether `content` fits behind the key without wasting much of the room there.
    func canTake(_ content: StringContent) -> Bool {
        if case .bytes(let view) = content, view.count > Self.longestEmbedded {
            guard form == .separate else { return false }
            let capacity = separate.capacity
            return view.count <= capacity && capacity / 2 <= view.count
        }
        let size = Self.valueSize(for: content)
        let room = valueRoom
        return form != .separate && size <= room && room <= size + 32
    }

    /// Writes `content` over what is there, after `canTake` has agreed.
    func overwrite(_ content: StringContent) {
        if case .bytes(let view) = content, form == .separate {
            separate.write(view, at: 0)
            separate.length = view.count
        } else {
            write(content)
        }
    }

    /// How many bytes stand behind the key itself.
    var inlineValueSize: Int {
        form == .embedded ? embeddedLength : 8
    }

    /// Takes over what `other` holds, its separate block included, into a record made for that size.
    func adoptValue(of other: Record) {
        form = other.form
        kind = other.kind
        embeddedLength = other.embeddedLength
        unsafe value.copyMemory(from: other.value, byteCount: other.inlineValueSize)
    }

    /// A record with another key that holds what this one holds, its separate block included: one of the two must
    /// give that up.
    func twin(under key: ByteView) -> Record {
        let twin = Record.make(key: key, valueSize: inlineValueSize, hasExpiry: hasExpiry)
        twin.access = access
        if let expiry { twin.storeExpiry(expiry) }
        twin.adoptValue(of: self)
        return twin
    }

    /// Makes a string from the text that a client sent: a number's only spelling becomes the number.
    package static func content(for text: ByteView) -> StringContent {
        text.integer.map(StringContent.integer) ?? .bytes(text)
    }
}
