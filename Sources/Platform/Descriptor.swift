// A file descriptor with one owner, closed when the owner lets go of it.

internal import CLinux

package struct Descriptor: ~Copyable {
    package let number: Int32

    package init(owning number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }
}
