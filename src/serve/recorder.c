/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recorder - one thread that writes down what became of each delivery; see recorder.h
 *
 * One mutex guards the queue and the claims in hand; the database is never waited for under it.
 */
#include <string.h>

#include "base/error.h"
#include "base/log.h"

#include "serve/recorder.h"

#define SHORTEST_PAUSE ((gint64)G_USEC_PER_SEC / 4)
#define LONGEST_PAUSE (15 * (gint64)G_USEC_PER_SEC)
#define FINISH_EVERY ((gint64)G_USEC_PER_SEC)
#define MOST_QUEUED 5000

typedef struct {
    LedgerHold claim;
    gint64 until; /* monotonic */
} Hold;

/* What a session has taken and not settled, one array of LedgerHold a message. */
typedef struct {
    GArray *now; /* in flight */
    GArray *following;
} Session;

struct Recorder {
    const Settings *settings;
    const char *state;
    gint64 lease;
    guint max_attempts;
    UnknownPolicy unknown;
    GThread *thread;

    GMutex mutex;
    GCond arrived;       /* something was handed in, or the end was asked for */
    GCond committed;     /* a commit is done, or given up */
    GArray *queue;       /* Settlement */
    guint64 n_handed_in; /* tickets: how many settlements and flights there ever were */
    guint64 n_tried;     /* up to which a commit was tried */
    guint64 n_committed; /* and was good */
    Session *sessions;
    guint n_sessions;
    GHashTable *holds; /* of Hold */
    gboolean ending;
    gboolean gave_up;
    gint64 give_up_at; /* monotonic; G_MAXINT64: never */

    /* The recorder's thread only. */
    Store *store;
    gint64 worker;       /* our row; 0: not made yet */
    GHashTable *touched; /* mailings settled in since the last look at what is done */
    gint64 look_at;      /* monotonic: when to look again */
    gint64 keep_at;
    gint64 keep_every;
    gboolean away; /* the database is, and that has been logged */
};

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

