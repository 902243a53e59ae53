/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filer - the thread that files what was accepted while the role was busy; see filer.h */
#include "serve/filer.h"

#include "base/error.h"
#include "base/log.h"
#include "list/intake.h"
#include "store/query.h"

#define MOST_WAITING ((gsize)512 << 20) /* bytes */
#define STAND_BACK (10 * (gint64)G_USEC_PER_SEC)
#define REST 9 /* times as long as it took to file one */
#define CROWD_LASTS ((gint64)G_USEC_PER_SEC / 10)
#define COUNT_EVERY (5 * (gint64)G_USEC_PER_SEC)
#define LOOK_EVERY (60 * (gint64)G_USEC_PER_SEC)
#define PAUSE ((gint64)G_USEC_PER_SEC) /* when the database is away */

struct Filer {
    const Settings *settings;
    const char *state;
    guint processors;
    GThread *thread;

    GMutex mutex;
    GCond arrived;     /* something waits, or the end was asked for */
    guint taking;      /* mails being taken */
    gint64 last_crowd; /* monotonic: when there last were more than processors */
    gboolean counted;  /* what waits is known */
    gint64 n_waiting;  /* mails, by the last count and what we know of since */
    gint64 since;      /* monotonic: from when on there always were some */
    gsize waiting;     /* their bytes */
    gint64 came;       /* mails that came to wait, ever */
    gsize came_bytes;
    gboolean ending;

    Store *store; /* the thread's, as all below */
    gint64 next_count;
    gboolean away;
    gboolean careful; /* what waits may have ended us, or the server, before */
};

/* Under the mutex. Those that all wait for the disk are a crowd for as long as that takes. */
static gboolean
has_crowd(const Filer *filer)
{
    return filer->taking > filer->processors ||
           (filer->last_crowd != 0 && g_get_monotonic_time() - filer->last_crowd < CROWD_LASTS);
}

gboolean
filer_has_crowd(Filer *filer)
{
    g_mutex_lock(&filer->mutex);
    gboolean crowd = has_crowd(filer);
    g_mutex_unlock(&filer->mutex);
    return crowd;
}

gboolean
filer_may_wait(Filer *filer)
{
    g_mutex_lock(&filer->mutex);
    if (++filer->taking > filer->processors)
        filer->last_crowd = g_get_monotonic_time();
    gboolean may = filer->counted && filer->waiting < MOST_WAITING &&
                   (filer->taking > filer->processors || filer->n_waiting > 0);
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
        filer->came_bytes += size;
        filer->came++;
        if (filer->n_waiting++ == 0) {
            filer->since = g_get_monotonic_time();
            g_cond_signal(&filer->arrived);
        }
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

/* Under the mutex: until `end`, as long as there is a crowd to give way to and room for what comes.
 */
static void
rest_for_crowd(Filer *filer, gint64 end)
{
    while (!filer->ending && has_crowd(filer) && filer->waiting < MOST_WAITING / 2 &&
           g_get_monotonic_time() < end)
        g_cond_wait_until(&filer->arrived, &filer->mutex,
                          MIN(end, g_get_monotonic_time() + CROWD_LASTS));
}

/* Under the mutex. */
static void
note_filed(Filer *filer, gsize size, gint64 took)
{
    gsize half = MOST_WAITING / 2;

    filer->n_waiting -= filer->n_waiting > 0;
    filer->waiting -= MIN(size, filer->waiting);
    if (has_crowd(filer) && filer->waiting < half)
        rest_for_crowd(filer, g_get_monotonic_time() +
                                  took * REST * (gint64)(half - filer->waiting) / (gint64)half);
}

/* Under the mutex: to file one costs what it costs to take in several. A crowd has all of the
 * machine until the first that waits has done so for a while. */
static void
stand_back(Filer *filer)
{
    if (filer->n_waiting > 0)
        rest_for_crowd(filer, filer->since + STAND_BACK);
}

static Store *
open_store(Filer *filer, GError **error)
{
    if (filer->store != NULL && !store_is_alive(filer->store))
        g_clear_pointer(&filer->store, store_free);
    if (filer->store == NULL)
        filer->store = store_open(filer->settings, filer->state, STORE_ENGINE, error);
    return filer->store;
}

/* Counts what waits. */
static gboolean
count(Filer *filer, GError **error)
{
    ListIntakeSize row;

    g_mutex_lock(&filer->mutex);
    gint64 came = filer->came;
    gsize came_bytes = filer->came_bytes;
    g_mutex_unlock(&filer->mutex);
    g_autoptr(Rows) rows = list_intake_size(filer->store, 0, error);
    if (rows == NULL || !list_intake_size_next(rows, &row))
        return FALSE;
    g_mutex_lock(&filer->mutex);
    if (filer->n_waiting == 0)
        filer->since = g_get_monotonic_time();
    /* Some of what came meanwhile may be counted twice, until the next time. */
    filer->n_waiting = row.mails + (filer->came - came);
    filer->waiting = (gsize)row.bytes + (filer->came_bytes - came_bytes);
    filer->counted = TRUE;
    g_mutex_unlock(&filer->mutex);
    filer->next_count = g_get_monotonic_time() + COUNT_EVERY;
    return TRUE;
}

/* Files one. FALSE: the database is away. */
static gboolean
file_one(Filer *filer, gboolean *found, gsize *size)
{
    g_autoptr(GError) error = NULL;

    if (open_store(filer, &error) != NULL &&
        (g_get_monotonic_time() < filer->next_count || count(filer, &error)) &&
        intake_file_next(filer->store, filer->settings, filer->careful, found, size, &error) &&
        (*found || count(filer, &error))) {
        filer->away = FALSE;
        /* What was put off is still to come. */
        g_mutex_lock(&filer->mutex);
        filer->careful &= *found || filer->n_waiting > 0;
        g_mutex_unlock(&filer->mutex);
        return TRUE;
    }
    if (!filer->away)
        log_failure(error, "accepted mails cannot be filed now", NULL);
    filer->away = TRUE;
    filer->careful = TRUE;
    return FALSE;
}

/* Under the mutex. */
static void
wait_for_more(Filer *filer)
{
    gint64 look = g_get_monotonic_time() + LOOK_EVERY;

    /* What was put off takes its place, and is looked for later. */
    filer->n_waiting = 0;
    while (!filer->ending && filer->n_waiting == 0 &&
           g_cond_wait_until(&filer->arrived, &filer->mutex, look))
        ;
}

static gpointer
file_all(gpointer data)
{
    Filer *filer = data;

    g_mutex_lock(&filer->mutex);
    while (!filer->ending) {
        gboolean found = FALSE;
        gsize size = 0;
        stand_back(filer);
        gint64 came = filer->came;
        g_mutex_unlock(&filer->mutex);
        gint64 begin = g_get_monotonic_time();
        gboolean good = file_one(filer, &found, &size);
        gint64 took = g_get_monotonic_time() - begin;
        g_mutex_lock(&filer->mutex);
        if (!good)
            rest_until(filer, g_get_monotonic_time() + PAUSE);
        else if (found)
            note_filed(filer, size, took);
        else if (came == filer->came)
            /* Nothing came while we looked, or it would be forgotten for a minute. */
            wait_for_more(filer);
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
    filer->careful = TRUE;
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
