/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deliver-settle - what became of a worker's claims, to the recorder and into the log */
#include "base/log.h"

#include "serve/deliver-inside.h"

void
worker_settle(Worker *worker, const Settlement *settlement, const WireResult *said)
{
    static const char *const events[] = {[SETTLE_SENT] = "delivery sent",
                                         [SETTLE_RETRY] = "delivery put off",
                                         [SETTLE_FAILED] = "delivery failed",
                                         [SETTLE_UNKNOWN] = "delivery unknown"};
    gboolean is_sent = settlement->outcome == SETTLE_SENT;

    worker->ticket = recorder_settle(worker->deliver->recorder, worker->session, settlement);
    worker->n_settled++;
    if (settlement->outcome == SETTLE_BACK)
        return;
    g_autofree char *mailing = g_strdup_printf("%" G_GINT64_FORMAT, settlement->mailing);
    g_autofree char *recipient = g_strdup_printf("%" G_GINT64_FORMAT, settlement->recipient);
    g_autofree char *attempt = g_strdup_printf("%d", settlement->attempt);
    log_event(is_sent ? worker->deliver->log_level : G_LOG_LEVEL_INFO, events[settlement->outcome],
              "MAILING", mailing, "RECIPIENT", recipient, "ATTEMPT", attempt, "STATUS",
              said != NULL ? said->status : settlement->status, "REPLY",
              said != NULL ? said->text : settlement->reply, NULL);
}

Settlement
worker_settlement(const Worker *worker, const LedgerClaim *claim)
{
    return (Settlement){
        .mailing = worker->mailing->id, .recipient = claim->recipient, .attempt = claim->attempt};
}

void
worker_put_back(Worker *worker, const LedgerClaim *claim, gint64 wait)
{
    Settlement settlement = worker_settlement(worker, claim);

    settlement.outcome = SETTLE_BACK;
    settlement.wait = wait;
    worker_settle(worker, &settlement, NULL);
}

void
worker_give_back(Worker *worker)
{
    for (; worker->claims != NULL && worker->next < worker->claims->len; worker->next++)
        worker_put_back(worker, &g_array_index(worker->claims, LedgerClaim, worker->next), 0);
}
