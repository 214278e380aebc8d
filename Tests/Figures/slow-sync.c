// Makes a disk of the kind that takes five milliseconds for an fsync out of any disk, for whatever process loads it:
//
//     cc -shared -fPIC -O2 -o slow-sync.so slow-sync.c
//     LD_PRELOAD=./slow-sync.so redis-server …

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void wait_for_disk(void) {
    struct timespec pause = {0, 5 * 1000 * 1000};
    nanosleep(&pause, 0);
}

int fsync(int file) {
    wait_for_disk();
    return syscall(SYS_fsync, file);
}

int fdatasync(int file) {
    wait_for_disk();
    return syscall(SYS_fdatasync, file);
}
