/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deliver-write - messages made of claims
 *
 * As a rule one of each: a copy and a return path of the reader's own. Where the mailing is shared,
 * the claims that follow one another and go to the same provider make one message with many
 * recipients, which is one copy on the wire. A copy that cannot be written is settled as failed and
 * never stops the others.
 */
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "mailing/return-path.h"

#include "serve/deliver-inside.h"

static const LedgerClaim *
next_claim(const Worker *worker)
{
    return &g_array_index(worker->claims, LedgerClaim, worker->next);
}

static void
fail_claim(Worker *worker, const LedgerClaim *claim, const char *status, const char *reason)
{
    Settlement settlement = worker_settlement(worker, claim);

    settlement_fail(&settlement, status, reason);
    worker_settle(worker, &settlement, NULL);
}

/* FALSE: it is not ours any more, or was settled. */
static gboolean
is_wanted(Worker *worker, const LedgerClaim *claim)
{
    const LedgerMailing *mailing = worker->mailing;

    if (!recorder_holds(worker->deliver->recorder, mailing->id, claim->recipient))
        return FALSE;
    if (claim->address == NULL) {
        fail_claim(worker, claim, claim->gone_status, claim->gone);
        return FALSE;
    }
    if (mailing->not_after != 0 && clock_now() >= mailing->not_after) {
        fail_claim(worker, claim, "5.4.7", "not sent before its deadline (not-after)");
        return FALSE;
    }
    return TRUE;
}

/* The copy, and whom it comes back to. FALSE: the claim was settled instead. */
static gboolean
write_copy(Worker *worker, const LedgerClaim *claim, Slot *slot)
{
    const LedgerMailing *mailing = worker->mailing;
    g_autoptr(GError) error = NULL;

    g_string_truncate(slot->text, 0);
    if (!letters_write(worker->letters, claim->recipient, claim->address, slot->text, &error)) {
        log_failure(error, "a letter cannot be written", NULL);
        fail_claim(worker, claim, "5.6.0", error->message);
        return FALSE;
    }
    g_free(slot->sender);
    slot->sender = mailing->kind == MAILING_NOTICE
                       ? g_strdup("")
                       : return_path_make(worker->keys, mailing->list_name, mailing->domain,
                                          mailing->id, mailing->is_shared ? 0 : claim->recipient);
    slot->segment = (WireSegment){slot->text->str, slot->text->len};
    slot->list = mailing->list;
    slot->give_up_at = mailing->created + worker->give_up_after;
    return TRUE;
}

static void
add_recipient(Worker *worker, const LedgerClaim *claim, Slot *slot)
{
    const Settlement settlement = worker_settlement(worker, claim);

    g_array_append_val(slot->settlements, settlement);
    g_ptr_array_add(slot->addresses, g_strdup(claim->address));
}

static gboolean
is_full(const Worker *worker, const Slot *slot)
{
    return slot->settlements->len >= (worker->mailing->is_shared ? worker->most_recipients : 1);
}

static gboolean
goes_along(const Worker *worker, const LedgerClaim *claim, const Slot *slot)
{
    Providers *providers = worker->deliver->providers;

    return slot->addresses->len == 0 || claim->address == NULL ||
           g_ascii_strcasecmp(provider_name(providers, claim->address),
                              provider_name(providers, g_ptr_array_index(slot->addresses, 0))) == 0;
}

/* All of a message is in flight or none of it. */
static void
take(Worker *worker, Slot *slot)
{
    g_autofree LedgerHold *holds = g_new(LedgerHold, slot->settlements->len);

    for (guint i = 0; i < slot->settlements->len; i++) {
        const Settlement *settlement = &g_array_index(slot->settlements, Settlement, i);
        holds[i] = (LedgerHold){settlement->mailing, settlement->recipient, settlement->attempt};
    }
    slot->ticket =
        recorder_take(worker->deliver->recorder, worker->session, holds, slot->settlements->len);
}

gboolean
worker_write(Worker *worker, Slot *slot)
{
    gboolean anew = FALSE;

    g_array_set_size(slot->settlements, 0);
    g_ptr_array_set_size(slot->addresses, 0);
    while (!anew && worker->next < worker->claims->len && !is_full(worker, slot) &&
           goes_along(worker, next_claim(worker), slot)) {
        const LedgerClaim *claim = next_claim(worker);
        gint64 wait = 0;
        if (!is_wanted(worker, claim)) {
            worker->next++;
            continue;
        }
        switch (tour_take(worker->tour, claim->address, g_get_monotonic_time(), &wait)) {
        case TOUR_ANEW:
            anew = TRUE;
            break;
        case TOUR_WAIT:
            worker_put_back(worker, claim, wait);
            worker->next++;
            break;
        case TOUR_GO:
            if (slot->addresses->len > 0 || write_copy(worker, claim, slot))
                add_recipient(worker, claim, slot);
            worker->next++;
            break;
        }
    }
    if (slot->settlements->len > 0)
        take(worker, slot);
    return !anew || slot->settlements->len > 0;
}
