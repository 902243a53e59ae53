/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contribution-add - keep a contribution with its places and themes, all of it or nothing */
#include "base/error.h"
#include "store/query.h"

#include "news/contribution.h"

static gboolean
refuse_twin(Store *store, const Contribution *contribution, GError **error)
{
    g_autoptr(Rows) rows =
        news_contribution_twin(store, contribution->title, contribution->body, error);
    NewsContributionTwin twin;

    if (rows == NULL)
        return FALSE;
    if (!news_contribution_twin_next(rows, &twin))
        return TRUE;
    fail(error, ERROR_CONFLICT, "\"%s\" is contribution %" G_GINT64_FORMAT " already",
         contribution->title, twin.id);
    return fail_hint(error, "colporteur contribution show %" G_GINT64_FORMAT, twin.id);
}

gboolean
contribution_add(Store *store, const Contribution *contribution, gboolean accept, gint64 *id,
                 GError **error)
{
    if (!refuse_twin(store, contribution, error))
        return FALSE;
    g_autoptr(Rows) rows = news_contribution_insert(
        store, contribution->kind, contribution->title, contribution->body, contribution->author,
        (const char *const *)contribution->knowledge, contribution->source, contribution->programme,
        contribution->language, accept, error);
    NewsContributionInsert row;

    if (rows == NULL)
        return FALSE;
    if (!news_contribution_insert_next(rows, &row))
        return fail(error, ERROR_BUG, "a new contribution has no number");
    if (!news_contribution_territories_insert(store, row.id, contribution->territories, NULL,
                                              error) ||
        !news_contribution_interests_insert(store, row.id, contribution->interests, NULL, error))
        return FALSE;
    *id = row.id;
    return TRUE;
}
