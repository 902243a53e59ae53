/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-stats - count what became of an edition
 *
 * accepted: a mail server took it; bounced: of these, it came back. deferred: tried, and tried
 * again later; waiting: not tried yet. left: of these readers, how many left the list by themselves
 * in the week after. replied: posts beneath the edition, whoever wrote them.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "news/edition.h"
#include "store/query.h"

#include "cmd/edition.h"
#include "cmd/listing.h"

static gboolean as_json;
static char *by;

const GOptionEntry cmd_edition_stats_options[] = {
    {"by", 0, 0, G_OPTION_ARG_STRING, &by, "departement, interest or language", "PART"},
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL},
    {0}};

enum { N_FIGURES = 8 };

static void
figures(const NewsEditionFigures *row, char texts[N_FIGURES][24])
{
    const gint64 values[N_FIGURES] = {row->readers, row->accepted, row->deferred, row->waiting,
                                      row->refused, row->unknown,  row->bounced,  row->departed};

    for (guint i = 0; i < N_FIGURES; i++)
        g_snprintf(texts[i], 24, "%" G_GINT64_FORMAT, values[i]);
}

static gboolean
show_total(Store *store, const Edition *edition, Rows *rows, GError **error)
{
    g_autoptr(Rows) replies = news_edition_replied(store, edition->id, error);
    g_autoptr(Listing) listing =
        listing_new("edition", "state", "readers#", "accepted#", "deferred#", "waiting#",
                    "refused#", "unknown#", "bounced#", "left#", "replied#", NULL);
    NewsEditionFigures row = {0};
    NewsEditionReplied reply;
    char texts[N_FIGURES][24], replied[24];

    if (replies == NULL)
        return FALSE;
    if (!news_edition_replied_next(replies, &reply))
        return fail(error, ERROR_BUG, "the replies to an edition have no number");
    news_edition_figures_next(rows, &row); /* none: it was never sent, all are 0 */
    figures(&row, texts);
    g_snprintf(replied, sizeof replied, "%" G_GINT64_FORMAT, reply.posts);
    listing_row(listing, edition->reference, edition->state, texts[0], texts[1], texts[2], texts[3],
                texts[4], texts[5], texts[6], texts[7], replied);
    listing_print_one(listing, as_json);
    return TRUE;
}

gboolean
cmd_edition_stats(Call *call, GError **error)
{
    static const char *const parts[] = {"departement", "interest", "language", NULL};
    g_autoptr(Edition) edition = NULL;

    if (by != NULL && !g_strv_contains(parts, by)) {
        fail(error, ERROR_BAD_INPUT, "nothing is counted by \"%s\"", by);
        return fail_hint(error, "it is one of: departement, interest, language");
    }
    edition = edition_find(call->store, call->arguments[0], error);
    g_autoptr(Rows) rows = edition != NULL ? news_edition_figures(call->store, edition->id,
                                                                  by != NULL ? by : "total", error)
                                           : NULL;
    if (rows == NULL)
        return FALSE;
    if (by == NULL)
        return show_total(call->store, edition, rows, error);
    g_autoptr(Listing) listing =
        listing_new(by, "name", "readers#", "accepted#", "deferred#", "waiting#", "refused#",
                    "unknown#", "bounced#", "left#", NULL);
    NewsEditionFigures row;
    while (news_edition_figures_next(rows, &row)) {
        char texts[N_FIGURES][24];
        figures(&row, texts);
        listing_row(listing, row.key, row.label, texts[0], texts[1], texts[2], texts[3], texts[4],
                    texts[5], texts[6], texts[7]);
    }
    listing_print(listing, as_json);
    return TRUE;
}
