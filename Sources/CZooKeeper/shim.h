#ifndef BLUEGREEN_CZOOKEEPER_SHIM_H
#define BLUEGREEN_CZOOKEEPER_SHIM_H

// Declares what libzookeeper_mt exports and hides the single-threaded entry points, which must not be called on it.
#define THREADED 1
#include <zookeeper/zookeeper.h>

// Not a code of the library: the transaction was refused because the connection was not established.
#define BGZK_NOT_CONNECTED (-9001)

// On an expired handle, zoo_amulti of 3.8.0 frees a stale pointer and aborts the process, so the state is looked at
// directly before the call.
static inline int bgzk_amulti(zhandle_t *zh, int count, const zoo_op_t *ops, zoo_op_result_t *results,
                              void_completion_t completion, const void *data) {
    if (zoo_state(zh) != ZOO_CONNECTED_STATE) {
        return BGZK_NOT_CONNECTED;
    }
    return zoo_amulti(zh, count, ops, results, completion, data);
}

// Opens a handle that resolves host names on reconnects only: with the library's default a failing resolver stops
// its heartbeats and loses the session without any event.
// `resumed` names a session to go on with; NULL opens a new one.
static inline zhandle_t *bgzk_init(const char *hosts, watcher_fn watcher, int timeout_milliseconds,
                                   const clientid_t *resumed, void *context, log_callback_fn log) {
    zoo_set_debug_level(ZOO_LOG_LEVEL_WARN);
    zhandle_t *zh = zookeeper_init2(hosts, watcher, timeout_milliseconds, resumed, context, ZOO_NO_LOG_CLIENTENV, log);
    if (zh) {
        zoo_set_servers_resolution_delay(zh, -1);
    }
    return zh;
}

#endif
