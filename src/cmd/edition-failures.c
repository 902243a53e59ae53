/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-failures - whom an edition did not reach and why, and sending it to them again */
#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "news/edition.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/edition.h"
#include "cmd/listing.h"

static gboolean as_json;
static gboolean reasons;
static gboolean failed;
static gboolean yes;
static gboolean dry_run;

const GOptionEntry cmd_edition_failures_options[] = {
    {"reasons", 0, 0, G_OPTION_ARG_NONE, &reasons, "count them by reason, without addresses", NULL},
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL},
    {0}};
const GOptionEntry cmd_edition_resend_options[] = {
    {"failed", 0, 0, G_OPTION_ARG_NONE, &failed, "to those for whom it failed", NULL},
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL},
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "tell how many, and change nothing", NULL},
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL},
    {0}};

static gboolean
list_reasons(Store *store, const Edition *edition, GError **error)
{
    g_autoptr(Rows) rows = news_edition_reasons(store, edition->id, error);
    g_autoptr(Listing) listing = listing_new("people#", "status", "for_example", NULL);
    NewsEditionReasons row;

    if (rows == NULL)
        return FALSE;
    while (news_edition_reasons_next(rows, &row)) {
        g_autofree char *people = g_strdup_printf("%" G_GINT64_FORMAT, row.people);
        listing_row(listing, people, row.status, row.reply);
    }
    listing_print(listing, as_json);
    return TRUE;
}

gboolean
cmd_edition_failures(Call *call, GError **error)
{
    g_autoptr(Edition) edition = edition_find_sent(call->store, call->arguments[0], error);

    if (edition == NULL)
        return FALSE;
    if (reasons)
        return list_reasons(call->store, edition, error);
    g_autoptr(Rows) rows = news_edition_failures(call->store, edition->id, error);
    g_autoptr(Listing) listing =
        listing_new("subscriber#", "address", "status", "reply", "at", NULL);
    NewsEditionFailures row;
    if (rows == NULL)
        return FALSE;
    while (news_edition_failures_next(rows, &row)) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, row.subscriber);
        g_autofree char *at = clock_format(row.settled);
        listing_row_v(listing,
                      (const char *const[]){number, row.address, row.status, row.reply, at});
    }
    listing_print(listing, as_json);
    return TRUE;
}

/* Queues them; keeps it, or only tells. */
static gboolean
resend(Store *store, const Edition *edition, gboolean keep, NewsEditionResend *row, GError **error)
{
    g_autoptr(Transaction) transaction = transaction_begin(store, error);
    g_autoptr(Rows) rows =
        transaction != NULL ? news_edition_resend(store, edition->id, error) : NULL;

    if (rows == NULL)
        return FALSE;
    if (!news_edition_resend_next(rows, row))
        return fail(error, ERROR_BUG, "the ledger does not say who gets it again");
    return !keep || (mailing_notify(store, NULL, error) && transaction_commit(transaction, error));
}

gboolean
cmd_edition_resend(Call *call, GError **error)
{
    g_autoptr(Edition) edition = edition_find_sent(call->store, call->arguments[0], error);
    NewsEditionResend row;

    if (edition == NULL)
        return FALSE;
    if (!failed) {
        fail(error, ERROR_BAD_INPUT, "to whom is not said");
        return fail_hint(error, "colporteur edition resend %s --failed", edition->reference);
    }
    if (g_str_equal(edition->state, "draft") || g_str_equal(edition->state, "scheduled")) {
        fail(error, ERROR_CONFLICT, "edition \"%s\" has not been sent yet", edition->reference);
        return fail_hint(error, "colporteur edition send %s", edition->reference);
    }
    if (g_str_equal(edition->state, "cancelled"))
        return fail(error, ERROR_CONFLICT, "edition \"%s\" is cancelled", edition->reference);
    if (!resend(call->store, edition, FALSE, &row, error))
        return FALSE;
    if (!dry_run && row.again > 0 &&
        (!ask(yes, error, "send %s again to %" G_GINT64_FORMAT " people?", edition->reference,
              row.again) ||
         !resend(call->store, edition, TRUE, &row, error)))
        return FALSE;
    g_autoptr(Listing) listing =
        listing_new("edition", "again#", "cannot_get_it#", "dry_run?", NULL);
    g_autofree char *again = g_strdup_printf("%" G_GINT64_FORMAT, row.again);
    g_autofree char *never = g_strdup_printf("%" G_GINT64_FORMAT, row.never);
    listing_row(listing, edition->reference, again, never, dry_run ? "yes" : "no");
    listing_print_one(listing, as_json);
    return TRUE;
}
