// One key with its value, as one block of memory.
//
//     offset  size
//     0       1     kind of value (low four bits), form in which it is kept (high four bits)
//     1       1     flags: 1 = has a time to live, 2 = the key's length stands in four bytes of its own, 4 = a resource
//                   whose body is kept elsewhere as well or alone, 8 = somebody has asked for what is kept here of it
//     2       2     length of an embedded value
//     4       3     access clock or frequency, for eviction
//     7       1     length of the key, unless flag 2
//     8       12    with flag 1: when it ends (8, milliseconds since 1970), place in the expiry heap (4)
//     +       4     with flag 2: length of the key
//     +       n     key
//     +       m     value: 8 bytes for an integer, the bytes themselves when embedded, 8 for a pointer to a block
//
// A key of 16 bytes with a value of 64 is 88 bytes: one malloc chunk of 96. A record moves when it has to grow, so
// only the table and the expiry heap hold its address; everybody else gets a `Record` for the length of a command.

package import Bytes

/// What a value is. The numbers are in memory only.
package enum ValueKind: UInt8, Sendable {
    case string = 0
    /// A resource, whose body is kept like a string.
    case resource = 1
    /// A string that the server has made of resources. Nobody else writes it.
    case exported = 2
}

/// How a string is kept. The numbers are in memory only.
package enum StringForm: UInt8, Sendable {
    case integer = 0
    case embedded = 1
    case separate = 2
}

