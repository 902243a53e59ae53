/* SPDX-License-Identifier: GPL-3.0-or-later */
/* important - a post that a moderator marks after it was posted; see important.h */
#include "list/important.h"

#include "base/error.h"
#include "mailing/mailing.h"
#include "store/query.h"

gboolean
important_count(Store *store, gint64 list, gint64 message, gint64 *readers, GError **error)
{
    g_autoptr(Rows) rows = list_important_count(store, list, message, error);
    ListImportantCount row;

    if (rows == NULL)
        return FALSE;
    if (!list_important_count_next(rows, &row))
        return fail(error, ERROR_BUG, "a count has no row");
    *readers = row.readers;
    return TRUE;
}

gboolean
important_mark(Store *store, gint64 list, gint64 message, gboolean important, ImportantMark *done,
               GError **error)
{
    ImportantMark mark = {0};
    ListPostMark row;
    gint64 readers = 0;
    g_autoptr(Transaction) transaction = transaction_begin(store, error);

    if (transaction == NULL)
        return FALSE;
    g_autoptr(Rows) rows = list_post_mark(store, list, message, important, error);
    if (rows == NULL)
        return FALSE;
    mark.changed = list_post_mark_next(rows, &row) && row.done;
    if (mark.changed && important && !important_count(store, list, message, &readers, error))
        return FALSE;
    if ((readers > 0 &&
         !mailing_start_important(store, message, list, &mark.mailing, &mark.recipients, error)) ||
        !transaction_commit(transaction, error))
        return FALSE;
    *done = mark;
    return TRUE;
}
