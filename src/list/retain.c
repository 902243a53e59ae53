/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * retain - nobody is kept for longer than the settings of [retention] say
 *
 * French law (CNIL) asks for three years from the last contact. The reminder goes out by the oldest
 * list that somebody is on, in their language; answering it is the sign of life, and so is
 * everything else that they do.
 */
#include "list/retain.h"

#include "base/log.h"
#include "page/value.h"
#include "store/query.h"

#include "list/confirm.h"
#include "list/list.h"
#include "list/notice.h"

static void
tell(const char *what, gint64 n)
{
    g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, n);

    if (n > 0)
        log_event(G_LOG_LEVEL_INFO, what, "COUNT", count, NULL);
}

static gboolean
remind_next(Store *store, const Settings *settings, gboolean *found, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    g_autoptr(Value) value = value_dict();
    ListRetainRemind row;

    if (transaction == NULL)
        return FALSE;
    g_autoptr(Rows) rows = list_retain_remind(
        store, (gint32)settings_number(settings, SETTING_RETENTION_INACTIVE), error);
    if (rows == NULL)
        return FALSE;
    *found = list_retain_remind_next(rows, &row);
    if (!*found)
        return TRUE;
    g_autoptr(List) list = list_find(store, row.list_name, error);
    if (list == NULL)
        return FALSE;
    g_autofree char *answer = confirm_address(store, list, row.subscriber);
    const char *const addresses[] = {row.address, NULL};
    const NoticeDraft draft = {.template = "inactive",
                               .value = value,
                               .language = row.language,
                               .to = row.address,
                               .addresses = addresses,
                               .reply_to = answer};
    notice_set_list(value, list);
    value_set_int(value, "days", settings_number(settings, SETTING_RETENTION_ANSWER));
    return notice_send(store, settings, list, &draft, error) &&
           transaction_commit(transaction, error);
}

static gboolean
remind(Store *store, const Settings *settings, guint most, GError **error)
{
    gboolean found = TRUE;
    gint64 n = 0;

    while (found && n < most) {
        if (!remind_next(store, settings, &found, error))
            return FALSE;
        n += found;
    }
    tell("people not heard of for long were asked whether to go on", n);
    return TRUE;
}

/* Copies of a mail that come a second way come within days. */
enum { PRINT_DAYS = 30 };

gboolean
retain(Store *store, const Settings *settings, guint most, GError **error)
{
    gint32 months = (gint32)settings_number(settings, SETTING_RETENTION_INACTIVE);
    gint32 days = (gint32)settings_number(settings, SETTING_RETENTION_ANSWER);
    ListRetainUnconfirmed removed;
    ListRetainProposers forgotten;
    ListAddressDue elsewhere;
    ListRetainInactive erased;

    g_autoptr(Rows) unconfirmed = list_retain_unconfirmed(
        store, (gint32)settings_number(settings, SETTING_RETENTION_UNCONFIRMED), (gint32)most,
        error);
    if (unconfirmed == NULL)
        return FALSE;
    if (list_retain_unconfirmed_next(unconfirmed, &removed))
        tell("subscriptions that nobody confirmed were removed", removed.removed);
    g_autoptr(Rows) proposers = list_retain_proposers(
        store, (gint32)settings_number(settings, SETTING_RETENTION_PROPOSER), (gint32)most, error);
    if (proposers == NULL)
        return FALSE;
    if (list_retain_proposers_next(proposers, &forgotten))
        tell("authors of proposals that were decided were forgotten", forgotten.forgotten);
    g_autoptr(Rows) due = list_address_due(store, error);
    if (due == NULL)
        return FALSE;
    if (list_address_due_next(due, &elsewhere))
        tell("people get their mail at another address of theirs now", elsewhere.people);
    if (!list_print_forget(store, PRINT_DAYS, (gint32)most, NULL, error))
        return FALSE;
    if (months == 0)
        return TRUE;
    g_autoptr(Rows) inactive = list_retain_inactive(store, months, days, (gint32)most, error);
    if (inactive == NULL)
        return FALSE;
    if (list_retain_inactive_next(inactive, &erased))
        tell("people not heard of for long were erased", erased.erased);
    return remind(store, settings, most, error);
}
