/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recorder-commit - the recorder's thread: one commit for all that came in meanwhile
 *
 * A commit costs several times what a settlement in it does, so it is not made for each: after one,
 * the thread rests REST times as long as it took, and what is handed in meanwhile shares the next.
 * A session that cannot go on ends the rest, but for a quarter of the time that the servers take
 * for a message, 5 ms at most, in which others may join it. Nor does a commit follow another at
 * once, while those that the last let go may soon be back: without that the sessions fall into two
 * halves, each of which waits for the other's commit, and a slow disk is asked twice as often.
 *
 * When the database is away what was handed in is kept and tried again until it is back.
 */
#include "serve/recorder-inside.h"

#include <string.h>

#include "base/error.h"
#include "base/log.h"

#define REST 8
#define LONGEST_REST ((gint64)G_USEC_PER_SEC / 20)
#define SHORTEST_PAUSE ((gint64)G_USEC_PER_SEC / 4)
#define LONGEST_PAUSE (15 * (gint64)G_USEC_PER_SEC)

/* Pauses, unless there is nothing to wait for any more. FALSE: give up. */
static gboolean
pause_before_retry(Recorder *recorder, gint64 pause)
{
    g_mutex_lock(&recorder->mutex);
    gint64 now = g_get_monotonic_time();
    gint64 end = MIN(now + pause, recorder->give_up_at);
    while (now < end && g_cond_wait_until(&recorder->arrived, &recorder->mutex, end)) {
        end = MIN(end, recorder->give_up_at);
        now = g_get_monotonic_time();
    }
    gboolean go_on = g_get_monotonic_time() < recorder->give_up_at;
    g_mutex_unlock(&recorder->mutex);
    return go_on;
}

/* What PostgreSQL will not store would stop everything behind it: the outcome matters more. */
static void
forget_words(GArray *settlements)
{
    for (guint i = 0; i < settlements->len; i++) {
        Settlement *settlement = &g_array_index(settlements, Settlement, i);
        settlement->reply[0] = '\0';
    }
}

static gboolean
try_to_commit(Recorder *recorder, const GArray *flights, const GArray *settlements, GError **error)
{
    if (!recorder_reopen(recorder, error))
        return FALSE;
    const LedgerFlights in_flight = {
        recorder->worker, (const LedgerHold *)(gconstpointer)flights->data, flights->len};
    return ledger_settle(recorder->store, &in_flight,
                         (const Settlement *)(gconstpointer)settlements->data, settlements->len,
                         NULL, error);
}

static gboolean
commit(Recorder *recorder, const GArray *flights, GArray *settlements)
{
    gint64 pause = SHORTEST_PAUSE;

    for (;;) {
        g_autoptr(GError) error = NULL;
        if (try_to_commit(recorder, flights, settlements, &error)) {
            if (recorder->away)
                log_event(G_LOG_LEVEL_INFO, "the ledger can be written again", NULL);
            recorder->away = FALSE;
            return TRUE;
        }
        if (!recorder->away)
            log_failure(error, "could not record deliveries and will try again", NULL);
        recorder->away = TRUE;
        if (error_kind(error) != ERROR_TRY_LATER)
            forget_words(settlements);
        if (!pause_before_retry(recorder, pause))
            return FALSE;
        pause = MIN(pause * 2, LONGEST_PAUSE);
    }
}

static void
log_lost(const GArray *settlements)
{
    for (guint i = 0; i < settlements->len; i++) {
        const Settlement *settlement = &g_array_index(settlements, Settlement, i);
        g_autofree char *mailing = g_strdup_printf("%" G_GINT64_FORMAT, settlement->mailing);
        g_autofree char *recipient = g_strdup_printf("%" G_GINT64_FORMAT, settlement->recipient);
        if (settlement->outcome == SETTLE_SENT)
            log_event(G_LOG_LEVEL_CRITICAL, "sent, could not be recorded, and will be sent again",
                      "MAILING", mailing, "RECIPIENT", recipient, NULL);
    }
}

static void
touch(Recorder *recorder, const GArray *settlements)
{
    for (guint i = 0; i < settlements->len; i++) {
        gint64 mailing = g_array_index(settlements, Settlement, i).mailing;
        if (!g_hash_table_contains(recorder->touched, &mailing))
            g_hash_table_add(recorder->touched, g_memdup2(&mailing, sizeof mailing));
    }
}

