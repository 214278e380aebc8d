// The environment that the process was started with: what a container or a supervisor has to say.

internal import CLinux

package enum ProcessVariables {
    package static var all: [String: String] {
        var found: [String: String] = [:]
        var index: Int32 = 0
        while let line = unsafe clinux_variable(index) {
            let parts = unsafe String(cString: line).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { found[String(parts[0])] = String(parts[1]) }
            index += 1
        }
        return found
    }
}
