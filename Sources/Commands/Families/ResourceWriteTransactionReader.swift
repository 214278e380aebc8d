// The JSON of RES.TXN as steps. What is wrong is named by the operation's place and by the member.

internal import Bytes
internal import JSON
internal import Resources

enum TransactionReader {
    /// Operations stand two levels above the bodies in them.
    private static let limits = JSONLimits(depth: JSONLimits.usual.depth + 2)

    static func steps(in text: ByteView) throws(StoreError) -> [Step] {
        var reader = JSONReader(limits)
        var document: [UInt8] = []
        do throws(JSONError) { try reader.read(text, into: &document) } catch {
            throw StoreError(.invalid, "the transaction: \(error.text)")
        }
        return try document.withView { view throws(StoreError) in try steps(in: JSONView(view)) }
    }

    private static func steps(in document: JSONView) throws(StoreError) -> [Step] {
        guard document.kind == .array else { throw StoreError(.invalid, "a transaction is an array of operations") }
        var steps: [Step] = []
        for element in document.elements {
            guard steps.count < Limits.operationsInTransaction else {
                throw StoreError(.tooBig, "a transaction has at most \(Limits.operationsInTransaction) operations")
            }
            do throws(StoreError) { steps.append(try Operation(element).step()) } catch {
                var error = error
                error.operation = steps.count
                throw error
            }
        }
        return steps
    }
}

/// One of several words that a string may be.
private protocol Word: CaseIterable {
    var word: StaticString { get }
}

extension Word {
    init?(_ view: JSONView) {
        let found = view.withContent { content in Self.allCases.first { ByteView($0.word) == content } }
        guard let known = found ?? nil else { return nil }
        self = known
    }
}

/// One operation, its members taken apart.
private struct Operation {
    enum Member: Word {
        case op, type, namespace, name, ifVersion, ifAbsent, resource, merge, patch, ttl, keepTTL

        var word: StaticString {
            switch self {
            case .op: "op"
            case .type: "type"
            case .namespace: "namespace"
            case .name: "name"
            case .ifVersion: "ifVersion"
            case .ifAbsent: "ifAbsent"
            case .resource: "resource"
            case .merge: "merge"
            case .patch: "patch"
            case .ttl: "ttl"
            case .keepTTL: "keepTTL"
            }
        }
    }

    private enum Kind: Word {
        case create, update, put, patch, delete, check

        var word: StaticString {
            switch self {
            case .create: "create"
            case .update: "update"
            case .put: "put"
            case .patch: "patch"
            case .delete: "delete"
            case .check: "check"
            }
        }

        /// The members that it may have beside those that all have.
        var members: [Member] {
            switch self {
            case .create: [.resource, .ttl]
            case .update: [.resource, .ifVersion, .ttl, .keepTTL]
            case .put: [.resource, .ifVersion, .ifAbsent, .ttl, .keepTTL]
            case .patch: [.merge, .patch, .ifVersion]
            case .delete, .check: [.ifVersion]
            }
        }
    }

    private static let common: [Member] = [.op, .type, .namespace, .name]
    private var members: [(member: Member, value: JSONView)] = []

    init(_ view: JSONView) throws(StoreError) {
        guard view.kind == .object else { throw StoreError(.invalid, "an operation is an object") }
        members.reserveCapacity(Self.common.count + 1)
        for part in view.members {
            guard let member = Member(part.name) else {
                let known = Member.allCases.map { "\($0.word)" }.joined(separator: ", ")
                throw StoreError(
                    .invalid, "an operation has no member \(part.name.bytes.text); its members are \(known)")
            }
            members.append((member, part.value))
        }
    }

    func step() throws(StoreError) -> Step {
        let kind = try self.kind
        for (member, _) in members where !Self.common.contains(member) && !kind.members.contains(member) {
            let fitting = kind.members.map { "/\($0.word)" }.joined(separator: ", ")
            throw StoreError(.invalid, "/\(member.word) does not go with \(kind.word), which takes \(fitting)")
        }
        let key = ResourceKey(
            namespace: try name(.namespace), type: try name(.type), name: try name(.name))
        try key.check()
        var step = Step(key, try action(kind))
        step.hasCleanBody = true
        return step
    }

    private var kind: Kind {
        get throws(StoreError) {
            guard let kind = Kind(try demanded(.op)) else {
                throw StoreError(.invalid, "/op is one of create, update, put, patch, delete and check")
            }
            return kind
        }
    }

    private func action(_ kind: Kind) throws(StoreError) -> Action {
        switch kind {
        case .create: .create(try body(.resource), try lifetime)
        case .update: .update(try body(.resource), ifVersion: try version, try lifetime)
        case .put: .put(try body(.resource), try condition, try lifetime)
        case .patch: .patch(try patch, ifVersion: try version)
        case .delete: .delete(ifVersion: try version)
        case .check: .check(ifVersion: try version)
        }
    }

    // MARK: Members

    private subscript(member: Member) -> JSONView? { members.first { $0.member == member }?.value }

    private func demanded(_ member: Member) throws(StoreError) -> JSONView {
        guard let value = self[member] else { throw StoreError(.invalid, "/\(member.word) is missing") }
        return value
    }

    private func name(_ member: Member) throws(StoreError) -> ByteString {
        guard let content = try demanded(member).content else {
            throw StoreError(.invalid, "/\(member.word) is a string")
        }
        return ByteString(content)
    }

    private func body(_ member: Member) throws(StoreError) -> [UInt8] { try demanded(member).bytes.array }

    private var version: UInt64? {
        get throws(StoreError) {
            guard let value = self[.ifVersion] else { return nil }
            guard let version = value.number?.integer.flatMap(UInt64.init(exactly:)) else {
                throw StoreError(.invalid, "/ifVersion is a whole number, 0 or above")
            }
            return version
        }
    }

    private func flag(_ member: Member) throws(StoreError) -> Bool {
        guard let value = self[member] else { return false }
        guard let flag = value.bool else { throw StoreError(.invalid, "/\(member.word) is true or false") }
        return flag
    }

    private var condition: Condition {
        get throws(StoreError) {
            let isAbsent = try flag(.ifAbsent)
            guard let version = try version else { return isAbsent ? .ifAbsent : .always }
            guard !isAbsent else { throw StoreError(.invalid, "/ifVersion and /ifAbsent exclude each other") }
            return .ifVersion(version)
        }
    }

    private var lifetime: Lifetime {
        get throws(StoreError) {
            let isKept = try flag(.keepTTL)
            guard let value = self[.ttl] else { return isKept ? .kept : .usual }
            guard !isKept else { throw StoreError(.invalid, "/ttl and /keepTTL exclude each other") }
            guard let seconds = value.number?.integer else { throw StoreError(.invalid, "/ttl is a number of seconds") }
            return try Lifetime(seconds: Int64(seconds))
        }
    }

    private var patch: Patch {
        get throws(StoreError) {
            switch (self[.merge], self[.patch]) {
            case (let merge?, nil): .merge(merge.bytes.array)
            case (nil, let patch?): .operations(patch.bytes.array)
            default: throw StoreError(.invalid, "a patch has either /merge or /patch: a merge patch, or a JSON patch")
            }
        }
    }
}
