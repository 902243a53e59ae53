/* SPDX-License-Identifier: GPL-3.0-or-later */
/* archive-search - find messages on all lists, public or not */
#include <stdio.h>
#include <string.h>

#include "archive/search.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/nearest.h"
#include "store/query.h"

#include "cmd/archive.h"
#include "cmd/intake.h"
#include "cmd/listing.h"

static gboolean json;
static gboolean newest;
static gboolean facets;
static int count = 20;

const GOptionEntry cmd_archive_search_options[] = {
    {"newest", 0, 0, G_OPTION_ARG_NONE, &newest, "newest first (default: best first)", NULL},
    {"count", 0, 0, G_OPTION_ARG_INT, &count, "how many, at most 100 (default: 20)", "N"},
    {"facets", 0, 0, G_OPTION_ARG_NONE, &facets,
     "count what is found by list, year, territory, interest and author instead", NULL},
    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
    {0}};

static gboolean
fail_query(const SearchQuery *query, GError **error)
{
    switch (query->problem) {
    case SEARCH_EMPTY:
        return fail(error, ERROR_BAD_INPUT, "nothing is asked for");
    case SEARCH_TOO_LONG:
        return fail(error, ERROR_BAD_INPUT, "the question has more than %d bytes",
                    SEARCH_BYTES_MAX);
    case SEARCH_TOO_MANY:
        return fail(error, ERROR_BAD_INPUT, "the question has more than %d words",
                    SEARCH_TERMS_MAX);
    case SEARCH_ONLY_NEGATIONS:
        fail(error, ERROR_BAD_INPUT, "the question only says what shall not be found");
        return fail_hint(error, "add a word or a field that shall");
    case SEARCH_BAD_DATE:
        fail(error, ERROR_BAD_INPUT, "\"%s\" is no date", query->word);
        return fail_hint(error, "write it as 2026, 2026-05 or 2026-05-12");
    default:
        fail(error, ERROR_BAD_INPUT, "a field has the value \"%s\", which it cannot have",
             query->word);
        return fail_hint(error, "fields are from: subject: list: after: before: has:attachment "
                                "territory: interest:");
    }
}

/* Another word for one that nothing was found for. */
static gboolean
suggest(Store *store, const SearchQuery *query, GError **error)
{
    g_auto(GStrv) words = search_query_words(query);

    for (guint i = 0; words[i] != NULL; i++) {
        g_autoptr(Rows) rows = archive_search_suggest(store, words[i], error);
        g_autoptr(GPtrArray) names = g_ptr_array_new();
        ArchiveSearchSuggest row;
        if (rows == NULL)
            return FALSE;
        while (archive_search_suggest_next(rows, &row))
            g_ptr_array_add(names, (gpointer)row.word);
        g_ptr_array_add(names, NULL);
        const char *near = nearest_name(words[i], (const char *const *)names->pdata);
        if (near != NULL)
            fprintf(stderr, "nothing found; did you mean \"%s\"?\n", near);
    }
    return TRUE;
}

static gboolean
list_facets(Store *store, const SearchQuery *q, GError **error)
{
    g_autoptr(Listing) listing = listing_new("facet", "value", "label", "messages#", NULL);
    g_autoptr(Rows) rows =
        archive_search_facets(store, q->words, q->subject, q->from, q->list, q->after, q->before,
                              q->has_attachment, q->territory, q->interest, error);
    ArchiveSearchFacets row;

    if (rows == NULL)
        return FALSE;
    while (archive_search_facets_next(rows, &row)) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, row.messages);
        listing_row(listing, row.facet, row.value, row.label, number, NULL);
    }
    listing_print(listing, json);
    return TRUE;
}

gboolean
cmd_archive_search(Call *call, GError **error)
{
    g_autofree char *text = g_strjoinv(" ", call->arguments);
    g_autoptr(SearchQuery) q = search_query_parse(text);
    g_autoptr(Listing) listing =
        listing_new("date", "list", "author", "subject", "link", "snippet", NULL);
    ArchiveSearch row;

    if (q->problem != SEARCH_GOOD)
        return fail_query(q, error);
    if (!intake_tell(call, NULL, "found as soon as that is done", error))
        return FALSE;
    if (facets)
        return list_facets(call->store, q, error);
    g_autoptr(Rows) rows =
        archive_search(call->store, q->words, q->subject, q->from, q->list, q->after, q->before,
                       q->has_attachment, q->territory, q->interest, newest, 0, count, error);
    if (rows == NULL)
        return FALSE;
    while (archive_search_next(rows, &row)) {
        g_autofree char *date = clock_format(row.date);
        g_autofree char *snippet = g_strdup(row.snippet);
        g_strdelimit(g_strdelimit(snippet, "\x01", '['), "\x02", ']');
        g_strdelimit(snippet, "\n\t", ' ');
        listing_row(listing, date, row.list, row.author, row.subject, row.link, snippet, NULL);
    }
    listing_print(listing, json);
    return rows_count(rows) > 0 || suggest(call->store, q, error);
}
