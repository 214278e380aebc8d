// Small files and directories: read whole, write whole, list, remove.

internal import Glibc

func readBytes(_ path: String) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
        let count = unsafe block.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        if count <= 0 { return count == 0 ? bytes : nil }
        bytes += block[..<count]
    }
}

func readText(_ path: String) -> String? {
    readBytes(path).map { String(decoding: $0, as: UTF8.self) }
}

func writeText(_ text: String, to path: String) throws(BenchError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .failed("\(path) cannot be written") }
    defer { close(descriptor) }
    guard writeAll(Array(text.utf8), to: descriptor) else { throw .failed("\(path) cannot be written") }
}

func readLink(_ path: String) -> String? {
    var target = [UInt8](repeating: 0, count: 256)
    let length = unsafe target.withUnsafeMutableBytes { bytes in
        unsafe readlink(path, bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    return length < 0 ? nil : String(decoding: target[..<length], as: UTF8.self)
}

/// The names in a directory, without the two that stand for itself and its parent.
func listDirectory(_ path: String) -> [String] {
    guard let directory = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
        let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names
}

/// A new directory of our own, to be removed by `removeTree`.
func makeTemporaryDirectory() throws(BenchError) -> String {
    var template = Array("/tmp/bench-XXXXXX".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { unsafe mkdtemp($0.baseAddress!) != nil }
    guard made else { throw .failed("no directory can be made in /tmp") }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

func removeTree(_ path: String) {
    for name in listDirectory(path) where unsafe unlink("\(path)/\(name)") != 0 {
        removeTree("\(path)/\(name)")
    }
    unsafe rmdir(path)
}
