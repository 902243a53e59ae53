/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deliver-claim - what a worker sends next
 *
 * Looks which mailings have something due, claims a batch of one and looks up what its recipients
 * need. A mailing that cannot be written is put off and stops no other. When the database is away
 * what was claimed is given back to the recorder.
 */
#include "serve/deliver-inside.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/log.h"

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

/* --- whose turn it is --- */

typedef struct {
    const char *provider;
    double place; /* 0 to 1, among those of the same provider */
    LedgerClaim claim;
} Turn;

static gint
turn_compare(gconstpointer a, gconstpointer b)
{
    const Turn *one = a, *other = b;

    return one->place < other->place ? -1 : one->place > other->place;
}

static gint
provider_compare(gconstpointer a, gconstpointer b)
{
    const Turn *one = a, *other = b;

    return g_ascii_strcasecmp(one->provider, other->provider);
}

/* Spreads each provider's recipients evenly over the batch, or puts them together where they can
 * share a message, and gives back those whose provider takes no more now. TRUE when that was some.
 */
static gboolean
take_turns(Worker *worker)
{
    guint n = worker->claims->len;
    g_autofree Turn *turns = g_new(Turn, n);
    g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
    gint64 now = g_get_monotonic_time(), wait = 0;
    guint left = 0;

    for (guint i = 0; i < n; i++) {
        LedgerClaim *claim = &g_array_index(worker->claims, LedgerClaim, i);
        if (claim->address != NULL &&
            tour_ask(worker->tour, claim->address, now, &wait) == TOUR_WAIT) {
            worker_put_back(worker, claim, wait);
            ledger_claim_clear(claim);
            continue;
        }
        const char *provider =
            claim->address != NULL ? provider_name(worker->deliver->providers, claim->address) : "";
        guint before = GPOINTER_TO_UINT(g_hash_table_lookup(counts, provider));
        g_hash_table_insert(counts, (gpointer)provider, GUINT_TO_POINTER(before + 1));
        turns[left++] = (Turn){provider, before + 0.5, *claim};
    }
    if (worker->mailing->is_shared)
        qsort(turns, left, sizeof *turns, provider_compare);
    for (guint i = 0; i < left && !worker->mailing->is_shared; i++)
        turns[i].place /= GPOINTER_TO_UINT(g_hash_table_lookup(counts, turns[i].provider));
    if (!worker->mailing->is_shared)
        qsort(turns, left, sizeof *turns, turn_compare);
    for (guint i = 0; i < left; i++)
        g_array_index(worker->claims, LedgerClaim, i) = turns[i].claim;
    /* The rest was given back: its texts are freed or moved. */
    g_array_set_clear_func(worker->claims, NULL);
    g_array_set_size(worker->claims, left);
    g_array_set_clear_func(worker->claims, ledger_claim_clear);
    return left < n;
}

/* Claims from the mailing at due[due_next]. TRUE with claims in hand or none: then `*again` says
 * that it may have more. */
static gboolean
claim_from(Worker *worker, gboolean *again, GError **error)
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
    *again = FALSE;
    if (claims->len == 0)
        return TRUE;
    recorder_hold(worker->deliver->recorder, mailing->id, claims, since);
    *again = take_turns(worker);
    return claims->len == 0 || prepare(worker, error);
}

static gboolean
look_what_is_due(Worker *worker, GError **error)
{
    line_drain(worker->deliver->line);
    GPtrArray *due = ledger_due(worker->store, MOST_DUE, error);

    if (due == NULL)
        return FALSE;
    if (!providers_refresh(worker->deliver->providers, worker->store, error)) {
        g_ptr_array_unref(due);
        return FALSE;
    }
    worker->mailing = NULL;
    g_clear_pointer(&worker->due, g_ptr_array_unref);
    worker->due = due;
    worker->due_next = 0;
    worker->due_at = g_get_monotonic_time();
    return TRUE;
}

/* The mailing that gave a whole batch is asked again, but what is awaited more may have come
 * meanwhile: look once a second. */
static gboolean
claim(Worker *worker, GError **error)
{
    gboolean fresh = FALSE, again;

    if (worker->due == NULL || g_get_monotonic_time() - worker->due_at > LOOK_AGAIN) {
        if (!look_what_is_due(worker, error))
            return FALSE;
        fresh = TRUE;
    }
    for (;;) {
        while (worker->due_next < worker->due->len) {
            if (!claim_from(worker, &again, error))
                return FALSE;
            if (worker->next < worker->claims->len)
                return TRUE;
            if (again && g_atomic_int_get(&worker->deliver->stopping) == 0)
                continue;
            worker->crowded = fresh && !again;
            worker->due_next++;
        }
        if (fresh)
            return TRUE;
        if (!look_what_is_due(worker, error))
            return FALSE;
        fresh = TRUE;
    }
}

gboolean
worker_claim(Worker *worker, GError **error)
{
    worker->crowded = FALSE;
    if (!worker_enter(worker, error))
        return FALSE;
    worker_tell_refusals(worker, worker->store);
    worker->keys = store_token_keys(worker->store);
    gboolean good = claim(worker, error);
    worker_leave(worker);
    return good;
}
