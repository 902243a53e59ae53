/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deliver-refuse - an answer that is about us, not about the reader
 *
 * 421 on a session that had worked, and refusals for policy (x.7.x, RFC 3463): the provider is left
 * alone for a while by every worker. Each reader refused with 5.7.x counts against the mailing,
 * which pauses when too large a share of it is refused so, or waits at a provider that refuses
 * another reader after a rest and took nothing in between. Its list's owners and moderators are
 * told, in the same transaction; that they cannot be is no reason to go on. When the database is
 * away the rest holds in this process alone, and the refusal waits to be counted.
 */
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "list/list.h"
#include "list/notice.h"
#include "store/query.h"

#include "serve/deliver-inside.h"

static gint64
first_rest(const Worker *worker)
{
    return settings_number(worker->deliver->settings, SETTING_MAIL_REST) * G_USEC_PER_SEC;
}

static gboolean
leave_alone(Worker *worker, Store *store, const Refusal *refusal, const char *name, GError **error)
{
    const Settings *settings = worker->deliver->settings;
    MailingRest row;

    g_autoptr(Rows) rows =
        mailing_rest(store, name, first_rest(worker),
                     settings_number(settings, SETTING_MAIL_LONGEST_REST) * G_USEC_PER_SEC,
                     refusal->status, refusal->reply, error);
    if (rows == NULL)
        return FALSE;
    if (mailing_rest_next(rows, &row)) {
        g_autofree char *seconds = g_strdup_printf("%" G_GINT64_FORMAT, row.wait / G_USEC_PER_SEC);
        provider_rest(worker->deliver->providers, refusal->address, row.wait);
        log_event(G_LOG_LEVEL_WARNING, "a provider is left alone for a while", "PROVIDER", name,
                  "SECONDS", seconds, "STATUS", refusal->status, "REPLY", refusal->reply, NULL);
    }
    return TRUE;
}

static gboolean
tell_owners(Worker *worker, Store *store, const Refusal *refusal, GError **error)
{
    g_autoptr(List) list = list_get(store, refusal->list, error);
    g_autoptr(Value) value = value_dict();
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, refusal->mailing);

    if (list == NULL)
        return FALSE;
    g_auto(GStrv) keepers = list_keepers(store, refusal->list, error);
    if (keepers == NULL)
        return FALSE;
    g_autofree char *owners = list_address(list, "-owner");
    notice_set_list(value, list);
    value_set_text(value, "mailing", number);
    value_set_text(value, "status", refusal->status);
    value_set_text(value, "reply", refusal->reply);
    const NoticeDraft draft = {.template = "refused",
                               .value = value,
                               .to = owners,
                               .addresses = (const char *const *)keepers};
    return notice_send(store, worker->deliver->settings, list, &draft, error);
}

/* TRUE in `*paused` when the mailing paused because of this. */
static gboolean
count_it(Worker *worker, Store *store, const Refusal *refusal, const char *name, gboolean *paused,
         GError **error)
{
    const Settings *settings = worker->deliver->settings;
    g_auto(GStrv) domains = provider_domains(worker->deliver->providers, refusal->address);
    MailingRefused row;

    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    if (transaction == NULL)
        return FALSE;
    g_autoptr(Rows) rows =
        mailing_refused(store, refusal->mailing, refusal->recipient, refusal->attempt,
                        (gint32)settings_number(settings, SETTING_MAIL_POLICY_LEAST),
                        (gint32)settings_number(settings, SETTING_MAIL_POLICY_SHARE), name,
                        (const char *const *)domains, error);
    if (rows == NULL)
        return FALSE;
    *paused = mailing_refused_next(rows, &row) && row.paused;
    g_autoptr(GError) untold = NULL;
    if (*paused && refusal->list != 0 && !tell_owners(worker, store, refusal, &untold))
        log_failure(untold, "the owners of a list are not told that a mailing is paused", NULL);
    return transaction_commit(transaction, error);
}

static gboolean
tell(Worker *worker, Store *store, const Refusal *refusal, GError **error)
{
    g_autofree char *name =
        g_ascii_strdown(provider_name(worker->deliver->providers, refusal->address), -1);
    gboolean paused = FALSE;

    if (!leave_alone(worker, store, refusal, name, error) ||
        (refusal->counts && !count_it(worker, store, refusal, name, &paused, error)))
        return FALSE;
    if (paused) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, refusal->mailing);
        log_event(G_LOG_LEVEL_WARNING, "a mailing is paused: too many refuse it for policy",
                  "MAILING", number, "STATUS", refusal->status, "REPLY", refusal->reply, NULL);
        if (worker->mailing != NULL && worker->mailing->id == refusal->mailing)
            worker_give_back(worker);
    }
    return TRUE;
}

void
worker_tell_refusals(Worker *worker, Store *store)
{
    guint done = 0;

    while (done < worker->refusals->len) {
        g_autoptr(GError) error = NULL;
        if (!tell(worker, store, &g_array_index(worker->refusals, Refusal, done), &error)) {
            log_failure(error, "a refusal for policy could not be counted", NULL);
            if (!store_is_alive(store))
                break;
        }
        done++;
    }
    g_array_remove_range(worker->refusals, 0, done);
}

/* The first that is taken after a rest: what was refused before it says no more. */
static void
takes_again(Worker *worker, const char *address)
{
    g_autoptr(GError) error = NULL;

    if (!provider_takes(worker->deliver->providers, address))
        return;
    g_autofree char *name = g_ascii_strdown(provider_name(worker->deliver->providers, address), -1);
    Store *store = line_enter_now(worker->deliver->line);
    if (store == NULL)
        return;
    if (!mailing_passed(store, name, NULL, &error))
        log_failure(error, "could not note that a provider takes mail again", NULL);
    line_leave(worker->deliver->line);
}

void
worker_refused(Worker *worker, const Slot *slot, guint i, const WireResult *said)
{
    const char *address = g_ptr_array_index(slot->addresses, i);
    gboolean policy = said->outcome != WIRE_DONE && status_is_policy(said->status) &&
                      (said->scope == SCOPE_RECIPIENT || said->scope == SCOPE_MESSAGE);

    if (said->outcome == WIRE_DONE)
        takes_again(worker, address);
    if (!policy && (said->code != 421 || said->scope != SCOPE_CONNECTION))
        return;
    const Settlement *settlement = &g_array_index(slot->settlements, Settlement, i);
    const Refusal refusal = {.address = g_strdup(address),
                             .mailing = settlement->mailing,
                             .recipient = settlement->recipient,
                             .attempt = settlement->attempt,
                             .list = slot->list,
                             .counts = policy && *said->status == '5',
                             .status = g_strdup(said->status),
                             .reply = g_strdup(said->text)};
    g_array_append_val(worker->refusals, refusal);
    provider_rest(worker->deliver->providers, address, first_rest(worker));
    Store *store = line_enter_now(worker->deliver->line);
    if (store == NULL)
        return;
    worker_tell_refusals(worker, store);
    line_leave(worker->deliver->line);
}
