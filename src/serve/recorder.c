/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recorder - what workers hand in, what they wait for, and its life; see recorder.h */
#include "base/error.h"

#include "serve/recorder-inside.h"

/* The part of the time servers take for a message in which sessions gather; see recorder-commit.c
 */
#define GATHER 4
#define LONGEST_GATHER ((gint64)G_USEC_PER_SEC / 200)
#define LONGEST_KEEP (15 * (gint64)G_USEC_PER_SEC)

static guint
hold_hash(gconstpointer key)
{
    const LedgerHold *claim = key;
    guint64 mixed = (guint64)claim->mailing * 0x9e3779b97f4a7c15u + (guint64)claim->recipient;

    return (guint)(mixed ^ (mixed >> 32));
}

static gboolean
hold_equal(gconstpointer one, gconstpointer other)
{
    const LedgerHold *a = one, *b = other;

    return a->mailing == b->mailing && a->recipient == b->recipient;
}

/* --- what workers call --- */

void
recorder_hold(Recorder *recorder, gint64 mailing, const GArray *claims, gint64 since)
{
    g_mutex_lock(&recorder->mutex);
    for (guint i = 0; i < claims->len; i++) {
        const LedgerClaim *claim = &g_array_index(claims, LedgerClaim, i);
        Hold *hold = g_new(Hold, 1);
        hold->claim = (LedgerHold){mailing, claim->recipient, claim->attempt};
        hold->until = since + recorder->lease;
        g_hash_table_replace(recorder->holds, &hold->claim, hold);
    }
    g_mutex_unlock(&recorder->mutex);
}

gboolean
recorder_holds(Recorder *recorder, gint64 mailing, gint64 recipient)
{
    LedgerHold claim = {mailing, recipient, 0};

    g_mutex_lock(&recorder->mutex);
    const Hold *hold = g_hash_table_lookup(recorder->holds, &claim);
    gboolean good = hold != NULL && g_get_monotonic_time() < hold->until;
    if (!good)
        g_hash_table_remove(recorder->holds, &claim);
    g_mutex_unlock(&recorder->mutex);
    return good;
}

/* Under the mutex. The thread wakes by itself when it has rested. */
static guint64
hand_in(Recorder *recorder)
{
    if (recorder->n_handed_in == recorder->n_tried) {
        gint64 now = g_get_monotonic_time();
        recorder->commit_by = MAX(now, recorder->rested_at);
        if (now >= recorder->rested_at)
            g_cond_signal(&recorder->arrived);
    } else if (recorder->queue->len == RECORDER_MOST_QUEUED / 2)
        g_cond_signal(&recorder->arrived);
    return ++recorder->n_handed_in;
}

guint64
recorder_take(Recorder *recorder, guint session, const LedgerHold *holds, guint n)
{
    Session *one = &recorder->sessions[session];

    g_mutex_lock(&recorder->mutex);
    g_array_append_vals(one->now->len == 0 ? one->now : one->following, holds, n);
    guint64 ticket = hand_in(recorder);
    g_mutex_unlock(&recorder->mutex);
    return ticket;
}

static void
take_out(GArray *flight, const LedgerHold *claim)
{
    for (guint i = 0; i < flight->len; i++)
        if (hold_equal(&g_array_index(flight, LedgerHold, i), claim)) {
            g_array_remove_index_fast(flight, i);
            return;
        }
}

/* Has landed: the one behind it is in flight once nothing of it is left. */
static void
land(Session *session, const LedgerHold *claim)
{
    take_out(session->now, claim);
    take_out(session->following, claim);
    if (session->now->len > 0)
        return;
    GArray *empty = session->now;
    session->now = session->following;
    session->following = empty;
}

/* How long the server took for what the session waited to end: each counts for an eighth. */
static void
note_answer(Recorder *recorder, Session *session)
{
    if (session->went_at == 0)
        return;
    gint64 took = g_get_monotonic_time() - session->went_at;
    recorder->answer_time += (took - recorder->answer_time) / 8;
    session->went_at = 0;
}

guint64
recorder_settle(Recorder *recorder, guint session, const Settlement *settlement)
{
    LedgerHold claim = {settlement->mailing, settlement->recipient, 0};

    g_mutex_lock(&recorder->mutex);
    while (recorder->queue->len >= RECORDER_MOST_QUEUED && !recorder->gave_up)
        g_cond_wait(&recorder->room, &recorder->mutex);
    g_hash_table_remove(recorder->holds, &claim);
    land(&recorder->sessions[session], &claim);
    note_answer(recorder, &recorder->sessions[session]);
    g_array_append_vals(recorder->queue, settlement, 1);
    guint64 ticket = hand_in(recorder);
    g_mutex_unlock(&recorder->mutex);
    return ticket;
}

