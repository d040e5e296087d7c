/* What libzookeeper_mt can do without Swift: the other side of `Scripts/bench zookeeper`.
 *
 *   raw HOST:PORT GETS SETS SERIAL WATCHES
 *
 * Prints one "name value" a line, the same names and units as `ZooKeeperBenchmark ours`. */
#define THREADED 1
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <zookeeper/zookeeper.h>

enum { WINDOW = 256, DATA = 100, WARM_UP = 4000 };
static const char *const PATH = "/benchmark";

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static char data[DATA];

/* Pipelined requests: touched by the completion thread only, once the first window is out. */
static struct {
    zhandle_t *zh;
    int sets;
    int left;
    int open;
    int done;
} run;

static void die(const char *what, int code) {
    fprintf(stderr, "raw: %s failed (%d)\n", what, code);
    exit(1);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static double cpu(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
}

static void tell(int *flag) {
    pthread_mutex_lock(&lock);
    *flag = 1;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
}

static void await(int *flag) {
    pthread_mutex_lock(&lock);
    while (!*flag) pthread_cond_wait(&changed, &lock);
    *flag = 0;
    pthread_mutex_unlock(&lock);
}

/* Sessions. The context of the watcher is the flag to raise on the first connection. */
static void session(zhandle_t *zh, int type, int state, const char *path, void *context) {
    (void)zh;
    (void)path;
    if (context && type == ZOO_SESSION_EVENT && state == ZOO_CONNECTED_STATE) tell(context);
}

static zhandle_t *connect_to(const char *server) {
    int connected = 0;
    zhandle_t *zh = zookeeper_init2(server, session, 4000, 0, &connected, ZOO_NO_LOG_CLIENTENV, 0);
    if (!zh) die("zookeeper_init2", 0);
    /* As our client does: otherwise the library resolves host names on every turn of its loop. */
    zoo_set_servers_resolution_delay(zh, -1);
    await(&connected);
    zoo_set_context(zh, 0);
    return zh;
}

/* Pipelined get and set: each answer sends the next request from the library's own thread, which is the fastest way. */
static void next(void);

static void answered(int code) {
    if (code != ZOK) die("a pipelined request", code);
    run.open--;
    if (run.left > 0) {
        next();
    } else if (run.open == 0) {
        tell(&run.done);
    }
}

static void got(int code, const char *value, int length, const struct Stat *stat, const void *context) {
    (void)stat;
    (void)context;
    /* Whoever reads wants the bytes: the library's copy is gone when this returns. */
    char *copy = malloc(length > 0 ? length : 1);
    memcpy(copy, value, length > 0 ? length : 0);
    volatile char first = copy[0];
    (void)first;
    free(copy);
    answered(code);
}

static void was_set(int code, const struct Stat *stat, const void *context) {
    (void)stat;
    (void)context;
    answered(code);
}

static void next(void) {
    run.left--;
    run.open++;
    int code = run.sets ? zoo_aset(run.zh, PATH, data, DATA, -1, was_set, 0) : zoo_aget(run.zh, PATH, 0, got, 0);
    if (code != ZOK) die("sending", code);
}

/* The first window is sent by the completion thread as well, so that nothing of `run` needs a lock. */
static void started(int code, const struct Stat *stat, const void *context) {
    (void)stat;
    (void)context;
    if (code != ZOK) die("zoo_aexists", code);
    for (int i = 0; i < WINDOW && run.left > 0; i++) next();
}

static void pipelined(zhandle_t *zh, int sets, int count) {
    run.zh = zh;
    run.sets = sets;
    run.left = count;
    run.open = 0;
    zoo_aexists(zh, PATH, 0, started, 0);
    await(&run.done);
}

static void report(zhandle_t *zh, const char *name, int sets, int count) {
    pipelined(zh, sets, WARM_UP);
    double c = cpu(), t = now();
    pipelined(zh, sets, count);
    printf("%s.rate %.1f\n%s.cpu %.3f\n", name, count / ((now() - t) / 1e6), name, (cpu() - c) / count);
}

/* Serial get */
static int serial_done;

static void serial_got(int code, const char *value, int length, const struct Stat *stat, const void *context) {
    (void)value;
    (void)length;
    (void)stat;
    (void)context;
    if (code != ZOK) die("a serial get", code);
    tell(&serial_done);
}

static int ascending(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void print_quantiles(const char *name, double *samples, int count) {
    qsort(samples, count, sizeof *samples, ascending);
    printf("%s.p50 %.2f\n%s.p99 %.2f\n", name, samples[count / 2], name, samples[count * 99 / 100]);
}

static void serial(zhandle_t *zh, int count) {
    double *samples = calloc(count, sizeof *samples);
    for (int i = -200; i < count; i++) {
        double t = now();
        if (zoo_aget(zh, PATH, 0, serial_got, 0) != ZOK) die("sending", 0);
        await(&serial_done);
        if (i >= 0) samples[i] = now() - t;
    }
    print_quantiles("serial", samples, count);
    free(samples);
}

/* Watches: one handle sets, the other has the watch, is called back and reads again with a watch. */
static double event_at, value_at;
static int seen, stored;

static void watched(zhandle_t *zh, int type, int state, const char *path, void *context);

static void watch_got(int code, const char *value, int length, const struct Stat *stat, const void *context) {
    (void)value;
    (void)length;
    (void)stat;
    (void)context;
    if (code != ZOK) die("reading with a watch", code);
    value_at = now();
    tell(&seen);
}

static void watched(zhandle_t *zh, int type, int state, const char *path, void *context) {
    (void)state;
    (void)context;
    if (type != ZOO_CHANGED_EVENT) return;
    event_at = now();
    if (zoo_awget(zh, path, watched, 0, watch_got, 0) != ZOK) die("sending", 0);
}

static void watch_set(int code, const struct Stat *stat, const void *context) {
    (void)stat;
    (void)context;
    if (code != ZOK) die("a set", code);
    tell(&stored);
}

static void watches(zhandle_t *writer, zhandle_t *reader, int count) {
    double *events = calloc(count, sizeof *events), *values = calloc(count, sizeof *values);
    if (zoo_awget(reader, PATH, watched, 0, watch_got, 0) != ZOK) die("sending", 0);
    await(&seen);
    for (int i = -200; i < count; i++) {
        double t = now();
        if (zoo_aset(writer, PATH, data, DATA, -1, watch_set, 0) != ZOK) die("sending", 0);
        await(&seen);
        await(&stored);
        if (i < 0) continue;
        events[i] = event_at - t;
        values[i] = value_at - t;
    }
    print_quantiles("event", events, count);
    print_quantiles("watch", values, count);
    free(events);
    free(values);
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: raw HOST:PORT GETS SETS SERIAL WATCHES\n");
        return 64;
    }
    zoo_set_debug_level(ZOO_LOG_LEVEL_WARN);
    memset(data, 'x', DATA);
    zhandle_t *zh = connect_to(argv[1]);
    report(zh, "get", 0, atoi(argv[2]));
    report(zh, "set", 1, atoi(argv[3]));
    serial(zh, atoi(argv[4]));
    zhandle_t *reader = connect_to(argv[1]);
    watches(zh, reader, atoi(argv[5]));
    zookeeper_close(reader);
    zookeeper_close(zh);
    return 0;
}
