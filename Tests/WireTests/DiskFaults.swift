// A disk that is slow or fails for one real server: a small library put before the system's, which does to its calls
// what a file says at that moment. It is compiled where it is needed; without a compiler there is none.

import Foundation

final class DiskFaults {
    private let folder: URL

    /// What the server is to be started with.
    var variables: [String] {
        ["LD_PRELOAD=\(folder.path)/faults.so", "MILEPOST_FAULTS=\(folder.path)/faults"]
    }

    /// nil where there is no compiler.
    init?() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "milepost-faults-\(UUID().uuidString)")
        // Sanitizers have libraries of their own before the system's.
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/gcc"),
            ProcessInfo.processInfo.environment["MILEPOST_INTERPOSES"] != "no"
        else { return nil }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let source = folder.appending(path: "faults.c").path
        try Self.source.write(toFile: source, atomically: true, encoding: .utf8)
        set("")
        let library = folder.appending(path: "faults.so").path
        let gcc = try Program("/usr/bin/gcc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"])
        guard try gcc.status() == 0 else { throw Impatience(description: gcc.errors) }
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Says what happens from now on, a line for each call: `fdatasync 5` fails with that error, `rename sleep 1000`
    /// takes so many microseconds longer.
    func set(_ lines: String) {
        try? lines.write(toFile: folder.path + "/faults", atomically: true, encoding: .utf8)
    }

    private static let source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/types.h>
        #include <unistd.h>

        static int fault(const char *call) {
            const char *path = getenv("MILEPOST_FAULTS");
            FILE *file = path ? fopen(path, "r") : NULL;
            if (!file) return 0;
            char name[32], what[32];
            int number, code = 0;
            while (fscanf(file, "%31s %31s", name, what) == 2) {
                int sleeps = !strcmp(what, "sleep");
                number = sleeps ? 0 : atoi(what);
                if (sleeps && fscanf(file, "%d", &number) != 1) break;
                if (strcmp(name, call)) continue;
                if (sleeps) usleep(number); else code = number;
            }
            fclose(file);
            if (code) errno = code;
            return code;
        }

        #define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

        int fdatasync(int fd) { REAL(fdatasync); return fault("fdatasync") ? -1 : real(fd); }
        int fsync(int fd) { REAL(fsync); return fault("fsync") ? -1 : real(fd); }
        int ftruncate(int fd, off_t size) { REAL(ftruncate); return fault("ftruncate") ? -1 : real(fd, size); }
        int rename(const char *a, const char *b) { REAL(rename); return fault("rename") ? -1 : real(a, b); }
        ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
            REAL(pwrite);
            return fault("pwrite") ? -1 : real(fd, bytes, count, at);
        }
        """
}
