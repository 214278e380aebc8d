// One file of bodies: written at its end on the disk's queue, read from anywhere, gone with the last version that has
// its body there.

internal import Bytes
internal import Platform
internal import Resources

final class BodyFile: BodyBearer {
    let number: Int
    let path: String
    private let disk: any Disk
    private let queue: DiskQueue
    /// Open as soon as something has been written.
    private var file: (any DiskFile)?
    /// Behind this is room, or what a failed attempt has left.
    private(set) var size = 0
    private var hasName = true
    private let warn: (String) -> Void

    init(
        _ number: Int, in folder: String, on disk: any Disk, by queue: DiskQueue, warn: @escaping (String) -> Void
    ) {
        self.number = number
        path = Path.join(folder, Self.name(of: number))
        self.disk = disk
        self.queue = queue
        self.warn = warn
    }

    deinit {
        guard hasName else { return }
        let (disk, path) = (disk, path)
        queue.perform {
            try? disk.remove(path)
        } then: { _ in
        }
    }

    /// Paths are relative to the data folder, which was `folder` so far: nobody would find the file there later.
    func loseName(in folder: String) {
        try? disk.remove(Path.join(folder, path))
        hasName = false
    }

    private static let suffix = ".bodies"

    static func name(of number: Int) -> String { "\(number)\(suffix)" }

    /// The number of the file of this name; nil where it is none of bodies.
    static func number(of name: String) -> Int? {
        name.hasSuffix(suffix) ? Int(name.dropLast(suffix.count)) : nil
    }

    // MARK: Writing

    /// Writes bodies behind what is there, on the disk's queue; answers on the loop where they begin, or why they are
    /// not there.
    func write(_ bodies: [UInt8], then finish: @escaping (Result<Int, Errno>) -> Void) {
        let (disk, path, start, known) = (disk, path, size, file)
        queue.perform {
            Self.write(bodies, to: known, path, on: disk, from: start)
        } then: { [self] outcome in
            finish(note(outcome, bodies.count))
        }
    }

    /// The same at once.
    func writeAtOnce(_ bodies: [UInt8]) -> Result<Int, Errno> {
        note(Self.write(bodies, to: file, path, on: disk, from: size), bodies.count)
    }

    private func note(_ outcome: Result<any DiskFile, Errno>, _ count: Int) -> Result<Int, Errno> {
        outcome.map { file in
            self.file = file
            defer { size += count }
            return size
        }
    }

    private static func write(
        _ bodies: [UInt8], to known: (any DiskFile)?, _ path: String, on disk: any Disk, from start: Int
    ) -> Result<any DiskFile, Errno> {
        do throws(Errno) {
            let file = if let known { known } else { try create(path, on: disk) }
            try bodies.withView { view throws(Errno) in try file.writeAll(view, at: start) }
            return .success(file)
        } catch {
            return .failure(error)
        }
    }

    private static func create(_ path: String, on disk: any Disk) throws(Errno) -> any DiskFile {
        try disk.makeFolder(Path.folder(of: path))
        return try disk.create(path)
    }

    // MARK: Reading

    func read(_ place: BodyPlace) throws(BodyFault) -> [UInt8] {
        try settle(Self.read(file, place), at: place.offset)
    }

    func fetch(_ place: BodyPlace, then finish: @escaping (Result<[UInt8], BodyFault>) -> Void) {
        let file = file
        queue.perform {
            Self.read(file, place)
        } then: { [self] outcome in
            finish(Result { () throws(BodyFault) in try settle(outcome, at: place.offset) })
        }
    }

    private enum Failure: Error {
        case disk(Errno)
        case damage
    }

    private func settle(_ outcome: Result<[UInt8], Failure>, at offset: Int) throws(BodyFault) -> [UInt8] {
        let what: String
        switch outcome {
        case .success(let body): return body
        case .failure(.disk(let error)): what = error.text
        case .failure(.damage): what = "what stands there is not what was written"
        }
        let text = "a body can't be read back from \(path) at offset \(offset): \(what)"
        warn(text)
        throw BodyFault(
            text: text + "; with the log on, a restart makes the file anew; without it write or delete the resource, "
                + "and RES.COMPACT lets go of its past")
    }

    /// Whether it is worth anything is known to who takes a body out of it, and reads that alone where it is not.
    func stretch(from start: Int, to end: Int) -> [UInt8] {
        (try? file?.readAll(at: start, min(end, size) - start)) ?? []
    }

    private static func read(_ file: (any DiskFile)?, _ place: BodyPlace) -> Result<[UInt8], Failure> {
        guard let file else { return .failure(.damage) }
        do throws(Errno) {
            let body = try file.readAll(at: place.offset, place.length)
            let isWhole = body.count == place.length && body.withView { CRC32C.update(0, $0) } == place.checksum
            return isWhole ? .success(body) : .failure(.damage)
        } catch {
            return .failure(.disk(error))
        }
    }
}