void
recorder_gather(Recorder *recorder, gint64 from, gint64 time)
{
    recorder->gather_until = MAX(recorder->gather_until, from + MIN(time, LONGEST_GATHER));
}

/* Under the mutex: the first that waits for what is not being committed says how long others may
 * join it, the last of all sessions that nobody else will. In between the thread sleeps on. */
static void
await(Recorder *recorder, guint64 ticket)
{
    gboolean is_first = recorder->n_awaited <= recorder->n_tried && ticket > recorder->n_tried;

    if (is_first)
        recorder_gather(recorder, g_get_monotonic_time(), recorder->answer_time / GATHER);
    recorder->n_awaited = MAX(recorder->n_awaited, ticket);
    if (is_first || recorder->n_waiting == recorder->n_sessions)
        g_cond_signal(&recorder->arrived);
}

gboolean
recorder_wait(Recorder *recorder, guint session, guint64 ticket)
{
    Session *one = &recorder->sessions[session];

    g_mutex_lock(&recorder->mutex);
    if (recorder->n_committed < ticket && !recorder->gave_up) {
        one->awaited = ticket;
        recorder->n_waiting++;
        await(recorder, ticket);
        while (one->awaited != 0)
            g_cond_wait(&one->committed, &recorder->mutex);
    }
    one->went_at = g_get_monotonic_time();
    gboolean good = recorder->n_committed >= ticket;
    g_mutex_unlock(&recorder->mutex);
    return good;
}

void
recorder_hurry(Recorder *recorder, guint patience_ms)
{
    g_mutex_lock(&recorder->mutex);
    recorder->give_up_at = g_get_monotonic_time() + (gint64)patience_ms * 1000;
    g_cond_signal(&recorder->arrived);
    g_mutex_unlock(&recorder->mutex);
}

/* --- its life --- */

static void
session_init(Session *session)
{
    session->now = g_array_new(FALSE, FALSE, sizeof(LedgerHold));
    session->following = g_array_new(FALSE, FALSE, sizeof(LedgerHold));
    g_cond_init(&session->committed);
}

static void
session_clear(Session *session)
{
    g_array_unref(session->now);
    g_array_unref(session->following);
    g_cond_clear(&session->committed);
}

Recorder *
recorder_new(const Settings *settings, const char *state, Store *store, guint sessions,
             Outlet *outlet)
{
    Recorder *recorder = g_new0(Recorder, 1);

    recorder->settings = settings;
    recorder->state = state;
    recorder->store = store;
    recorder->lease = settings_number(settings, SETTING_MAIL_LEASE) * G_USEC_PER_SEC;
    recorder->max_attempts = (guint)settings_number(settings, SETTING_MAIL_ATTEMPTS);
    recorder->unknown = ledger_unknown_policy(settings);
    recorder->n_sessions = sessions;
    recorder->outlet = outlet;
    recorder->sessions = g_new0(Session, recorder->n_sessions);
    for (guint i = 0; i < recorder->n_sessions; i++)
        session_init(&recorder->sessions[i]);
    recorder->keep_every = MIN(recorder->lease / 8, LONGEST_KEEP);
    recorder->give_up_at = G_MAXINT64;
    recorder->queue = g_array_new(FALSE, FALSE, sizeof(Settlement));
    recorder->holds = g_hash_table_new_full(hold_hash, hold_equal, NULL, g_free);
    recorder->touched = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_mutex_init(&recorder->mutex);
    g_cond_init(&recorder->arrived);
    g_cond_init(&recorder->room);
    recorder_keep(recorder);
    recorder->thread = g_thread_new("recorder", recorder_record, recorder);
    return recorder;
}

gboolean
recorder_stop(Recorder *recorder, GError **error)
{
    g_mutex_lock(&recorder->mutex);
    recorder->ending = TRUE;
    g_cond_signal(&recorder->arrived);
    g_mutex_unlock(&recorder->mutex);
    g_thread_join(recorder->thread);
    gboolean good = !recorder->gave_up;
    store_free(recorder->store);
    g_array_unref(recorder->queue);
    for (guint i = 0; i < recorder->n_sessions; i++)
        session_clear(&recorder->sessions[i]);
    g_free(recorder->sessions);
    g_hash_table_unref(recorder->holds);
    g_hash_table_unref(recorder->touched);
    g_mutex_clear(&recorder->mutex);
    g_cond_clear(&recorder->arrived);
    g_cond_clear(&recorder->room);
    g_free(recorder);
    if (!good)
        return fail(error, ERROR_TRY_LATER, "could not record every delivery before the end");
    return TRUE;
}
