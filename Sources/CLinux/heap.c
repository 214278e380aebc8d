// What malloc has given, counted as it gives and takes back. Asked for the same figure malloc goes through all its
// holes, and the whole server waits: for a tenth of a second where half a million keys were deleted. It is C since it
// takes the place of malloc by its name.
#include "clinux.h"

#include <stdatomic.h>
#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define COUNTS 0
#elif defined(__has_feature)
#define COUNTS !(__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define COUNTS 1
#endif

static _Atomic long given;
// The part of it that is mapped on its own, and where the heap began.
static _Atomic long mapped;
static char *beginning;

__attribute__((constructor)) static void note_beginning(void) { beginning = sbrk(0); }

#if COUNTS

void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *block, size_t bytes);
void *__libc_memalign(size_t alignment, size_t bytes);
void __libc_free(void *block);

// Threads tell of what they took once it is this much, so that they do not fight for one cache line. What a thread has
// not told when it ends is never told: less than this.
enum { leap = 512 };
static __attribute__((tls_model("initial-exec"))) _Thread_local long untold;

static inline void count(long bytes) {
    untold += bytes;
    if (untold > leap || untold < -leap) {
        atomic_fetch_add_explicit(&given, untold, memory_order_relaxed);
        untold = 0;
    }
}

// The word before each block, in which malloc keeps how much it takes, itself included, and three marks.
enum { marks = 7, mapped_mark = 2 };
static inline size_t word_before(void *block) { return block ? ((size_t *)block)[-1] : 0; }

static inline void take_note(size_t word, long sign) {
    long bytes = sign * (long)(word & ~(size_t)marks);
    if (word & mapped_mark) atomic_fetch_add_explicit(&mapped, bytes, memory_order_relaxed);
    count(bytes);
}

static inline void *counted(void *block) {
    take_note(word_before(block), 1);
    return block;
}

void *malloc(size_t bytes) { return counted(__libc_malloc(bytes)); }
void *calloc(size_t number, size_t bytes) { return counted(__libc_calloc(number, bytes)); }
void *memalign(size_t alignment, size_t bytes) { return counted(__libc_memalign(alignment, bytes)); }
void *aligned_alloc(size_t alignment, size_t bytes) { return counted(__libc_memalign(alignment, bytes)); }
void *valloc(size_t bytes) { return counted(__libc_memalign((size_t)sysconf(_SC_PAGESIZE), bytes)); }

int posix_memalign(void **place, size_t alignment, size_t bytes) {
    if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
    int before = errno;
    void *block = memalign(alignment, bytes);
    errno = before;
    if (block == NULL) return ENOMEM;
    *place = block;
    return 0;
}

void *realloc(void *block, size_t bytes) {
    size_t before = word_before(block);
    void *moved = __libc_realloc(block, bytes);
    // Where there is no memory for it the block stays; a block of no bytes is given back.
    if (moved == NULL && bytes > 0) return NULL;
    take_note(before, -1);
    return counted(moved);
}

void free(void *block) {
    if (block == NULL) return;
    take_note(word_before(block), -1);
    __libc_free(block);
}

#endif

long clinux_heap_in_use(void) { return atomic_load_explicit(&given, memory_order_relaxed); }

long clinux_heap_held(void) {
    return (char *)sbrk(0) - beginning + atomic_load_explicit(&mapped, memory_order_relaxed);
}
