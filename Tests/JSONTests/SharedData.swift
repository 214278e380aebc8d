// Cases that others wrote and that are not copied into the project: a folder from the environment, or nothing.

import Foundation

/// The folder of shared data, where MILEPOST_SHARED_DATA names one.
let sharedData = ProcessInfo.processInfo.environment["MILEPOST_SHARED_DATA"].map { URL(fileURLWithPath: $0) }

/// In continuous integration it must be there: a test that is skipped proves nothing.
let hasSharedData = sharedData != nil || ProcessInfo.processInfo.environment["CI"] != nil

func sharedFile(_ path: String) throws -> [UInt8] {
    guard let folder = sharedData else { throw MissingData() }
    return [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
}

/// CI is set and MILEPOST_SHARED_DATA is not.
struct MissingData: Error {}
