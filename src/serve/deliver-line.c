/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deliver-line - the connections that the sessions of one process share; see deliver-line.h */
#include "serve/deliver-line.h"

#include "base/error.h"

struct Line {
    const Settings *settings;
    const char *state;

    GMutex mutex; /* held by whoever uses `store` */
    Store *store; /* NULL: not connected */
    guint number;
    gint attempts; /* to connect; read without the mutex too */

    GMutex news_mutex;
    GCond told;         /* `news` or `listening` changed */
    gboolean listening; /* somebody does, and has `listener` */
    Store *listener;    /* NULL: not connected */
    guint64 news;
};

Line *
line_new(const Settings *settings, const char *state)
{
    Line *line = g_new0(Line, 1);

    line->settings = settings;
    line->state = state;
    g_mutex_init(&line->mutex);
    g_mutex_init(&line->news_mutex);
    g_cond_init(&line->told);
    return line;
}

void
line_free(Line *line)
{
    store_free(line->store);
    store_free(line->listener);
    g_mutex_clear(&line->mutex);
    g_mutex_clear(&line->news_mutex);
    g_cond_clear(&line->told);
    g_free(line);
}

Store *
line_enter(Line *line, guint *number, GError **error)
{
    gint attempts = g_atomic_int_get(&line->attempts);

    g_mutex_lock(&line->mutex);
    if (line->store == NULL && attempts != line->attempts) {
        /* Somebody tried in vain meanwhile: that each tries in turn would take each as long. */
        fail(error, ERROR_TRY_LATER, "the database did not answer another session either");
    } else if (line->store == NULL) {
        line->store = store_open(line->settings, line->state, STORE_ENGINE, error);
        line->number++;
        g_atomic_int_inc(&line->attempts);
    }
    Store *store = line->store;
    *number = line->number;
    if (store == NULL)
        g_mutex_unlock(&line->mutex);
    return store;
}

Store *
line_enter_now(Line *line)
{
    g_mutex_lock(&line->mutex);
    if (line->store != NULL && store_is_alive(line->store))
        return line->store;
    g_mutex_unlock(&line->mutex);
    return NULL;
}

void
line_leave(Line *line)
{
    g_mutex_unlock(&line->mutex);
}

void
line_drop(Line *line, guint number)
{
    g_mutex_lock(&line->mutex);
    if (line->number == number && line->store != NULL && !store_is_alive(line->store))
        g_clear_pointer(&line->store, store_free);
    g_mutex_unlock(&line->mutex);
}

guint64
line_news(Line *line)
{
    g_mutex_lock(&line->news_mutex);
    guint64 news = line->news;
    g_mutex_unlock(&line->news_mutex);
    return news;
}

/* Of what was told before there was a connection that listens nothing is known: look again. */
static gboolean
begin_to_listen(Line *line, GError **error)
{
    g_autoptr(Store) store = store_open(line->settings, line->state, STORE_ENGINE, error);

    if (store == NULL || !store_listen(store, "mailing", error))
        return FALSE;
    line->listener = g_steal_pointer(&store);
    return TRUE;
}

static gboolean
listen_once(Line *line, int timeout_ms, int wake_fd, gboolean *notified, GError **error)
{
    *notified = line->listener == NULL;
    if (line->listener == NULL)
        return begin_to_listen(line, error);
    if (store_wait(line->listener, timeout_ms, wake_fd, notified, error))
        return TRUE;
    g_clear_pointer(&line->listener, store_free);
    return FALSE;
}

/* Under the mutex, which it lets go of meanwhile. When its time is over another goes on. */
static gboolean
listen_for_all(Line *line, int timeout_ms, int wake_fd, GError **error)
{
    gboolean notified;

    line->listening = TRUE;
    g_mutex_unlock(&line->news_mutex);
    gboolean good = listen_once(line, timeout_ms, wake_fd, &notified, error);
    g_mutex_lock(&line->news_mutex);
    line->listening = FALSE;
    if (!good || notified)
        line->news++;
    g_cond_broadcast(&line->told);
    return good;
}

void
line_drain(Line *line)
{
    g_autoptr(GError) error = NULL;
    gboolean notified = FALSE;

    g_mutex_lock(&line->news_mutex);
    if (!line->listening && line->listener != NULL) {
        if (!store_wait(line->listener, 0, -1, &notified, &error))
            g_clear_pointer(&line->listener, store_free); /* who waits next makes another */
        if (notified || error != NULL)
            line->news++;
    }
    g_mutex_unlock(&line->news_mutex);
}

gboolean
line_wait(Line *line, guint64 seen, int timeout_ms, int wake_fd, GError **error)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
    gboolean good = TRUE, in_time = TRUE;

    g_mutex_lock(&line->news_mutex);
    while (in_time && line->listening && line->news == seen)
        in_time = g_cond_wait_until(&line->told, &line->news_mutex, deadline);
    if (in_time && line->news == seen) {
        gint64 left = MAX(deadline - g_get_monotonic_time(), 0) / 1000;
        good = listen_for_all(line, (int)left, wake_fd, error);
    }
    g_mutex_unlock(&line->news_mutex);
    return good;
}
