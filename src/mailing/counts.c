/* SPDX-License-Identifier: GPL-3.0-or-later */
/* counts - how far a mailing is; the truth is the ledger's, not a counter's kept beside it */
#include "base/error.h"
#include "store/query.h"

#include "mailing/mailing.h"

gboolean
mailing_counts(Store *store, gint64 mailing, MailingCounts *counts, GError **error)
{
    g_autoptr(Rows) rows = mailing_count(store, mailing, error);
    MailingCount row;

    if (rows == NULL)
        return FALSE;
    if (!mailing_count_next(rows, &row))
        return fail(error, ERROR_NOT_FOUND, "there is no mailing %" G_GINT64_FORMAT, mailing);
    *counts = (MailingCounts){.queued = row.queued,
                              .claimed = row.claimed,
                              .sent = row.sent,
                              .failed = row.failed,
                              .unknown = row.unknown,
                              .total = row.total};
    return TRUE;
}
