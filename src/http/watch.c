/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch - connections that are held without being used; see watch.h
 *
 * A thread looks once a second. It shuts a connection, which the library then finds ended and
 * closes: the descriptor is open as long as the connection is among the watched, since the library
 * tells of the end before it closes.
 */
#include "http/watch.h"

#include <sys/socket.h>

enum {
    WAITED_ENOUGH = 2, /* seconds without a request, where connections are short */
    READ_ENOUGH = 60,  /* seconds of being sent an answer, likewise */
    FULL_PERCENT = 90, /* of the connections: short */
    ROOM_PERCENT = 75, /* to which it is brought down */
};

typedef struct {
    int fd;
    gint since;     /* atomic: monotonic seconds when it began to do what it does */
    gint answering; /* atomic */
    gboolean shut;  /* of the thread that looks */
} Watched;

struct HttpWatch {
    guint connections;
    guint timeout;
    GMutex mutex;
    GCond ending;
    gboolean ends;
    GPtrArray *watched; /* of Watched */
    guint expected;     /* let in, and not watched yet */
    GThread *thread;
};

static gint
seconds_now(void)
{
    return (gint)(g_get_monotonic_time() / G_USEC_PER_SEC);
}

static gint
compare_since(gconstpointer a, gconstpointer b)
{
    const Watched *one = *(Watched *const *)a;
    const Watched *other = *(Watched *const *)b;

    return g_atomic_int_get(&one->since) - g_atomic_int_get(&other->since);
}

static void
shut(Watched *watched)
{
    if (!watched->shut)
        shutdown(watched->fd, SHUT_RDWR);
    watched->shut = TRUE;
}

/* Shuts those that have been longest at it, for more than `seconds`, until `excess` are gone;
 * how many of them are left over. */
static guint
make_room(HttpWatch *watch, gboolean answering, gint seconds, guint excess)
{
    for (guint i = 0; excess > 0 && i < watch->watched->len; i++) {
        Watched *watched = g_ptr_array_index(watch->watched, i);
        if (watched->shut || g_atomic_int_get(&watched->answering) != answering)
            continue;
        if (seconds_now() - g_atomic_int_get(&watched->since) < seconds)
            break;
        shut(watched);
        excess--;
    }
    return excess;
}

static void
look(HttpWatch *watch)
{
    guint open = 0;

    for (guint i = 0; i < watch->watched->len; i++) {
        Watched *watched = g_ptr_array_index(watch->watched, i);
        gint passed = seconds_now() - g_atomic_int_get(&watched->since);
        if (!g_atomic_int_get(&watched->answering) && passed > (gint)watch->timeout * 2)
            shut(watched);
        open += !watched->shut;
    }
    if (open * 100 < watch->connections * FULL_PERCENT)
        return;
    g_ptr_array_sort(watch->watched, compare_since);
    guint excess = open - watch->connections * ROOM_PERCENT / 100;
    excess = make_room(watch, FALSE, WAITED_ENOUGH, excess);
    make_room(watch, TRUE, READ_ENOUGH, excess);
}

static gpointer
look_each_second(gpointer data)
{
    HttpWatch *watch = data;

    g_mutex_lock(&watch->mutex);
    while (!watch->ends) {
        gint64 next = g_get_monotonic_time() + G_USEC_PER_SEC;
        while (!watch->ends && g_cond_wait_until(&watch->ending, &watch->mutex, next))
            ;
        if (!watch->ends)
            look(watch);
    }
    g_mutex_unlock(&watch->mutex);
    return NULL;
}

HttpWatch *
http_watch_new(guint connections, guint timeout)
{
    HttpWatch *watch = g_new0(HttpWatch, 1);

    watch->connections = connections;
    watch->timeout = timeout;
    g_mutex_init(&watch->mutex);
    g_cond_init(&watch->ending);
    watch->watched = g_ptr_array_new_with_free_func(g_free);
    watch->thread = g_thread_new("http-watch", look_each_second, watch);
    return watch;
}

void
http_watch_free(HttpWatch *watch)
{
    if (watch == NULL)
        return;
    g_mutex_lock(&watch->mutex);
    watch->ends = TRUE;
    g_cond_signal(&watch->ending);
    g_mutex_unlock(&watch->mutex);
    g_thread_join(watch->thread);
    g_ptr_array_unref(watch->watched);
    g_cond_clear(&watch->ending);
    g_mutex_clear(&watch->mutex);
    g_free(watch);
}

void
http_watch_notify(void *data, struct MHD_Connection *connection, void **context,
                  enum MHD_ConnectionNotificationCode code)
{
    HttpWatch *watch = data;

    g_mutex_lock(&watch->mutex);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        Watched *watched = g_new0(Watched, 1);
        watched->fd =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        watched->since = seconds_now();
        g_ptr_array_add(watch->watched, watched);
        watch->expected--;
        *context = watched;
    } else {
        g_ptr_array_remove_fast(watch->watched, *context);
        *context = NULL;
    }
    g_mutex_unlock(&watch->mutex);
}

gboolean
http_watch_expect(HttpWatch *watch)
{
    g_mutex_lock(&watch->mutex);
    gboolean has_room = watch->watched->len + watch->expected < watch->connections;
    watch->expected += has_room;
    g_mutex_unlock(&watch->mutex);
    return has_room;
}

void
http_watch_expect_no_more(HttpWatch *watch)
{
    g_mutex_lock(&watch->mutex);
    watch->expected--;
    g_mutex_unlock(&watch->mutex);
}

void
http_watch_answering(struct MHD_Connection *connection, gboolean answering)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    Watched *watched = info != NULL ? info->socket_context : NULL;

    if (watched == NULL)
        return;
    g_atomic_int_set(&watched->since, seconds_now());
    g_atomic_int_set(&watched->answering, answering);
}
