/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ledger-keep - hold on to claims, find lost ones again, close what is done
 *
 * Any number of processes may do this at once, as often as they like.
 */
#include "base/error.h"
#include "store/query.h"

#include "mailing/ledger.h"

gboolean
ledger_renew(Store *store, const LedgerHold *holds, guint n, gint64 lease, GError **error)
{
    g_autoptr(GArray) mailings = g_array_sized_new(FALSE, FALSE, sizeof(gint64), n);
    g_autoptr(GArray) recipients = g_array_sized_new(FALSE, FALSE, sizeof(gint64), n);
    g_autoptr(GArray) attempts = g_array_sized_new(FALSE, FALSE, sizeof(gint64), n);

    for (guint i = 0; i < n; i++) {
        gint64 attempt = holds[i].attempt;
        g_array_append_val(mailings, holds[i].mailing);
        g_array_append_val(recipients, holds[i].recipient);
        g_array_append_val(attempts, attempt);
    }
    return mailing_renew(store, mailings, recipients, attempts, lease, NULL, error);
}

gboolean
ledger_expire(Store *store, guint max_attempts, UnknownPolicy unknown, gint64 *expired,
              gint64 *doubtful, GError **error)
{
    static const char *const words[] = {
        [UNKNOWN_RETRY] = "retry", [UNKNOWN_LEAVE] = "leave", [UNKNOWN_SENT] = "sent"};
    g_autoptr(Rows) rows = mailing_expire(store, (gint32)max_attempts, words[unknown], error);
    MailingExpire row;

    if (rows == NULL)
        return FALSE;
    if (!mailing_expire_next(rows, &row))
        return fail(error, ERROR_BUG, "the ledger does not say what was lost");
    if (row.requeued + row.doubtful > 0 && !mailing_notify(store, NULL, error))
        return FALSE;
    if (expired != NULL)
        *expired = row.requeued + row.doubtful;
    if (doubtful != NULL)
        *doubtful = row.doubtful;
    return TRUE;
}

gboolean
ledger_lapse(Store *store, gint64 *failed, GError **error)
{
    g_autoptr(Rows) rows = mailing_lapse(store, error);
    MailingLapse row;

    if (rows == NULL)
        return FALSE;
    if (!mailing_lapse_next(rows, &row))
        return fail(error, ERROR_BUG, "the ledger does not say what was too late");
    if (failed != NULL)
        *failed = row.failed;
    return TRUE;
}

GArray *
ledger_finish(Store *store, const GArray *mailings, GError **error)
{
    g_autoptr(Rows) rows = mailing_finish(store, mailings, error);
    MailingFinish row;

    if (rows == NULL)
        return NULL;
    GArray *finished = g_array_new(FALSE, FALSE, sizeof(gint64));
    while (mailing_finish_next(rows, &row))
        g_array_append_val(finished, row.id);
    return finished;
}

gboolean
ledger_next_due(Store *store, gint64 *wait, GError **error)
{
    g_autoptr(Rows) rows = mailing_next_due(store, error);
    MailingNextDue row;

    if (rows == NULL)
        return FALSE;
    if (!mailing_next_due_next(rows, &row))
        return fail(error, ERROR_BUG, "the ledger does not say when something is due");
    *wait = row.wait;
    return TRUE;
}
