// What there is to say when the process breaks: in C, since a signal handler may do next to nothing, and what Swift
// does by itself (counting references, making strings) is not among it. backtrace is: its library is loaded before.
#include "clinux.h"
#include <execinfo.h>
#include <pthread.h>

static char log_path[4096];
static char program[128];
static struct sigaction before[NSIG];
static pthread_t loop;
static volatile sig_atomic_t has_loop, is_reporting;

static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT};
enum { fatal_count = sizeof fatal / sizeof *fatal };

typedef struct {
    char bytes[512];
    size_t count;
} Line;

static void put(Line *line, const char *text) {
    while (*text && line->count < sizeof line->bytes - 1) line->bytes[line->count++] = *text++;
}

static void put_number(Line *line, unsigned long long number, unsigned base) {
    char digits[24];
    size_t at = sizeof digits;
    digits[--at] = 0;
    do digits[--at] = "0123456789abcdef"[number % base]; while (number /= base);
    put(line, digits + at);
}

static void put_signed(Line *line, long long number) {
    if (number < 0) put(line, "-");
    put_number(line, number < 0 ? -(unsigned long long)number : (unsigned long long)number, 10);
}

static Line begin_line(void) {
    Line line = { .count = 0 };
    put_signed(&line, getpid());
    put(&line, ":signal-handler (");
    put_signed(&line, time(NULL));
    put(&line, ") ");
    return line;
}

static void end_line(Line *line, int file) {
    line->bytes[line->count++] = '\n';
    if (write(file, line->bytes, line->count) < 0) return;
}

static void say(int file, const char *text) {
    Line line = begin_line();
    put(&line, text);
    end_line(&line, file);
}

static void say_stack(int file) {
    void *frames[128];
    say(file, "------ STACK TRACE ------");
    backtrace_symbols_fd(frames, backtrace(frames, 128), file);
    say(file, "------ STACK TRACE DONE ------");
}

static int open_log(void) {
    return log_path[0] ? open(log_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644) : 1;
}

static void close_log(int file) {
    if (file > 1) close(file);
}

static void report(int signal_number, siginfo_t *info, void *context) {
    (void)context;
    // What had been there before has the last word: the runtime's own report, or the end.
    sigaction(signal_number, &before[signal_number], NULL);
    if (!is_reporting) {
        is_reporting = 1;
        int file = open_log();
        say(file, "=== BUG REPORT START: please keep everything from here to the end ===");
        Line line = begin_line();
        put(&line, program);
        put(&line, " crashed by signal: ");
        put_signed(&line, signal_number);
        put(&line, ", si_code: ");
        put_signed(&line, info->si_code);
        if (info->si_code == SI_USER) {
            put(&line, ", killed by PID: ");
            put_signed(&line, info->si_pid);
            put(&line, ", UID: ");
            put_signed(&line, info->si_uid);
        } else if (signal_number != SIGABRT) {
            put(&line, ", accessing address: 0x");
            put_number(&line, (unsigned long long)info->si_addr, 16);
        }
        end_line(&line, file);
        say_stack(file);
        say(file, "=== BUG REPORT END ===");
        close_log(file);
    }
    raise(signal_number);
}

/// Tells where the loop is, and goes on.
static void tell(int signal_number) {
    int saved = errno;
    if (has_loop && !pthread_equal(loop, pthread_self())) {
        pthread_kill(loop, signal_number);
    } else {
        int file = open_log();
        say(file, "Received SIGALRM");
        say_stack(file);
        close_log(file);
    }
    errno = saved;
}

void clinux_report_crashes(const char *name, const char *path) {
    strncpy(program, name, sizeof program - 1);
    strncpy(log_path, path, sizeof log_path - 1);
    void *frame;
    backtrace(&frame, 1);
    struct sigaction action = { .sa_sigaction = report, .sa_flags = SA_SIGINFO };
    sigemptyset(&action.sa_mask);
    for (int index = 0; index < fatal_count; index++) sigaction(fatal[index], &action, &before[fatal[index]]);
    struct sigaction telling = { .sa_handler = tell, .sa_flags = SA_RESTART };
    sigemptyset(&telling.sa_mask);
    sigaction(SIGALRM, &telling, NULL);
}

void clinux_note_loop(void) {
    loop = pthread_self();
    // The threads of Dispatch hear no signals.
    sigset_t heard;
    sigemptyset(&heard);
    sigaddset(&heard, SIGALRM);
    pthread_sigmask(SIG_UNBLOCK, &heard, NULL);
    has_loop = 1;
}
