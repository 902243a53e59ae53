/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recorder-keep - what the recorder looks after between commits
 *
 * Its row says that it lives; claims in hand are renewed, those of lost workers found, mailings
 * with nothing left closed. When the database is away all of that waits for the next time.
 */
#include "base/error.h"
#include "base/log.h"

#include "serve/recorder-inside.h"

#define FINISH_EVERY ((gint64)G_USEC_PER_SEC)

/* Makes our row anew where it was taken for gone: what is in flight is written there. */
static gboolean
say_we_live(Recorder *recorder, GError **error)
{
    g_mutex_lock(&recorder->mutex);
    guint holds = g_hash_table_size(recorder->holds);
    g_mutex_unlock(&recorder->mutex);
    return ledger_worker_keep(recorder->store, &recorder->worker, recorder->n_sessions, holds,
                              error);
}

/* For whoever watches: mail goes on where this cannot be said. */
static void
say_how_servers_fare(Recorder *recorder)
{
    g_autoptr(GError) error = NULL;

    if (recorder->outlet == NULL)
        return;
    g_autoptr(GArray) hosts = outlet_hosts(recorder->outlet);
    gboolean said = ledger_worker_hosts(
        recorder->store, recorder->worker, hosts,
        (guint)settings_number(recorder->settings, SETTING_MAIL_SESSION_MESSAGES), &error);
    if (!said && !recorder->mute)
        log_failure(error, "could not write down how the mail servers fare", NULL);
    recorder->mute = !said;
}

gboolean
recorder_reopen(Recorder *recorder, GError **error)
{
    if (recorder->store != NULL && store_is_alive(recorder->store))
        return recorder->worker != 0 || say_we_live(recorder, error);
    g_clear_pointer(&recorder->store, store_free);
    recorder->store = store_open(recorder->settings, recorder->state, STORE_ENGINE, error);
    return recorder->store != NULL && say_we_live(recorder, error);
}

void
recorder_finish(Recorder *recorder, gboolean all)
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

void
recorder_keep(Recorder *recorder)
{
    g_autoptr(GError) error = NULL;
    gint64 expired = 0, doubtful = 0;

    recorder->keep_at = g_get_monotonic_time() + recorder->keep_every;
    if (recorder_reopen(recorder, &error) && say_we_live(recorder, &error)) {
        renew(recorder, &error);
        if (error == NULL && ledger_expire(recorder->store, recorder->max_attempts,
                                           recorder->unknown, &expired, &doubtful, &error)) {
            recorder_finish(recorder, TRUE);
            say_how_servers_fare(recorder);
        }
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
