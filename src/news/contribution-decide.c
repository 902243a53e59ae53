/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contribution-decide - accept or decline several contributions, all of them or none */
#include "base/error.h"
#include "store/query.h"

#include "news/contribution.h"

gboolean
contribution_decide(Store *store, const GArray *ids, gboolean accept, guint *changed,
                    GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    NewsContributionMissing missing;

    if (transaction == NULL)
        return FALSE;
    g_autoptr(Rows) unknown = news_contribution_missing(store, ids, error);
    if (unknown == NULL)
        return FALSE;
    if (news_contribution_missing_next(unknown, &missing)) {
        fail(error, ERROR_NOT_FOUND, "there is no contribution %" G_GINT64_FORMAT, missing.id);
        return fail_hint(error, "nothing was changed; colporteur contribution list shows them");
    }
    g_autoptr(Rows) rows =
        news_contribution_decide(store, ids, accept ? "accepted" : "declined", error);
    if (rows == NULL || !transaction_commit(transaction, error))
        return FALSE;
    *changed = rows_count(rows);
    return TRUE;
}
