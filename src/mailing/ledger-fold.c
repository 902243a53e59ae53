/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ledger-fold - finished mailings become numbers
 *
 * The ledger stays as large as what is under way and lately done, however many mailings there have
 * been. Any number of processes may fold at once: each takes another mailing.
 */
#include "store/query.h"

#include "mailing/ledger.h"

gboolean
ledger_fold(Store *store, guint days, gint64 *mailing, gint64 *deleted, GError **error)
{
    g_autoptr(Rows) rows = mailing_fold(store, (gint32)days, error);
    MailingFold row;

    if (rows == NULL)
        return FALSE;
    gboolean found = mailing_fold_next(rows, &row);
    *mailing = found ? row.id : 0;
    *deleted = found ? row.deleted : 0;
    return TRUE;
}
