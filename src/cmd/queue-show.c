/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queue-show - what became of one reader's mails, and what keeps mail from them, read from the
 * ledger */
#include <stdio.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"
#include "store/query.h"

#include "cmd/listing.h"
#include "cmd/queue.h"

#define MOST_ROWS 200

static gboolean json;

const GOptionEntry cmd_queue_show_options[] = {
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON, of the mails alone", NULL}, {0}};

static gboolean
tell_barred(Store *store, const char *key, GError **error)
{
    g_autoptr(Rows) rows = mailing_reader_barred(store, key, error);
    MailingReaderBarred row;
    gboolean suppressed = FALSE, scored = FALSE;

    if (rows == NULL)
        return FALSE;
    while (mailing_reader_barred_next(rows, &row)) {
        g_autofree char *since = clock_format(row.since);
        const char *list = *row.list_name != '\0' ? row.list_name : "every list";
        if (g_str_equal(row.what, "suppressed")) {
            printf("suppressed on %s: %s, since %s\n", list, row.reason, since);
            suppressed = TRUE;
        } else {
            char score[G_ASCII_DTOSTR_BUF_SIZE];
            g_ascii_formatd(score, sizeof score, "%.2f", row.score);
            printf("bounce score on %s: %s, %s, last %s\n", list, score, row.reason, since);
            scored = TRUE;
        }
    }
    if (!suppressed)
        printf("not suppressed\n");
    if (!scored)
        printf("no bounce score\n");
    return TRUE;
}

static gboolean
tell_folded(Store *store, const char *key, GError **error)
{
    g_autoptr(Rows) rows = mailing_reader_folded(store, key, error);
    MailingReaderFolded row;

    if (rows == NULL || !mailing_reader_folded_next(rows, &row))
        return FALSE;
    if (row.mailings > 0) {
        g_autofree char *newest = clock_format(row.newest);
        printf("of %" G_GINT64_FORMAT " older mailings of their lists, the last of %s, only the "
               "totals and the failures are kept\n",
               row.mailings, newest);
    }
    return TRUE;
}

static void
list_mails(Rows *rows)
{
    g_autoptr(Listing) listing =
        listing_new("mailing#", "kind", "list", "title", "state", "attempts#", "when", "next_try",
                    "status", "reply", NULL);
    MailingReader row;

    while (mailing_reader_next(rows, &row)) {
        g_autofree char *mailing = g_strdup_printf("%" G_GINT64_FORMAT, row.mailing);
        g_autofree char *attempts = g_strdup_printf("%d", row.attempts);
        g_autofree char *when = row.settled != 0 ? clock_format(row.settled) : NULL;
        g_autofree char *next_try = row.next_try != 0 ? clock_format(row.next_try) : NULL;
        const char *const values[] = {mailing,
                                      row.kind,
                                      *row.list_name != '\0' ? row.list_name : NULL,
                                      *row.title != '\0' ? row.title : NULL,
                                      row.state,
                                      attempts,
                                      when,
                                      next_try,
                                      *row.status != '\0' ? row.status : NULL,
                                      *row.reply != '\0' ? row.reply : NULL};
        listing_row_v(listing, values);
    }
    listing_print(listing, json);
}

/* A stranger who got a notice is known too. */
static gboolean
check_known(Store *store, const char *key, const Rows *mails, const char *address, GError **error)
{
    g_autoptr(Rows) rows = people_subscriber_find(store, key, error);

    if (rows == NULL)
        return FALSE;
    if (rows_count(rows) > 0 || rows_count(mails) > 0)
        return TRUE;
    fail(error, ERROR_NOT_FOUND, "nobody has the address \"%s\", and nothing was sent to it",
         address);
    return fail_hint(error, "colporteur subscriber list shows who is there");
}

gboolean
cmd_queue_show(Call *call, GError **error)
{
    const char *address = call->arguments[0];

    if (!address_is_valid(address, error))
        return FALSE;
    g_autofree char *key = address_fold(address);
    g_autoptr(Rows) mails = mailing_reader(call->store, key, MOST_ROWS, error);
    if (mails == NULL || !check_known(call->store, key, mails, address, error) ||
        (!json && !tell_barred(call->store, key, error)))
        return FALSE;
    list_mails(mails);
    return json || tell_folded(call->store, key, error);
}
