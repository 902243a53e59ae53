/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contribution-decide - accept or decline several contributions, all of them or none */
#include "base/error.h"
#include "store/query.h"

#include "news/contribution.h"

gboolean
contribution_decide(Store *store, const GArray *ids, gboolean accept, const char *words,
                    guint *changed, GError **error)
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
    g_autoptr(Rows) rows = news_contribution_decide(store, ids, accept ? "accepted" : "declined",
                                                    words != NULL ? words : "", error);
    if (rows == NULL || !transaction_commit(transaction, error))
        return FALSE;
    *changed = rows_count(rows);
    return TRUE;
}

gboolean
contribution_ask(Store *store, gint64 id, const char *question, GError **error)
{
    g_autoptr(Rows) rows = news_proposal_ask(store, id, question, error);
    NewsProposalAsk row;

    if (rows == NULL)
        return FALSE;
    if (news_proposal_ask_next(rows, &row) && row.asked)
        return TRUE;
    fail(error, ERROR_NOT_FOUND,
         "contribution %" G_GINT64_FORMAT " is no proposal whose author can be asked", id);
    return fail_hint(error, "what was added here or gathered has nobody to write to");
}
