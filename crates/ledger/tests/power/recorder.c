/* Loaded before the C library (LD_PRELOAD): writes down, in order and with its data, everything a process
 * does to the files below one folder, and lets any one of these operations fail.
 *
 * POWER_FOLDER   the folder that is watched
 * POWER_CONTROL  a file outside it; each line written there is an instruction:
 *                  record LOG          from now on write to LOG; numbers of operations begin at 0
 *                  fail LOG KIND N     the same, and operation N goes wrong in the way KIND says
 *                  mark TEXT           write TEXT down between the operations
 *                  stop                write down how many operations and reads there were, and no more
 *
 * A record is: kind (1 byte), file descriptor (4), number (8), length of the data (4), data; little-endian.
 * Marks, closings and reads are no operations that can be cut; reads have numbers of their own. The
 * shared-memory file of SQLite's WAL is left out: whoever opens a database first makes it anew. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NOT_OURS, STORE, CONTROL };
enum { FDS = 4096 };
static unsigned char what[FDS];
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static char folder[PATH_MAX], control[PATH_MAX];
static int log_fd = -1;
static char kind[32];
static long fail_at = -1, operations, reads;

#define REAL(result, name, ...)                                                                      \
    static result (*name)(__VA_ARGS__);                                                              \
    if (!name) name = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, __func__)

static ssize_t real_write(int fd, const void *data, size_t length) {
    static ssize_t (*call)(int, const void *, size_t);
    if (!call) call = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    return call(fd, data, length);
}

static int real_open(const char *path, int flags, mode_t mode) {
    static int (*call)(const char *, int, ...);
    if (!call) call = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open64");
    return call(path, flags, mode);
}

static void give_up(const char *why) {
    fprintf(stderr, "recorder: %s\n", why);
    abort();
}

__attribute__((constructor)) static void begin(void) {
    const char *watched = getenv("POWER_FOLDER"), *told = getenv("POWER_CONTROL");
    if (!watched || !told) give_up("POWER_FOLDER and POWER_CONTROL must be set");
    snprintf(folder, sizeof folder, "%s/", watched);
    snprintf(control, sizeof control, "%s", told);
}

static void put(const void *data, size_t length) {
    const char *next = data;
    while (length > 0) {
        ssize_t done = real_write(log_fd, next, length);
        if (done <= 0) give_up("the record cannot be written");
        next += done;
        length -= (size_t)done;
    }
}

static void record(char type, int fd, uint64_t number, const void *data, size_t length) {
    if (log_fd < 0) return;
    unsigned char head[17] = {(unsigned char)type};
    uint32_t descriptor = (uint32_t)fd, size = (uint32_t)length;
    memcpy(head + 1, &descriptor, 4);
    memcpy(head + 5, &number, 8);
    memcpy(head + 13, &size, 4);
    put(head, sizeof head);
    put(data, length);
}

static void instruct(const char *line, size_t length) {
    char text[PATH_MAX + 64], log[PATH_MAX];
    if (length >= 5 && !memcmp(line, "mark ", 5)) {
        record('k', 0, 0, line + 5, length - 5);
        return;
    }
    snprintf(text, sizeof text, "%.*s", (int)length, line);
    record('n', (int)operations, (uint64_t)reads, "", 0);
    if (log_fd >= 0) close(log_fd);
    log_fd = -1;
    if (!strcmp(text, "stop\n")) return;
    operations = reads = 0;
    fail_at = -1;
    kind[0] = 0;
    if (sscanf(text, "record %4095s", log) != 1
        && sscanf(text, "fail %4095s %31s %ld", log, kind, &fail_at) != 3)
        give_up("an instruction that is none");
    log_fd = real_open(log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (log_fd < 0) give_up("the record cannot be opened");
}

/* What an operation is to meet: 0, an error number, or SHORT. */
enum { SHORT = -1 };
static int meets(int needs_room, int is_write) {
    long n = operations++;
    if (fail_at < 0 || n < fail_at) return 0;
    if (!strcmp(kind, "error")) return n == fail_at ? EIO : 0;
    if (!strcmp(kind, "errors")) return EIO;
    if (!strcmp(kind, "short")) return n == fail_at && is_write ? SHORT : 0;
    if (!strcmp(kind, "torn")) return n == fail_at && is_write ? SHORT : n == fail_at + 1 ? EIO : 0;
    if (!strcmp(kind, "full")) return needs_room ? ENOSPC : 0;
    if (!strcmp(kind, "full-for-a-while")) return needs_room && n < fail_at + 12 ? ENOSPC : 0;
    return 0;
}

