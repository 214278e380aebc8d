// What Swift's own view of libc lacks: the headers behind epoll, eventfd and timerfd, and the few calls that
// Swift cannot import. Each wrapper names the reason why it must be C; none holds a decision of the server.
#ifndef CLINUX_H
#define CLINUX_H

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <malloc.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <arpa/inet.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

// accept4 stands behind _GNU_SOURCE, under which every socket call takes a union that Swift cannot make.
int accept4(int listener, struct sockaddr *address, socklen_t *length, int flags);
static inline int clinux_accept4(int listener, int flags) {
    return accept4(listener, NULL, NULL, flags);
}

// How many bytes malloc has given, and how many it has from the kernel. The first is 0 where a sanitizer stands in its
// place.
long clinux_heap_in_use(void);
long clinux_heap_held(void);

// open and fcntl are variadic, and variadic functions are not imported.
static inline int clinux_open(const char *path, int flags, unsigned mode) { return open(path, flags, mode); }
static inline int clinux_set_nonblocking(int fd) { return fcntl(fd, F_SETFL, O_NONBLOCK); }

// sync_file_range stands behind _GNU_SOURCE; 3 is SYNC_FILE_RANGE_WAIT_BEFORE and SYNC_FILE_RANGE_WRITE.
int sync_file_range(int fd, long long start, long long bytes, unsigned flags);
static inline int clinux_write_out(int fd, long long start, long long bytes) {
    return sync_file_range(fd, start, bytes, 3);
}

// epoll_event holds a packed union, whose members the importer cannot place.
static inline int clinux_epoll_change(int set, int operation, int fd, unsigned events, unsigned long long token) {
    struct epoll_event event = { .events = events, .data = { .u64 = token } };
    return epoll_ctl(set, operation, fd, &event);
}
static inline unsigned clinux_epoll_events(const struct epoll_event *list, int index) { return list[index].events; }
static inline unsigned long long clinux_epoll_token(const struct epoll_event *list, int index) {
    return list[index].data.u64;
}

// SIG_IGN is a cast in a macro.
static inline void clinux_ignore_signal(int number) { signal(number, SIG_IGN); }

// Read with every command: in C nothing stands between the call and its result.
static inline long long clinux_monotonic_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

// A hint that the compiler has and Swift does not know.
static inline void clinux_prefetch(const void *address) { __builtin_prefetch(address); }

// A global that may be written is not imported as something that may be read.
extern char **environ;
static inline char *clinux_variable(int index) { return environ ? environ[index] : NULL; }

// errno is a macro over a thread-local call.
static inline int clinux_errno(void) { return errno; }

// MAP_FAILED is a cast in a macro.
static inline void *clinux_map_zeroed(size_t bytes) {
    void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return start == MAP_FAILED ? NULL : start;
}

// mremap is variadic and stands behind _GNU_SOURCE; 1 is MREMAP_MAYMOVE.
void *mremap(void *start, size_t old_bytes, size_t new_bytes, int flags, ...);
static inline void *clinux_grow_map(void *start, size_t old_bytes, size_t new_bytes) {
    void *moved = mremap(start, old_bytes, new_bytes, 1);
    return moved == MAP_FAILED ? NULL : moved;
}

// snprintf is variadic, and long double is not a Swift type on every machine. INCRBYFLOAT is defined by both:
// the sum is made in long double and written with seventeen digits after the point, as %.17Lf does.
static inline int clinux_parse_long_double(const char *text, size_t length, long double *value) {
    char copy[5 * 1024];
    if (length == 0 || length >= sizeof copy) return 0;
    memcpy(copy, text, length);
    copy[length] = 0;
    char *end;
    errno = 0;
    *value = strtold(copy, &end);
    if (strchr(" \t\n\v\f\r", copy[0]) || (size_t)(end - copy) != length) return 0;
    long double huge = __builtin_huge_vall();
    if (errno == ERANGE && (*value == huge || *value == -huge || *value == 0)) return 0;
    return *value == *value;
}
// 1: sum written; 0: a text is not a number; -1: the sum is not finite.
static inline int clinux_add_decimal_texts(
    const char *left, size_t left_length, const char *right, size_t right_length, char *out, size_t room,
    size_t *written) {
    long double a, b;
    if (!clinux_parse_long_double(left, left_length, &a)) return 0;
    if (!clinux_parse_long_double(right, right_length, &b)) return -2;
    long double sum = a + b;
    if (sum != sum || __builtin_isinf(sum)) return -1;
    int length = snprintf(out, room, "%.17Lf", sum);
    if (length <= 0 || (size_t)length >= room) return -1;
    if (memchr(out, '.', (size_t)length)) {
        while (out[length - 1] == '0') length--;
        if (out[length - 1] == '.') length--;
    }
    if (length == 2 && out[0] == '-' && out[1] == '0') { out[0] = '0'; length = 1; }
    *written = (size_t)length;
    return 1;
}

// Carry-less multiplication is an instruction that Swift has no word for. clinux_fold turns `blocks` blocks of 64 bytes
// into 16 bytes with the same remainder by a polynomial, which the four factors stand for; `start` goes into the first
// eight bytes. Only where clinux_can_fold says so.
int clinux_can_fold(void);
void clinux_fold(
    const void *bytes, size_t blocks, unsigned long long start, const unsigned long long *factors, void *out);

// Signals that end a process are told to its log first, and SIGALRM has the log told where the loop is.
void clinux_report_crashes(const char *program, const char *log_path);
void clinux_note_loop(void);

// Nobody but DEBUG SEGFAULT wants this.
static inline void clinux_touch_nothing(void) { *(volatile int *)8 = 0; }

#endif
