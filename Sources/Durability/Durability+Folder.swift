// The data folder: taken for this server alone, and left for another one when somebody asks for it and nothing is kept
// in it that would be left behind.

package import Commands
internal import Configuration
internal import Journal
internal import Platform

extension Durability {
    /// Takes the folder for this server.
    package func takeFolder() throws(StartFailure) {
        do throws(Errno) {
            lock = try diskAccess.lock(".")
        } catch {
            throw StartFailure(
                "The data folder can't be locked: \(error). Give the server one on a local disk, with --dir.")
        }
        guard lock != nil else { throw StartFailure(JournalError.inUse(folder: "The data folder").description) }
        bodyFolder.begin()
    }

    /// Goes on in another folder, for CONFIG SET. Paths are relative to it, so a log would be torn in two.
    package func moveFolder(to path: String) throws(CommandError) {
        let old = File.currentDirectory
        // What is still to be removed there must not be found here.
        disk.drain()
        bodyFolder.drain()
        try goTo(path)
        let new = File.currentDirectory
        if new != old {
            do throws(CommandError) {
                try refuseToLeave()
                try takeNewFolder()
            } catch {
                try goTo(old)
                throw error
            }
            bodyFolder.leave(old)
        }
        try? services.configuration.set("dir", to: [new], from: .commandLine)
    }

    private func goTo(_ folder: String) throws(CommandError) {
        do throws(Errno) { try File.changeDirectory(to: folder) } catch { throw Self.cannotMove(error.text) }
    }

    private func refuseToLeave() throws(CommandError) {
        guard !logs.isOn, !awaitsLog else {
            throw Self.cannotMove(
                "The append only file is on and stays there: switch it off first, with CONFIG SET appendonly no")
        }
        guard !isWalking else {
            throw Self.cannotMove(
                "A snapshot is being made in the folder: wait for its end, or give it up with BGSAVE CANCEL")
        }
    }

    private func takeNewFolder() throws(CommandError) {
        let new: (any DiskLock)?
        do throws(Errno) { new = try diskAccess.lock(".") } catch { throw Self.cannotMove(error.text) }
        guard let new else { throw Self.cannotMove("Another server keeps its data in that folder") }
        lock = new
    }

    private static func cannotMove(_ reason: String) -> CommandError {
        CommandError("CONFIG SET failed (possibly related to argument 'dir') - \(reason)")
    }
}
