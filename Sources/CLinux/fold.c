// Carry-less multiplication, which Swift has no word for: the one instruction that makes checksums as fast as memory.
#include "clinux.h"

#if defined(__x86_64__)
#include <emmintrin.h>
#include <wmmintrin.h>

int clinux_can_fold(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("pclmul");
}

__attribute__((target("pclmul")))
static inline __m128i fold(__m128i bits, __m128i factors, __m128i next) {
    __m128i low = _mm_clmulepi64_si128(bits, factors, 0x00);
    __m128i high = _mm_clmulepi64_si128(bits, factors, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

__attribute__((target("pclmul")))
void clinux_fold(
    const void *bytes, size_t blocks, unsigned long long start, const unsigned long long *factors, void *out) {
    const __m128i *at = bytes;
    __m128i far = _mm_set_epi64x((long long)factors[1], (long long)factors[0]);
    __m128i near = _mm_set_epi64x((long long)factors[3], (long long)factors[2]);
    __m128i a = _mm_xor_si128(_mm_loadu_si128(at), _mm_set_epi64x(0, (long long)start));
    __m128i b = _mm_loadu_si128(at + 1), c = _mm_loadu_si128(at + 2), d = _mm_loadu_si128(at + 3);
    for (at += 4; --blocks; at += 4) {
        a = fold(a, far, _mm_loadu_si128(at));
        b = fold(b, far, _mm_loadu_si128(at + 1));
        c = fold(c, far, _mm_loadu_si128(at + 2));
        d = fold(d, far, _mm_loadu_si128(at + 3));
    }
    _mm_storeu_si128(out, fold(fold(fold(a, near, b), near, c), near, d));
}

#else

int clinux_can_fold(void) { return 0; }

void clinux_fold(
    const void *bytes, size_t blocks, unsigned long long start, const unsigned long long *factors, void *out) {}

#endif
