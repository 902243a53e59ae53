/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deliver-claim - what a worker sends next
 *
 * Looks which mailings have something due, claims a batch of one and looks up what its recipients
 * need. A mailing that cannot be written is put off and stops no other. When the database is away
 * what was claimed is given back to the recorder.
 */
#include "base/error.h"
#include "base/log.h"

#include "serve/deliver-inside.h"

#define LOOK_AGAIN ((gint64)G_USEC_PER_SEC)
#define MOST_DUE 20

/* What the whole batch failed for: something passing gives it back to the queue for later, a
 * mailing that cannot be opened is tried again like a refused one. */
static void
put_off(Worker *worker, const GError *error)
{
    for (; worker->next < worker->claims->len; worker->next++) {
        Settlement settlement =
            worker_settlement(worker, &g_array_index(worker->claims, LedgerClaim, worker->next));
        WireResult result = {.outcome = WIRE_LATER, .scope = SCOPE_MESSAGE, .status = "4.3.0"};
        g_strlcpy(result.text, error->message, sizeof result.text);
        settlement_grade(&settlement, &result, &worker->policy, g_rand_double(worker->chance));
        worker_settle(worker, &settlement, NULL);
    }
}

/* Looks up what the batch needs. FALSE: the database is away. */
static gboolean
prepare(Worker *worker, GError **error)
{
    g_autoptr(GArray) recipients = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GError) trouble = NULL;

    for (guint i = 0; i < worker->claims->len; i++) {
        const LedgerClaim *claim = &g_array_index(worker->claims, LedgerClaim, i);
        if (claim->address != NULL)
            g_array_append_val(recipients, claim->recipient);
    }
    if (letters_open(worker->letters, worker->store, worker->mailing, &trouble) &&
        letters_choose(worker->letters, worker->store, recipients, &trouble))
        return TRUE;
    if (!store_is_alive(worker->store)) {
        worker_give_back(worker);
        g_propagate_error(error, g_steal_pointer(&trouble));
        return FALSE;
    }
    log_failure(trouble, "a mailing cannot be written", NULL);
    put_off(worker, trouble);
    return TRUE;
}

/* Claims from the mailing at due[due_next]. TRUE with claims in hand or none. */
static gboolean
claim_from(Worker *worker, GError **error)
{
    LedgerMailing *mailing = g_ptr_array_index(worker->due, worker->due_next);
    gint64 since = g_get_monotonic_time();
    GArray *claims =
        ledger_claim(worker->store, mailing, &worker->cursor, worker->batch, worker->lease, error);

    if (claims == NULL)
        return FALSE;
    g_clear_pointer(&worker->claims, g_array_unref);
    worker->claims = claims;
    worker->mailing = mailing;
    worker->next = 0;
    if (claims->len == 0)
        return TRUE;
    recorder_hold(worker->deliver->recorder, mailing->id, claims, since);
    return prepare(worker, error);
}

static gboolean
look_what_is_due(Worker *worker, GError **error)
{
    GPtrArray *due = ledger_due(worker->store, MOST_DUE, error);

    if (due == NULL)
        return FALSE;
    worker->mailing = NULL;
    g_clear_pointer(&worker->due, g_ptr_array_unref);
    worker->due = due;
    worker->due_next = 0;
    worker->due_at = g_get_monotonic_time();
    return TRUE;
}

/* The mailing that gave a whole batch is asked again, but what is awaited more may have come
 * meanwhile: look once a second. */
gboolean
worker_claim(Worker *worker, GError **error)
{
    gboolean fresh = FALSE;

    worker->crowded = FALSE;
    if (worker->due == NULL || g_get_monotonic_time() - worker->due_at > LOOK_AGAIN) {
        if (!look_what_is_due(worker, error))
            return FALSE;
        fresh = TRUE;
    }
    for (;;) {
        while (worker->due_next < worker->due->len) {
            if (!claim_from(worker, error))
                return FALSE;
            if (worker->next < worker->claims->len)
                return TRUE;
            worker->crowded = fresh;
            worker->due_next++;
        }
        if (fresh)
            return TRUE;
        if (!look_what_is_due(worker, error))
            return FALSE;
        fresh = TRUE;
    }
}
