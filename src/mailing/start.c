/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * start - begin a mailing: one row for it, one in the ledger for each recipient
 *
 * The ledger is filled by one INSERT ... SELECT inside the database, whatever the number of
 * recipients. All of it happens in the caller's transaction; on failure the caller leaves that
 * without committing and nothing has begun.
 */
#include "base/error.h"
#include "store/query.h"

#include "mailing/mailing.h"

static gboolean
new_number(Rows *rows, gint64 *number, GError **error)
{
    MailingNew row;

    if (rows == NULL)
        return FALSE;
    if (!mailing_new_next(rows, &row))
        return fail(error, ERROR_BUG, "a new mailing has no number");
    *number = row.id;
    return TRUE;
}

gboolean
mailing_start_edition(Store *store, gint64 edition, gint64 list, const AudienceSql *audience,
                      gint64 *mailing, gint64 *total, GError **error)
{
    static const AudienceSql everybody = {.condition = "true"};
    g_autoptr(Rows) rows = mailing_new(store, list, edition, error);
    gint64 number = 0, filled = 0;

    if (!new_number(rows, &number, error) ||
        !mailing_fill(store, number, list, audience != NULL ? audience : &everybody, &filled,
                      error) ||
        !mailing_total(store, number, filled, NULL, error) || !mailing_notify(store, NULL, error))
        return FALSE;
    if (mailing != NULL)
        *mailing = number;
    if (total != NULL)
        *total = filled;
    return TRUE;
}

gboolean
mailing_start_post(Store *store, gint64 message, gint64 list, gint64 *mailing, gint64 *total,
                   GError **error)
{
    g_autoptr(Rows) rows = mailing_post_fill(store, list, message, error);
    MailingPostFill row;

    if (rows == NULL)
        return FALSE;
    if (!mailing_post_fill_next(rows, &row))
        return fail(error, ERROR_BUG, "a new mailing has no number");
    if (!mailing_notify(store, NULL, error))
        return FALSE;
    *mailing = row.mailing;
    *total = row.readers;
    return TRUE;
}

gboolean
mailing_start_important(Store *store, gint64 message, gint64 list, gint64 *mailing, gint64 *total,
                        GError **error)
{
    g_autoptr(Rows) rows = mailing_important_fill(store, list, message, error);
    MailingImportantFill row;

    if (rows == NULL)
        return FALSE;
    if (!mailing_important_fill_next(rows, &row))
        return fail(error, ERROR_BUG, "a new mailing has no number");
    if (!mailing_notify(store, NULL, error))
        return FALSE;
    *mailing = row.mailing;
    *total = row.readers;
    return TRUE;
}

static gboolean
start_digests_of(Store *store, gint64 list, const char *zone, gint64 *mailings, gint64 *readers,
                 GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    MailingDigestFill row;

    if (transaction == NULL)
        return FALSE;
    g_autoptr(Rows) rows = mailing_digest_fill(store, list, zone, error);
    if (rows == NULL)
        return FALSE;
    if (!mailing_digest_fill_next(rows, &row) || row.mailings == 0)
        return TRUE;
    *mailings += row.mailings;
    *readers += row.readers;
    return mailing_notify(store, NULL, error) && transaction_commit(transaction, error);
}

gboolean
mailing_start_digests(Store *store, const char *zone, gint64 *mailings, gint64 *readers,
                      GError **error)
{
    g_autoptr(Rows) rows = mailing_digest_lists(store, error);
    MailingDigestLists row;
    gint64 made = 0, reached = 0;

    if (rows == NULL)
        return FALSE;
    while (mailing_digest_lists_next(rows, &row))
        if (!start_digests_of(store, row.id, zone, &made, &reached, error))
            return FALSE;
    if (mailings != NULL)
        *mailings = made;
    if (readers != NULL)
        *readers = reached;
    return TRUE;
}

gboolean
mailing_start_notice(Store *store, gint64 list, GBytes *content, const char *const *addresses,
                     GError **error)
{
    if (addresses == NULL || *addresses == NULL)
        return TRUE;
    return mailing_new_notice(store, list, content, addresses, NULL, error) &&
           mailing_notify(store, NULL, error);
}

gboolean
mailing_start_probe(Store *store, gint64 list, gint64 subscriber, GBytes *content, GError **error)
{
    return mailing_new_probe(store, list, subscriber, content, NULL, error) &&
           mailing_notify(store, NULL, error);
}
