/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edition-stats - count what became of an edition
 *
 * accepted: a mail server took it; bounced: of these, it came back. deferred: tried, and tried
 * again later; waiting: not tried yet. left: of these readers, how many left the list by themselves
 * in the week after. replied: posts beneath the edition, by who wrote them. clicked: how often its
 * links were followed, where the edition counts that; nobody knows by whom, so that it goes by the
 * département that a link names (one of many readers), and by the interests of the contribution
 * that it stands in. Clicks of the last minute or so wait until it is known that no machine did it.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "news/edition.h"
#include "store/query.h"

#include "cmd/edition.h"
#include "cmd/listing.h"

static gboolean as_json;
static gboolean links;
static char *by;

const GOptionEntry cmd_edition_stats_options[] = {
    {"by", 0, 0, G_OPTION_ARG_STRING, &by, "departement, interest or language", "PART"},
    {"links", 0, 0, G_OPTION_ARG_NONE, &links, "how often each link was followed", NULL},
    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL},
    {0}};

enum { N_FIGURES = 10 };

static void
figures(const NewsEditionFigures *row, char texts[N_FIGURES][24])
{
    const gint64 values[N_FIGURES] = {row->readers, row->accepted, row->deferred, row->waiting,
                                      row->refused, row->unknown,  row->bounced,  row->departed,
                                      row->clicked, row->replied};

    for (guint i = 0; i < N_FIGURES; i++)
        g_snprintf(texts[i], 24, "%" G_GINT64_FORMAT, values[i]);
}

static gboolean
show_total(Store *store, const Edition *edition, GError **error)
{
    g_autoptr(Rows) rows = news_edition_figures(store, edition->id, "total", error);
    g_autoptr(Rows) waits = rows != NULL ? news_edition_waits(store, edition->id, error) : NULL;
    g_autoptr(Listing) listing = listing_new(
        "edition", "state", "readers#", "accepted#", "deferred#", "waiting#", "refused#",
        "unknown#", "bounced#", "left#", "clicked#", "replied#", "waits_for", "opens", NULL);
    NewsEditionFigures row = {0};
    NewsEditionWaits wait = {0};
    char texts[N_FIGURES][24];

    if (waits == NULL)
        return FALSE;
    news_edition_figures_next(rows, &row); /* none: it was never sent, all are 0 */
    figures(&row, texts);
    news_edition_waits_next(waits, &wait); /* none: nothing holds it */
    g_autofree char *opens = wait.opens != 0 ? clock_format(wait.opens) : NULL;
    gboolean is_counted = g_str_equal(edition->clicks, "counted");
    listing_row_v(listing,
                  (const char *const[]){edition->reference, edition->state, texts[0], texts[1],
                                        texts[2], texts[3], texts[4], texts[5], texts[6], texts[7],
                                        is_counted ? texts[8] : NULL, texts[9], wait.why, opens});
    listing_print_one(listing, as_json);
    return TRUE;
}

static gboolean
show_links(Store *store, const Edition *edition, GError **error)
{
    g_autoptr(Rows) rows = news_edition_clicks(store, edition->id, error);
    g_autoptr(Listing) listing = listing_new("link#", "contribution#", "url", "clicked#", NULL);
    NewsEditionClicks row;

    if (rows == NULL)
        return FALSE;
    while (news_edition_clicks_next(rows, &row)) {
        g_autofree char *number = g_strdup_printf("%d", row.number);
        g_autofree char *contribution = g_strdup_printf("%" G_GINT64_FORMAT, row.contribution);
        g_autofree char *clicks = g_strdup_printf("%" G_GINT64_FORMAT, row.clicks);
        listing_row(listing, number, row.contribution != 0 ? contribution : NULL, row.url, clicks);
    }
    listing_print(listing, as_json);
    return TRUE;
}

static gboolean
show_parts(Store *store, const Edition *edition, GError **error)
{
    g_autoptr(Rows) rows = news_edition_figures(store, edition->id, by, error);
    g_autoptr(Listing) listing =
        listing_new(by, "name", "readers#", "accepted#", "deferred#", "waiting#", "refused#",
                    "unknown#", "bounced#", "left#", "clicked#", "replied#", NULL);
    NewsEditionFigures row;

    if (rows == NULL)
        return FALSE;
    /* A language says nothing of clicks. */
    gboolean is_counted = g_str_equal(edition->clicks, "counted") && !g_str_equal(by, "language");
    while (news_edition_figures_next(rows, &row)) {
        char texts[N_FIGURES][24];
        figures(&row, texts);
        listing_row(listing, row.key, row.label, texts[0], texts[1], texts[2], texts[3], texts[4],
                    texts[5], texts[6], texts[7], is_counted ? texts[8] : NULL, texts[9]);
    }
    listing_print(listing, as_json);
    return TRUE;
}

gboolean
cmd_edition_stats(Call *call, GError **error)
{
    static const char *const parts[] = {"departement", "interest", "language", NULL};

    if (by != NULL && !g_strv_contains(parts, by)) {
        fail(error, ERROR_BAD_INPUT, "nothing is counted by \"%s\"", by);
        return fail_hint(error, "it is one of: departement, interest, language");
    }
    if (by != NULL && links)
        return fail(error, ERROR_BAD_INPUT, "only one of --by and --links can be shown");
    g_autoptr(Edition) edition = edition_find_sent(call->store, call->arguments[0], error);
    if (edition == NULL || !news_click_settle(call->store, NULL, error))
        return FALSE;
    return links        ? show_links(call->store, edition, error)
           : by != NULL ? show_parts(call->store, edition, error)
                        : show_total(call->store, edition, error);
}