static int read_fails(void) {
    long n = reads++;
    return !strcmp(kind, "unreadable") && n == fail_at;
}

static int is_store(const char *path) {
    size_t length = strlen(path);
    if (length >= 4 && !strcmp(path + length - 4, "-shm")) return 0;
    return !strncmp(path, folder, strlen(folder)) || (!strncmp(path, folder, length) && length + 1 == strlen(folder));
}

static int kind_of(int fd) {
    return fd >= 0 && fd < FDS ? what[fd] : NOT_OURS;
}

static int refuse(int error) {
    errno = error;
    return -1;
}

static int opens(const char *path, int flags, mode_t mode) {
    int is_ours = log_fd >= 0 && is_store(path);
    if (is_ours) {
        struct stat found;
        int makes = (flags & O_CREAT) && stat(path, &found) != 0;
        int error = makes || (flags & O_TRUNC) ? meets(makes, 0) : 0;
        if (error > 0) return refuse(error);
    }
    int fd = real_open(path, flags, mode);
    if (fd < 0) return fd;
    if (fd >= FDS) give_up("too many files");
    what[fd] = is_ours ? STORE : !strcmp(path, control) ? CONTROL : NOT_OURS;
    if (is_ours) record(flags & (O_CREAT | O_TRUNC) ? 'o' : 'p', fd, (uint64_t)(flags & O_TRUNC), path, strlen(path));
    return fd;
}

#define OPEN(name, ...)                                                                              \
    int name(__VA_ARGS__, int flags, ...) {                                                          \
        mode_t mode = 0;                                                                             \
        if (flags & (O_CREAT | __O_TMPFILE)) {                                                       \
            va_list more;                                                                            \
            va_start(more, flags);                                                                   \
            mode = va_arg(more, mode_t);                                                             \
            va_end(more);                                                                            \
        }                                                                                            \
        pthread_mutex_lock(&lock);

#define DONE(result)                                                                                 \
    pthread_mutex_unlock(&lock);                                                                     \
    return result

OPEN(open, const char *path) int fd = opens(path, flags, mode); DONE(fd); }
OPEN(open64, const char *path) int fd = opens(path, flags, mode); DONE(fd); }

OPEN(openat64, int at, const char *path)
    REAL(int, call, int, const char *, int, ...);
    if (path[0] == '/' || at == AT_FDCWD) {
        int fd = opens(path, flags, mode);
        DONE(fd);
    }
    /* Only walks through folders to remove them open files so, and those are not ours. */
    if (kind_of(at) == STORE) give_up("a file opened below an open folder");
    int fd = call(at, path, flags, mode);
    if (fd >= 0 && fd < FDS) what[fd] = NOT_OURS;
    DONE(fd);
}

int close(int fd) {
    REAL(int, call, int);
    pthread_mutex_lock(&lock);
    if (kind_of(fd) == STORE) record('c', fd, 0, "", 0);
    if (fd >= 0 && fd < FDS) what[fd] = NOT_OURS;
    int done = call(fd);
    DONE(done);
}