/* Under the mutex. */
static GArray *
in_flight(Recorder *recorder)
{
    GArray *flights = g_array_new(FALSE, FALSE, sizeof(LedgerHold));

    for (guint i = 0; i < recorder->n_sessions; i++)
        g_array_append_vals(flights, recorder->sessions[i].now->data,
                            recorder->sessions[i].now->len);
    return flights;
}

/* Under the mutex. A session waits, and whoever could join it has or will not in time. */
static gboolean
is_awaited(const Recorder *recorder)
{
    return recorder->n_awaited > recorder->n_tried &&
           (recorder->n_waiting == recorder->n_sessions ||
            g_get_monotonic_time() >= recorder->gather_until);
}

/* Under the mutex. */
static gboolean
is_time(const Recorder *recorder)
{
    if (recorder->n_handed_in == recorder->n_tried)
        return FALSE;
    return is_awaited(recorder) || recorder->ending || recorder->gave_up ||
           recorder->queue->len >= RECORDER_MOST_QUEUED / 2 ||
           g_get_monotonic_time() >= recorder->commit_by;
}

/* Under the mutex: until when nothing need be done. */
static gint64
next_act(const Recorder *recorder)
{
    gint64 next = recorder->keep_at;

    if (g_hash_table_size(recorder->touched) > 0)
        next = MIN(next, recorder->look_at);
    if (recorder->n_awaited > recorder->n_tried)
        next = MIN(next, recorder->gather_until);
    if (recorder->n_handed_in > recorder->n_tried)
        return MIN(next, recorder->commit_by);
    return recorder->rested_at > g_get_monotonic_time() ? MIN(next, recorder->rested_at) : next;
}

/* Under the mutex: each session that can go on, and it alone. From now on it does not wait, though
 * it has not come to run: the next commit must not be begun as if all were there. */
static void
wake(Recorder *recorder)
{
    for (guint i = 0; i < recorder->n_sessions; i++) {
        Session *session = &recorder->sessions[i];
        if (session->awaited != 0 &&
            (session->awaited <= recorder->n_committed || recorder->gave_up)) {
            session->awaited = 0;
            recorder->n_waiting--;
            g_cond_signal(&session->committed);
        }
    }
    g_cond_broadcast(&recorder->room);
}

/* Under the mutex, which it lets go of meanwhile. */
static void
commit_all(Recorder *recorder)
{
    g_autoptr(GArray) settlements = recorder->queue;
    g_autoptr(GArray) flights = in_flight(recorder);

    recorder->n_tried = recorder->n_handed_in;
    recorder->queue = g_array_new(FALSE, FALSE, sizeof(Settlement));
    guint64 tried = recorder->n_tried;
    g_mutex_unlock(&recorder->mutex);
    gint64 begin = g_get_monotonic_time();
    gboolean good = commit(recorder, flights, settlements);
    gint64 end = g_get_monotonic_time();
    if (good)
        touch(recorder, settlements);
    else
        log_lost(settlements);
    g_mutex_lock(&recorder->mutex);
    recorder->rested_at = end + MIN((end - begin) * REST, LONGEST_REST);
    recorder_gather(recorder, end, MIN(end - begin, recorder->answer_time * 2));
    if (recorder->n_handed_in > recorder->n_tried)
        recorder->commit_by = recorder->rested_at;
    recorder->gave_up |= !good;
    if (!recorder->gave_up)
        recorder->n_committed = tried;
    wake(recorder);
}

gpointer
recorder_record(gpointer data)
{
    Recorder *recorder = data;

    g_mutex_lock(&recorder->mutex);
    for (;;) {
        while (!is_time(recorder) && !recorder->ending &&
               g_cond_wait_until(&recorder->arrived, &recorder->mutex, next_act(recorder)))
            ;
        if (is_time(recorder))
            commit_all(recorder);
        else if (recorder->ending)
            break;
        gint64 now = g_get_monotonic_time();
        if (now < MIN(recorder->look_at, recorder->keep_at))
            continue;
        g_mutex_unlock(&recorder->mutex);
        if (now >= recorder->keep_at)
            recorder_keep(recorder);
        else
            recorder_finish(recorder, FALSE);
        g_mutex_lock(&recorder->mutex);
    }
    g_mutex_unlock(&recorder->mutex);
    recorder_finish(recorder, TRUE);
    if (recorder->store != NULL && recorder->worker != 0)
        ledger_worker_end(recorder->store, recorder->worker, NULL);
    return NULL;
}
