/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page-letter - letters that the site's pages ask for
 *
 * The site's database role reads no address. What a form wants written waits in a table that only
 * functions of the database fill; here it is taken out and queued as mail in one transaction, so
 * that a crash neither loses a letter nor writes it twice.
 */
#include "base/log.h"
#include "store/query.h"

#include "list/leave.h"
#include "list/page-letter.h"

static gboolean
write_one(Store *store, const Settings *settings, const ListPageLetterTake *row, GError **error)
{
    /* The person or the list has gone meanwhile. */
    if (row->list == 0 || *row->address == '\0')
        return TRUE;
    g_autoptr(List) list = list_get(store, row->list, error);
    return list != NULL &&
           leave_farewell(store, settings, list, row->event, row->address, row->language, error);
}

gboolean
page_letter_write(Store *store, const Settings *settings, guint most, GError **error)
{
    for (guint i = 0; i < most; i++) {
        g_autoptr(Transaction) transaction = transaction_begin(store, error);
        g_autoptr(Rows) rows = transaction != NULL ? list_page_letter_take(store, error) : NULL;
        ListPageLetterTake row;

        if (rows == NULL)
            return FALSE;
        if (!list_page_letter_take_next(rows, &row))
            return TRUE;
        if (!write_one(store, settings, &row, error) || !transaction_commit(transaction, error))
            return FALSE;
        log_event(G_LOG_LEVEL_INFO, "wrote a letter that a page asked for", "LETTER", row.what,
                  NULL);
    }
    return TRUE;
}
