/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filer - the thread that files what was accepted while the role was busy; see filer.h */
#include "base/error.h"
#include "base/log.h"
#include "list/intake.h"

#include "serve/filer.h"

#define MOST_WAITING ((gsize)512 << 20) /* bytes */
#define REST 3                          /* times as long as it took to file one */
#define STILL_COMING ((gint64)G_USEC_PER_SEC / 10)
#define LOOK_EVERY (60 * (gint64)G_USEC_PER_SEC)
#define PAUSE ((gint64)G_USEC_PER_SEC) /* when the database is away */

struct Filer {
    const Settings *settings;
    const char *state;
    guint processors;
    GThread *thread;

    GMutex mutex;
    GCond arrived;    /* something waits, or the end was asked for */
    guint taking;     /* mails being taken */
    guint n_waiting;  /* that we know of */
    guint came;       /* how often one more came to wait */
    gsize waiting;    /* their bytes */
    gint64 last_came; /* monotonic */
    gboolean ending;

    Store *store; /* the thread's */
    gboolean away;
};

gboolean
filer_may_wait(Filer *filer)
{
    g_mutex_lock(&filer->mutex);
    filer->taking++;
    gboolean may = (filer->taking > filer->processors || filer->n_waiting > 0) &&
                   filer->waiting < MOST_WAITING;
    g_mutex_unlock(&filer->mutex);
    return may;
}

void
filer_took(Filer *filer, gsize size, gboolean waits)
{
    g_mutex_lock(&filer->mutex);
    filer->taking--;
    if (waits) {
        filer->waiting += size;
        filer->last_came = g_get_monotonic_time();
        filer->came++;
        if (filer->n_waiting++ == 0)
            g_cond_signal(&filer->arrived);
    }
    g_mutex_unlock(&filer->mutex);
}

/* Under the mutex: until `end`, the end of it all excepted. */
static void
rest_until(Filer *filer, gint64 end)
{
    while (!filer->ending && g_cond_wait_until(&filer->arrived, &filer->mutex, end))
        ;
}

/* Under the mutex. */
static void
note_filed(Filer *filer, gsize size, gint64 took)
{
    gint64 now = g_get_monotonic_time();

    /* What others left behind is filed too, and was never counted. */
    filer->n_waiting -= filer->n_waiting > 0;
    filer->waiting -= MIN(size, filer->waiting);
    if (now - filer->last_came < STILL_COMING && filer->waiting < MOST_WAITING / 2)
        rest_until(filer, now + REST * took);
}

/* Files one. FALSE: the database is away. */
static gboolean
file_one(Filer *filer, gboolean *found, gsize *size)
{
    g_autoptr(GError) error = NULL;

    if (filer->store != NULL && !store_is_alive(filer->store))
        g_clear_pointer(&filer->store, store_free);
    if (filer->store == NULL)
        filer->store = store_open(filer->settings, filer->state, STORE_ENGINE, &error);
    if (filer->store != NULL &&
        intake_file_next(filer->store, filer->settings, found, size, &error)) {
        filer->away = FALSE;
        return TRUE;
    }
    if (!filer->away)
        log_failure(error, "accepted mails cannot be filed now", NULL);
    filer->away = TRUE;
    return FALSE;
}

static gpointer
file_all(gpointer data)
{
    Filer *filer = data;

    g_mutex_lock(&filer->mutex);
    while (!filer->ending) {
        gboolean found = FALSE;
        gsize size = 0;
        guint came = filer->came;
        g_mutex_unlock(&filer->mutex);
        gint64 begin = g_get_monotonic_time();
        gboolean good = file_one(filer, &found, &size);
        gint64 took = g_get_monotonic_time() - begin;
        g_mutex_lock(&filer->mutex);
        if (!good)
            rest_until(filer, g_get_monotonic_time() + PAUSE);
        else if (found)
            note_filed(filer, size, took);
        else if (came == filer->came) {
            /* Nothing came while we looked, or it would be forgotten for a minute. */
            filer->n_waiting = 0;
            filer->waiting = 0;
            gint64 look = g_get_monotonic_time() + LOOK_EVERY;
            while (!filer->ending && filer->n_waiting == 0 &&
                   g_cond_wait_until(&filer->arrived, &filer->mutex, look))
                ;
        }
    }
    g_mutex_unlock(&filer->mutex);
    store_free(filer->store);
    return NULL;
}

Filer *
filer_new(const Settings *settings, const char *state)
{
    Filer *filer = g_new0(Filer, 1);

    filer->settings = settings;
    filer->state = state;
    filer->processors = g_get_num_processors();
    g_mutex_init(&filer->mutex);
    g_cond_init(&filer->arrived);
    filer->thread = g_thread_new("filer", file_all, filer);
    return filer;
}

void
filer_stop(Filer *filer)
{
    g_mutex_lock(&filer->mutex);
    filer->ending = TRUE;
    g_cond_signal(&filer->arrived);
    g_mutex_unlock(&filer->mutex);
    g_thread_join(filer->thread);
    g_mutex_clear(&filer->mutex);
    g_cond_clear(&filer->arrived);
    g_free(filer);
}
