/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edition-turn - pause, resume or cancel an edition that is on its way */
#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "mailing/mailing.h"
#include "news/sending.h"
#include "store/query.h"

#include "cmd/ask.h"
#include "cmd/edition.h"
#include "cmd/listing.h"
#include "cmd/output-file.h"

static gboolean yes;
static gboolean dry_run;
static gboolean as_json;
static char *list_to;

const GOptionEntry cmd_edition_cancel_options[] = {
    {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL},
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "say who got it so far, and go on", NULL},
    {"list", 0, 0, G_OPTION_ARG_FILENAME, &list_to,
     "write who got it or may have, as lines of address and state", "FILE"},
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL},
    {0}};

static gboolean
turn(Call *call, const char *state, const char *said, GError **error)
{
    g_autoptr(Edition) edition = edition_find_sent(call->store, call->arguments[0], error);

    if (edition == NULL || !sending_turn(call->store, edition, state, error))
        return FALSE;
    printf("%s %s\n", edition->reference, said);
    return TRUE;
}

gboolean
cmd_edition_pause(Call *call, GError **error)
{
    return turn(call, "paused", "is paused; what workers have in hand still goes", error);
}

gboolean
cmd_edition_resume(Call *call, GError **error)
{
    return turn(call, "running", "goes on", error);
}

static gboolean
count(Store *store, const Edition *edition, MailingCounts *counts, GError **error)
{
    g_autoptr(Rows) rows = news_edition_mailing(store, edition->id, error);
    NewsEditionMailing row;

    if (rows == NULL)
        return FALSE;
    if (!news_edition_mailing_next(rows, &row)) {
        fail(error, ERROR_CONFLICT, "edition \"%s\" is not on its way", edition->reference);
        return fail_hint(error, "colporteur edition unschedule %s, if it is scheduled",
                         edition->reference);
    }
    return mailing_counts(store, row.mailing, counts, error);
}

static gboolean
write_reached(Store *store, const Edition *edition, GError **error)
{
    g_autoptr(Rows) rows = news_edition_reached(store, edition->id, error);
    g_autoptr(GString) text = g_string_new(NULL);
    NewsEditionReached row;

    if (rows == NULL)
        return FALSE;
    while (news_edition_reached_next(rows, &row)) {
        if (row.address != NULL)
            g_string_append_printf(text, "%s,%s\n", row.address, row.state);
        else
            g_string_append_printf(text, "%" G_GINT64_FORMAT ",%s\n", row.subscriber, row.state);
    }
    return output_file_write(list_to, text->str, (gssize)text->len, error);
}

static void
tell(const Edition *edition, const MailingCounts *counts)
{
    g_autoptr(Listing) listing = listing_new("edition", "total#", "sent#", "in_hand#", "unknown#",
                                             "failed#", "not_sent#", "dry_run?", NULL);
    const gint64 values[] = {counts->total,   counts->sent,   counts->claimed,
                             counts->unknown, counts->failed, counts->queued};
    char numbers[G_N_ELEMENTS(values)][24];

    for (guint i = 0; i < G_N_ELEMENTS(values); i++)
        g_snprintf(numbers[i], sizeof numbers[i], "%" G_GINT64_FORMAT, values[i]);
    listing_row(listing, edition->reference, numbers[0], numbers[1], numbers[2], numbers[3],
                numbers[4], numbers[5], dry_run ? "yes" : "no");
    listing_print_one(listing, as_json);
}

gboolean
cmd_edition_cancel(Call *call, GError **error)
{
    g_autoptr(Edition) edition = edition_find_sent(call->store, call->arguments[0], error);
    MailingCounts counts;

    if (edition == NULL || !count(call->store, edition, &counts, error))
        return FALSE;
    if (!dry_run &&
        (!ask(yes, error,
              "cancel %s for good, with %" G_GINT64_FORMAT " sent and %" G_GINT64_FORMAT " not?",
              edition->reference, counts.sent, counts.queued + counts.claimed) ||
         !sending_turn(call->store, edition, "cancelled", error) ||
         !count(call->store, edition, &counts, error)))
        return FALSE;
    if (list_to != NULL && !write_reached(call->store, edition, error))
        return FALSE;
    tell(edition, &counts);
    return TRUE;
}