guint64
recorder_take(Recorder *recorder, guint session, const LedgerHold *holds, guint n)
{
    Session *one = &recorder->sessions[session];

    g_mutex_lock(&recorder->mutex);
    g_array_append_vals(one->now->len == 0 ? one->now : one->following, holds, n);
    guint64 ticket = ++recorder->n_handed_in;
    g_cond_signal(&recorder->arrived);
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

guint64
recorder_settle(Recorder *recorder, guint session, const Settlement *settlement)
{
    LedgerHold claim = {settlement->mailing, settlement->recipient, 0};

    g_mutex_lock(&recorder->mutex);
    while (recorder->queue->len >= MOST_QUEUED && !recorder->gave_up)
        g_cond_wait(&recorder->committed, &recorder->mutex);
    g_hash_table_remove(recorder->holds, &claim);
    land(&recorder->sessions[session], &claim);
    g_array_append_vals(recorder->queue, settlement, 1);
    guint64 ticket = ++recorder->n_handed_in;
    g_cond_signal(&recorder->arrived);
    g_mutex_unlock(&recorder->mutex);
    return ticket;
}

gboolean
recorder_wait(Recorder *recorder, guint64 ticket)
{
    g_mutex_lock(&recorder->mutex);
    while (recorder->n_committed < ticket && !recorder->gave_up)
        g_cond_wait(&recorder->committed, &recorder->mutex);
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

/* --- its thread --- */

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

/* Says that we live; makes our row anew where it was taken for gone. */
static gboolean
say_we_live(Recorder *recorder, GError **error)
{
    g_mutex_lock(&recorder->mutex);
    guint holds = g_hash_table_size(recorder->holds);
    g_mutex_unlock(&recorder->mutex);
    return ledger_worker_keep(recorder->store, &recorder->worker, recorder->n_sessions, holds,
                              error);
}

static gboolean
reopen(Recorder *recorder, GError **error)
{
    if (recorder->store != NULL && store_is_alive(recorder->store))
        return recorder->worker != 0 || say_we_live(recorder, error);
    g_clear_pointer(&recorder->store, store_free);
    recorder->store = store_open(recorder->settings, recorder->state, STORE_ENGINE, error);
    return recorder->store != NULL && say_we_live(recorder, error);
}

static gboolean
try_to_commit(Recorder *recorder, const GArray *flights, const GArray *settlements, GError **error)
{
    if (!reopen(recorder, error))
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

/* `all`: whether or not something was settled in them. */
static void
finish(Recorder *recorder, gboolean all)
{
    g_autoptr(GArray) mailings = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GError) error = NULL;
    GHashTableIter each;
    gpointer mailing;

    recorder->look_at = g_get_monotonic_time() + FINISH_EVERY;
    if (recorder->store == NULL || (!all && g_hash_table_size(recorder->touched) == 0))
        return;
    g_hash_table_iter_init(&each, recorder->touched);
    while (g_hash_table_iter_next(&each, &mailing, NULL))
        g_array_append_vals(mailings, mailing, 1);
    g_autoptr(GArray) finished = ledger_finish(recorder->store, all ? NULL : mailings, &error);
    if (finished == NULL) {
        log_failure(error, "could not close mailings", NULL);
        return;
    }
    g_hash_table_remove_all(recorder->touched);
    for (guint i = 0; i < finished->len; i++) {
        g_autofree char *number =
            g_strdup_printf("%" G_GINT64_FORMAT, g_array_index(finished, gint64, i));
        log_event(G_LOG_LEVEL_INFO, "mailing finished", "MAILING", number, NULL);
    }
}

/* Renews what has been in hand for a quarter of its lease. */
static void
renew(Recorder *recorder, GError **error)
{
    g_autoptr(GArray) old = g_array_new(FALSE, FALSE, sizeof(LedgerHold));
    GHashTableIter each;
    gpointer value;
    gint64 now = g_get_monotonic_time();

    g_mutex_lock(&recorder->mutex);
    g_hash_table_iter_init(&each, recorder->holds);
    while (g_hash_table_iter_next(&each, NULL, &value)) {
        const Hold *hold = value;
        if (hold->until > now && hold->until - now < recorder->lease / 4 * 3)
            g_array_append_val(old, hold->claim);
    }
    g_mutex_unlock(&recorder->mutex);
    if (old->len == 0 || !ledger_renew(recorder->store, (const LedgerHold *)(gpointer)old->data,
                                       old->len, recorder->lease, error))
        return;
    g_mutex_lock(&recorder->mutex);
    for (guint i = 0; i < old->len; i++) {
        Hold *hold = g_hash_table_lookup(recorder->holds, &g_array_index(old, LedgerHold, i));
        if (hold != NULL)
            hold->until = now + recorder->lease;
    }
    g_mutex_unlock(&recorder->mutex);
}

static void
keep(Recorder *recorder)
{
    g_autoptr(GError) error = NULL;
    gint64 expired = 0, doubtful = 0;

    recorder->keep_at = g_get_monotonic_time() + recorder->keep_every;
    if (reopen(recorder, &error) && say_we_live(recorder, &error)) {
        renew(recorder, &error);
        if (error == NULL && ledger_expire(recorder->store, recorder->max_attempts,
                                           recorder->unknown, &expired, &doubtful, &error))
            finish(recorder, TRUE);
    }
    if (error != NULL && !recorder->away)
        log_failure(error, "could not look after the ledger and will try again", NULL);
    recorder->away = error != NULL;
    if (expired > 0) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, expired);
        g_autofree char *in_flight = g_strdup_printf("%" G_GINT64_FORMAT, doubtful);
        log_event(G_LOG_LEVEL_WARNING, "deliveries of a lost worker are queued again", "NUMBER",
                  number, "IN_FLIGHT", in_flight, NULL);
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

static gpointer
record(gpointer data)
{
    Recorder *recorder = data;

    g_mutex_lock(&recorder->mutex);
    for (;;) {
        while (recorder->n_handed_in == recorder->n_tried && !recorder->ending &&
               g_cond_wait_until(&recorder->arrived, &recorder->mutex,
                                 g_hash_table_size(recorder->touched) > 0
                                     ? MIN(recorder->look_at, recorder->keep_at)
                                     : recorder->keep_at))
            ;
        if (recorder->n_handed_in > recorder->n_tried) {
            g_autoptr(GArray) settlements = recorder->queue;
            g_autoptr(GArray) flights = in_flight(recorder);
            recorder->n_tried = recorder->n_handed_in;
            recorder->queue = g_array_new(FALSE, FALSE, sizeof(Settlement));
            g_mutex_unlock(&recorder->mutex);
            gboolean good = commit(recorder, flights, settlements);
            if (good)
                touch(recorder, settlements);
            else
                log_lost(settlements);
            g_mutex_lock(&recorder->mutex);
            recorder->gave_up |= !good;
            if (!recorder->gave_up)
                recorder->n_committed = recorder->n_tried;
            g_cond_broadcast(&recorder->committed);
        } else if (recorder->ending)
            break;
        gint64 now = g_get_monotonic_time();
        if (now < MIN(recorder->look_at, recorder->keep_at))
            continue;
        g_mutex_unlock(&recorder->mutex);
        if (now >= recorder->keep_at)
            keep(recorder);
        else
            finish(recorder, FALSE);
        g_mutex_lock(&recorder->mutex);
    }
    g_mutex_unlock(&recorder->mutex);
    finish(recorder, TRUE);
    if (recorder->store != NULL && recorder->worker != 0)
        ledger_worker_end(recorder->store, recorder->worker, NULL);
    return NULL;
}

Recorder *
recorder_new(const Settings *settings, const char *state, Store *store)
{
    Recorder *recorder = g_new0(Recorder, 1);

    recorder->settings = settings;
    recorder->state = state;
    recorder->store = store;
    recorder->lease = settings_number(settings, SETTING_MAIL_LEASE) * G_USEC_PER_SEC;
    recorder->max_attempts = (guint)settings_number(settings, SETTING_MAIL_ATTEMPTS);
    recorder->unknown = ledger_unknown_policy(settings);
    recorder->n_sessions = (guint)settings_number(settings, SETTING_MAIL_SESSIONS);
    recorder->sessions = g_new0(Session, recorder->n_sessions);
    for (guint i = 0; i < recorder->n_sessions; i++)
        recorder->sessions[i] = (Session){g_array_new(FALSE, FALSE, sizeof(LedgerHold)),
                                          g_array_new(FALSE, FALSE, sizeof(LedgerHold))};
    recorder->keep_every = MIN(recorder->lease / 8, LONGEST_PAUSE);
    recorder->give_up_at = G_MAXINT64;
    recorder->queue = g_array_new(FALSE, FALSE, sizeof(Settlement));
    recorder->holds = g_hash_table_new_full(hold_hash, hold_equal, NULL, g_free);
    recorder->touched = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_mutex_init(&recorder->mutex);
    g_cond_init(&recorder->arrived);
    g_cond_init(&recorder->committed);
    keep(recorder);
    recorder->thread = g_thread_new("recorder", record, recorder);
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
    for (guint i = 0; i < recorder->n_sessions; i++) {
        g_array_unref(recorder->sessions[i].now);
        g_array_unref(recorder->sessions[i].following);
    }
    g_free(recorder->sessions);
    g_hash_table_unref(recorder->holds);
    g_hash_table_unref(recorder->touched);
    g_mutex_clear(&recorder->mutex);
    g_cond_clear(&recorder->arrived);
    g_cond_clear(&recorder->committed);
    g_free(recorder);
    if (!good)
        return fail(error, ERROR_TRY_LATER, "could not record every delivery before the end");
    return TRUE;
}
