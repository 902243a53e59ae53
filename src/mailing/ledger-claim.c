/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ledger-claim - take deliveries out of the queue for one worker
 *
 * FOR UPDATE SKIP LOCKED, so that workers never wait for one another nor get the same row. The
 * queue's index begins with what is settled already until vacuum has passed; the cursor skips it,
 * so that the last claim of a mailing costs what the first did. When the store fails nothing is
 * claimed, or the claim ends with its lease.
 */
#include "base/error.h"
#include "store/query.h"

#include "mailing/ledger.h"

static void
mailing_free(gpointer data)
{
    LedgerMailing *mailing = data;

    g_free(mailing->list_name);
    g_free(mailing->domain);
    g_free(mailing);
}

GPtrArray *
ledger_due(Store *store, guint limit, GError **error)
{
    g_autoptr(Rows) rows = mailing_due(store, (gint32)limit, error);
    MailingDue row;

    if (rows == NULL)
        return NULL;
    GPtrArray *found = g_ptr_array_new_with_free_func(mailing_free);
    while (mailing_due_next(rows, &row)) {
        LedgerMailing *mailing = g_new0(LedgerMailing, 1);
        mailing->id = row.id;
        mailing->kind = g_str_equal(row.kind, "edition")  ? MAILING_EDITION
                        : g_str_equal(row.kind, "post")   ? MAILING_POST
                        : g_str_equal(row.kind, "digest") ? MAILING_DIGEST
                        : g_str_equal(row.kind, "probe")  ? MAILING_PROBE
                                                          : MAILING_NOTICE;
        mailing->list = row.list;
        mailing->edition = row.edition;
        mailing->message = row.message;
        mailing->posted_to = row.posted_to;
        mailing->list_name = g_strdup(row.list_name);
        mailing->domain = g_strdup(row.domain);
        mailing->created = row.created;
        mailing->not_after = row.not_after;
        mailing->is_shared = row.is_shared;
        g_ptr_array_add(found, mailing);
    }
    return found;
}

void
ledger_claim_clear(gpointer data)
{
    LedgerClaim *claim = data;

    g_free(claim->address);
    g_free(claim->gone);
    g_free(claim->gone_status);
}

static GArray *
claims_new(guint n)
{
    GArray *claims = g_array_sized_new(FALSE, FALSE, sizeof(LedgerClaim), n);

    g_array_set_clear_func(claims, ledger_claim_clear);
    return claims;
}

static GArray *
claim_subscribers(Store *store, const LedgerMailing *mailing, LedgerCursor *cursor, guint limit,
                  gint64 lease, GError **error)
{
    g_autoptr(Rows) rows = mailing_claim(store, mailing->id, cursor->after_us,
                                         cursor->after_recipient, (gint32)limit, lease, error);
    MailingClaim row;

    if (rows == NULL)
        return NULL;
    GArray *claims = claims_new(rows_count(rows));
    while (mailing_claim_next(rows, &row)) {
        LedgerClaim claim = {.recipient = row.recipient,
                             .attempt = row.attempt,
                             .address = row.gone == NULL ? g_strdup(row.address) : NULL,
                             .gone = g_strdup(row.gone),
                             .gone_status = g_strdup(row.gone_status)};
        g_array_append_val(claims, claim);
        cursor->after_us = row.last_us;
        cursor->after_recipient = row.last_recipient;
    }
    return claims;
}

static GArray *
claim_notice(Store *store, const LedgerMailing *mailing, LedgerCursor *cursor, guint limit,
             gint64 lease, GError **error)
{
    g_autoptr(Rows) rows = mailing_claim_notice(
        store, mailing->id, cursor->after_us, cursor->after_recipient, (gint32)limit, lease, error);
    MailingClaimNotice row;

    if (rows == NULL)
        return NULL;
    GArray *claims = claims_new(rows_count(rows));
    while (mailing_claim_notice_next(rows, &row)) {
        LedgerClaim claim = {.recipient = row.recipient,
                             .attempt = row.attempt,
                             .address = g_strdup(row.address),
                             .gone = row.address == NULL ? g_strdup("has no address") : NULL,
                             .gone_status = g_strdup("5.1.6")};
        g_array_append_val(claims, claim);
        cursor->after_us = row.last_us;
        cursor->after_recipient = row.last_recipient;
    }
    return claims;
}

GArray *
ledger_claim(Store *store, const LedgerMailing *mailing, LedgerCursor *cursor, guint limit,
             gint64 lease, GError **error)
{
    GArray *claims = NULL;

    if (cursor->mailing != mailing->id)
        *cursor = (LedgerCursor){.mailing = mailing->id};
    for (;;) {
        gboolean from_the_start = cursor->after_us == 0;
        claims = (mailing->kind == MAILING_NOTICE ? claim_notice : claim_subscribers)(
            store, mailing, cursor, limit, lease, error);
        if (claims == NULL || claims->len > 0 || from_the_start)
            return claims;
        g_array_unref(claims);
        *cursor = (LedgerCursor){.mailing = mailing->id};
    }
}
