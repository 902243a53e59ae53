/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deliver-refuse - an answer that is about us, not about the reader
 *
 * 421 on a session that had worked, and refusals for policy (x.7.x, RFC 3463): the provider is left
 * alone for a while by every worker, and of the latter each counts against its mailing, which
 * pauses when too large a share of it is refused so. Its list's owners and moderators are told, in
 * the same transaction. When the database is away the rest holds in this process alone.
 */
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "list/list.h"
#include "list/notice.h"
#include "store/query.h"

#include "serve/deliver-inside.h"

static gboolean
leave_alone(Worker *worker, gboolean reached, const char *address, const WireResult *said,
            GError **error)
{
    const Settings *settings = worker->deliver->settings;
    Providers *providers = worker->deliver->providers;
    gint64 wait = settings_number(settings, SETTING_MAIL_REST) * G_USEC_PER_SEC;
    g_autofree char *name = g_ascii_strdown(provider_name(providers, address), -1);
    MailingRest row;

    provider_rest(providers, address, wait);
    if (!reached)
        return TRUE;
    g_autoptr(Rows) rows =
        mailing_rest(worker->store, name, wait,
                     settings_number(settings, SETTING_MAIL_LONGEST_REST) * G_USEC_PER_SEC,
                     said->status, said->text, error);
    if (rows == NULL)
        return FALSE;
    if (mailing_rest_next(rows, &row)) {
        g_autofree char *seconds = g_strdup_printf("%" G_GINT64_FORMAT, row.wait / G_USEC_PER_SEC);
        provider_rest(providers, address, row.wait);
        log_event(G_LOG_LEVEL_WARNING, "a provider is left alone for a while", "PROVIDER", name,
                  "SECONDS", seconds, "STATUS", said->status, "REPLY", said->text, NULL);
    }
    return TRUE;
}

static gboolean
tell_owners(Worker *worker, const Settlement *settlement, gint64 list_number,
            const WireResult *said, GError **error)
{
    g_autoptr(List) list = list_get(worker->store, list_number, error);
    g_autoptr(Value) value = value_dict();
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, settlement->mailing);

    if (list == NULL)
        return FALSE;
    g_auto(GStrv) keepers = list_keepers(worker->store, list_number, error);
    if (keepers == NULL)
        return FALSE;
    g_autofree char *owners = list_address(list, "-owner");
    notice_set_list(value, list);
    value_set_text(value, "mailing", number);
    value_set_text(value, "status", said->status);
    value_set_text(value, "reply", said->text);
    const NoticeDraft draft = {.template = "refused",
                               .value = value,
                               .to = owners,
                               .addresses = (const char *const *)keepers};
    return notice_send(worker->store, worker->deliver->settings, list, &draft, error);
}

/* TRUE in `*paused` when the mailing paused because of this. */
static gboolean
count_it(Worker *worker, const Settlement *settlement, gint64 list, const WireResult *said,
         gboolean *paused, GError **error)
{
    const Settings *settings = worker->deliver->settings;
    MailingRefused row;

    g_autoptr(Transaction) transaction = transaction_begin(worker->store, error);
    if (transaction == NULL)
        return FALSE;
    g_autoptr(Rows) rows =
        mailing_refused(worker->store, settlement->mailing,
                        (gint32)settings_number(settings, SETTING_MAIL_POLICY_LEAST),
                        (gint32)settings_number(settings, SETTING_MAIL_POLICY_SHARE), error);
    if (rows == NULL)
        return FALSE;
    *paused = mailing_refused_next(rows, &row) && row.paused;
    if (*paused && list != 0 && !tell_owners(worker, settlement, list, said, error))
        return FALSE;
    return transaction_commit(transaction, error);
}

void
worker_refused(Worker *worker, const Slot *slot, guint i, const WireResult *said)
{
    g_autoptr(GError) error = NULL;
    gboolean policy = said->outcome != WIRE_DONE && status_is_policy(said->status) &&
                      (said->scope == SCOPE_RECIPIENT || said->scope == SCOPE_MESSAGE);
    const Settlement *settlement = &g_array_index(slot->settlements, Settlement, i);
    gboolean paused = FALSE;

    if (!policy && (said->code != 421 || said->scope != SCOPE_CONNECTION))
        return;
    gboolean reached = worker_enter_again(worker);
    if (leave_alone(worker, reached, g_ptr_array_index(slot->addresses, i), said, &error) &&
        policy && reached)
        count_it(worker, settlement, slot->list, said, &paused, &error);
    if (reached)
        worker_leave(worker);
    if (error != NULL)
        log_failure(error, "a refusal for policy could not be counted", NULL);
    else if (paused) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, settlement->mailing);
        log_event(G_LOG_LEVEL_WARNING, "a mailing is paused: too many refuse it for policy",
                  "MAILING", number, "STATUS", said->status, "REPLY", said->text, NULL);
        if (worker->mailing != NULL && worker->mailing->id == settlement->mailing)
            worker_give_back(worker);
    }
}
