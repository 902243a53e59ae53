/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queue - how far mailings are, read from the ledger itself */
#include "base/clock.h"
#include "store/query.h"

#include "cmd/listing.h"
#include "cmd/queue.h"

#define MOST_ROWS 50

static gboolean json;
static gboolean all;
static gboolean failures;

const GOptionEntry cmd_queue_status_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {"all", 0, 0, G_OPTION_ARG_NONE, &all,
     "the last fifty mailings, not only what is unfinished or of the last day", NULL},
    {"failures", 0, 0, G_OPTION_ARG_NONE, &failures,
     "the last fifty failed deliveries, with what was answered", NULL},
    {0}};

static gboolean
list_failures(Store *store, GError **error)
{
    g_autoptr(Rows) rows = mailing_failures(store, MOST_ROWS, error);
    g_autoptr(Listing) listing =
        listing_new("mailing#", "kind", "list", "address", "status", "reply", "when", NULL);
    MailingFailures row;

    if (rows == NULL)
        return FALSE;
    while (mailing_failures_next(rows, &row)) {
        g_autofree char *mailing = g_strdup_printf("%" G_GINT64_FORMAT, row.mailing);
        g_autofree char *when = clock_format(row.settled);
        const char *const values[] = {mailing,    row.kind,  row.list_name, row.address,
                                      row.status, row.reply, when};
        listing_row_v(listing, values);
    }
    listing_print(listing, json);
    return TRUE;
}

static gboolean
list_mailings(Store *store, GError **error)
{
    g_autoptr(Rows) rows = mailing_status(store, all, MOST_ROWS, error);
    g_autoptr(Listing) listing =
        listing_new("mailing#", "kind", "list", "state", "total#", "sent#", "queued#", "claimed#",
                    "failed#", "unknown#", "created", NULL);
    MailingStatus row;

    if (rows == NULL)
        return FALSE;
    while (mailing_status_next(rows, &row)) {
        const gint64 numbers[] = {row.id,      row.total,  row.sent,   row.queued,
                                  row.claimed, row.failed, row.unknown};
        g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
        for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
            g_ptr_array_add(texts, g_strdup_printf("%" G_GINT64_FORMAT, numbers[i]));
        g_autofree char *created = clock_format(row.created);
        const char *const *number = (const char *const *)texts->pdata;
        const char *const values[] = {number[0], row.kind,  row.list_name, row.state,
                                      number[1], number[2], number[3],     number[4],
                                      number[5], number[6], created};
        listing_row_v(listing, values);
    }
    listing_print(listing, json);
    return TRUE;
}

gboolean
cmd_queue_status(Call *call, GError **error)
{
    return failures ? list_failures(call->store, error) : list_mailings(call->store, error);
}