static ssize_t writes(int fd, const void *data, size_t length, off_t at) {
    static ssize_t (*call)(int, const void *, size_t, off_t);
    if (!call) call = (ssize_t (*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite64");
    int error = log_fd >= 0 ? meets(1, 1) : 0;
    if (error > 0) return refuse(error);
    if (error == SHORT && length > 1) length /= 2;
    ssize_t done = call(fd, data, length, at);
    if (done > 0) record('w', fd, (uint64_t)at, data, (size_t)done);
    return done;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off_t at) {
    REAL(ssize_t, call, int, const void *, size_t, off_t);
    pthread_mutex_lock(&lock);
    ssize_t done = kind_of(fd) == STORE ? writes(fd, data, length, at) : call(fd, data, length, at);
    DONE(done);
}

ssize_t write(int fd, const void *data, size_t length) {
    pthread_mutex_lock(&lock);
    ssize_t done;
    if (kind_of(fd) == CONTROL) {
        instruct(data, length);
        done = (ssize_t)length;
    } else if (kind_of(fd) == STORE) {
        int appends = fcntl(fd, F_GETFL) & O_APPEND;
        done = writes(fd, data, length, lseek(fd, 0, appends ? SEEK_END : SEEK_CUR));
        if (done > 0) lseek(fd, done, SEEK_CUR);
    } else {
        done = real_write(fd, data, length);
    }
    DONE(done);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL(ssize_t, call, int, const struct iovec *, int);
    if (kind_of(fd) == NOT_OURS) return call(fd, parts, count);
    return count > 0 ? write(fd, parts[0].iov_base, parts[0].iov_len) : 0;
}

ssize_t read(int fd, void *data, size_t length) {
    REAL(ssize_t, call, int, void *, size_t);
    if (kind_of(fd) == STORE && log_fd >= 0 && read_fails()) return refuse(EIO);
    return call(fd, data, length);
}

ssize_t pread64(int fd, void *data, size_t length, off_t at) {
    REAL(ssize_t, call, int, void *, size_t, off_t);
    if (kind_of(fd) == STORE && log_fd >= 0 && read_fails()) return refuse(EIO);
    return call(fd, data, length, at);
}

int ftruncate64(int fd, off_t length) {
    REAL(int, call, int, off_t);
    pthread_mutex_lock(&lock);
    int is_ours = kind_of(fd) == STORE;
    int error = is_ours && log_fd >= 0 ? meets(0, 0) : 0;
    int done = error > 0 ? refuse(error) : call(fd, length);
    if (is_ours && done == 0) record('t', fd, (uint64_t)length, "", 0);
    DONE(done);
}

static int syncs(int fd, int (*call)(int)) {
    pthread_mutex_lock(&lock);
    int is_ours = kind_of(fd) == STORE;
    int error = is_ours && log_fd >= 0 ? meets(0, 0) : 0;
    int done = error > 0 ? refuse(error) : call(fd);
    /* After a failed sync the system may take what it could not write for written. */
    if (is_ours) record(done == 0 ? 's' : 'f', fd, 0, "", 0);
    DONE(done);
}

int fsync(int fd) { REAL(int, call, int); return syncs(fd, call); }
int fdatasync(int fd) { REAL(int, call, int); return syncs(fd, call); }

int rename(const char *from, const char *to) {
    REAL(int, call, const char *, const char *);
    pthread_mutex_lock(&lock);
    int is_ours = is_store(from) || is_store(to);
    int error = is_ours && log_fd >= 0 ? meets(0, 0) : 0;
    int done = error > 0 ? refuse(error) : call(from, to);
    if (is_ours && done == 0) {
        char both[2 * PATH_MAX];
        int length = snprintf(both, sizeof both, "%s\n%s", from, to);
        record('r', 0, 0, both, (size_t)length);
    }
    DONE(done);
}

#define ON_A_PATH(name, letter, needs_room, call_it, ...)                                            \
    int name(const char *path, ##__VA_ARGS__) {                                                      \
        REAL(int, call, const char *, ...);                                                          \
        pthread_mutex_lock(&lock);                                                                   \
        int is_ours = is_store(path);                                                                \
        int error = is_ours && log_fd >= 0 ? meets(needs_room, 0) : 0;                               \
        int done = error > 0 ? refuse(error) : call_it;                                              \
        if (is_ours && done == 0) record(letter, 0, 0, path, strlen(path));                          \
        DONE(done);                                                                                  \
    }

ON_A_PATH(unlink, 'u', 0, call(path))
ON_A_PATH(rmdir, 'u', 0, call(path))
ON_A_PATH(mkdir, 'm', 1, call(path, mode), mode_t mode)

/* Without these, copying falls back on reading and writing. */
ssize_t copy_file_range(int from, off_t *from_at, int to, off_t *to_at, size_t length, unsigned flags) {
    REAL(ssize_t, call, int, off_t *, int, off_t *, size_t, unsigned);
    return kind_of(to) == STORE ? refuse(ENOSYS) : call(from, from_at, to, to_at, length, flags);
}

ssize_t sendfile64(int to, int from, off_t *at, size_t count) {
    REAL(ssize_t, call, int, int, off_t *, size_t);
    return kind_of(to) == STORE ? refuse(ENOSYS) : call(to, from, at, count);
}

/* Not known to be used by what is watched: whoever begins to must teach the recorder. */
int fallocate64(int fd, int mode, off_t at, off_t length) {
    REAL(int, call, int, int, off_t, off_t);
    if (kind_of(fd) == STORE) give_up("fallocate");
    return call(fd, mode, at, length);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t at) {
    REAL(ssize_t, call, int, const struct iovec *, int, off_t);
    if (kind_of(fd) == STORE) give_up("pwritev");
    return call(fd, parts, count, at);
}

void *mmap64(void *at, size_t length, int protection, int flags, int fd, off_t from) {
    REAL(void *, call, void *, size_t, int, int, int, off_t);
    if ((protection & PROT_WRITE) && (flags & MAP_SHARED) && kind_of(fd) == STORE) give_up("mmap");
    return call(at, length, protection, flags, fd, from);
}