/// The address of a record; good until the next change of the table it is in.
@safe
package struct Record {
    let base: UnsafeMutableRawPointer

    init(_ base: UnsafeMutableRawPointer) {
        unsafe self.base = base
    }

    static let headerSize = 8
    static let expirySize = 12
    static let longKeySize = 4
    /// Longer values get a block of their own, so that growing one does not move its key.
    static let longestEmbedded = 192

    static let hasExpiryFlag: UInt8 = 1
    static let longKeyFlag: UInt8 = 2
    static let elsewhereFlag: UInt8 = 4
    static let usedFlag: UInt8 = 8

    /// Where the record is, as a number to look at.
    package var address: UInt { unsafe UInt(bitPattern: base) }

    /// Has its header and key brought near.
    func prefetch() {
        unsafe RawMemory.prefetch(base)
    }

    /// The same, and what most values reach into behind it.
    @inline(__always)
    func prefetchWhole() {
        prefetch()
        unsafe RawMemory.prefetch(base + RawMemory.lineSize)
    }

    // MARK: Header

    package internal(set) var kind: ValueKind {
        get { ValueKind(rawValue: unsafe base.load(as: UInt8.self) & 0x0f)! }
        nonmutating set { unsafe base.storeBytes(of: newValue.rawValue | form.rawValue << 4, as: UInt8.self) }
    }

    var form: StringForm {
        get { StringForm(rawValue: unsafe base.load(as: UInt8.self) >> 4)! }
        nonmutating set { unsafe base.storeBytes(of: kind.rawValue | newValue.rawValue << 4, as: UInt8.self) }
    }

    private(set) var flags: UInt8 {
        get { unsafe base.load(fromByteOffset: 1, as: UInt8.self) }
        nonmutating set { unsafe base.storeBytes(of: newValue, toByteOffset: 1, as: UInt8.self) }
    }

    /// Whether it is a resource whose body is kept elsewhere: then it is empty here, or a copy for a while.
    @inline(__always)
    package internal(set) var isElsewhere: Bool {
        get { flags & Self.elsewhereFlag != 0 }
        nonmutating set {
            let others = flags & ~(Self.elsewhereFlag | Self.usedFlag)
            flags = newValue ? others | Self.elsewhereFlag : others
        }
    }

    func becomeResource(isElsewhere: Bool) {
        kind = .resource
        if self.isElsewhere != isElsewhere { self.isElsewhere = isElsewhere }
    }

    /// Whether nothing of its body is here.
    package var isHollow: Bool { isElsewhere && content.count == 0 }

    /// Notes that somebody has asked for the copy.
    package func noteUseOfCopy() { flags |= Self.usedFlag }

    /// Whether somebody has since the last call.
    package func takeUseOfCopy() -> Bool {
        defer { flags &= ~Self.usedFlag }
        return flags & Self.usedFlag != 0
    }

    var embeddedLength: Int {
        get { Int(unsafe base.load(fromByteOffset: 2, as: UInt16.self)) }
        nonmutating set { unsafe base.storeBytes(of: UInt16(newValue), toByteOffset: 2, as: UInt16.self) }
    }

    /// 24 bits that belong to eviction: seconds of last use, or minutes and a logarithmic count.
    package var access: UInt32 {
        get { unsafe base.load(fromByteOffset: 4, as: UInt32.self) & 0xff_ffff }
        nonmutating set {
            let length = unsafe base.load(fromByteOffset: 4, as: UInt32.self) & 0xff00_0000
            unsafe base.storeBytes(of: length | newValue & 0xff_ffff, toByteOffset: 4, as: UInt32.self)
        }
    }

    // MARK: Key

    package var hasExpiry: Bool { flags & Self.hasExpiryFlag != 0 }

    private var afterExpiry: Int { Self.headerSize + (hasExpiry ? Self.expirySize : 0) }

    private var keyOffset: Int { afterExpiry + (flags & Self.longKeyFlag != 0 ? Self.longKeySize : 0) }

    private var keyLength: Int {
        flags & Self.longKeyFlag == 0
            ? Int(unsafe base.load(fromByteOffset: 7, as: UInt8.self))
            : Int(unsafe base.loadUnaligned(fromByteOffset: afterExpiry, as: UInt32.self))
    }

    package var key: ByteView {
        unsafe ByteView(UnsafeRawPointer(base + keyOffset), count: keyLength)
    }

    // MARK: Expiry

    /// When the record ends, in milliseconds since 1970; nil when it does not.
    package var expiry: Int64? {
        hasExpiry ? unsafe base.load(fromByteOffset: 8, as: Int64.self) : nil
    }

    func storeExpiry(_ moment: Int64) {
        unsafe base.storeBytes(of: moment, toByteOffset: 8, as: Int64.self)
    }

    var heapIndex: Int {
        get { Int(unsafe base.load(fromByteOffset: 16, as: UInt32.self)) }
        nonmutating set { unsafe base.storeBytes(of: UInt32(newValue), toByteOffset: 16, as: UInt32.self) }
    }

    // MARK: Value

    var value: UnsafeMutableRawPointer { unsafe base + (keyOffset + keyLength) }

    /// How many bytes of the block stand behind the key.
    var valueRoom: Int { unsafe RawMemory.usableSize(base) - keyOffset - keyLength }

    // MARK: Making

    /// A block with its header and key written; the value is the caller's to write.
    static func make(key: ByteView, valueSize: Int, hasExpiry: Bool) -> Record {
        let long = key.count > Int(UInt8.max)
        let keyOffset = headerSize + (hasExpiry ? expirySize : 0) + (long ? longKeySize : 0)
        let base = unsafe RawMemory.allocate(keyOffset + key.count + valueSize)
        unsafe base.storeBytes(of: 0, as: UInt64.self)
        let flags = (hasExpiry ? hasExpiryFlag : 0) | (long ? longKeyFlag : 0)
        unsafe base.storeBytes(of: flags, toByteOffset: 1, as: UInt8.self)
        if long {
            unsafe base.storeBytes(of: UInt32(key.count), toByteOffset: keyOffset - longKeySize, as: UInt32.self)
        } else {
            unsafe base.storeBytes(of: UInt8(key.count), toByteOffset: 7, as: UInt8.self)
        }
        unsafe (base + keyOffset).copyMemory(from: key.base, byteCount: key.count)
        return unsafe Record(base)
    }

    func free() {
        if form == .separate { separate.free() }
        freeBlock()
    }

    /// Frees the record but not what hangs from it, which another record has taken over.
    func freeBlock() {
        unsafe RawMemory.free(base)
    }

    /// What the record and what hangs from it cost in memory.
    package var cost: Int {
        let own = unsafe RawMemory.cost(base)
        return form == .separate ? own + separate.cost : own
    }
}

extension Record: Equatable {
    package static func == (left: Record, right: Record) -> Bool {
        unsafe left.base == right.base
    }
}
