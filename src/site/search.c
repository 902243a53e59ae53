/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search - what is found in the archive, over all lists or in one; and its feed
 *
 * The database bounds the work: the best of the newest some hundred, snippets for the page's rows
 * alone. A query that takes too long is ERROR_TRY_LATER. What cannot be answered is said with the
 * reason, on a page like any other.
 */
#include <string.h>

#include "archive/search.h"
#include "base/error.h"
#include "store/query.h"

#include "site/feed.h"
#include "site/pages.h"
#include "site/post-feed.h"
#include "site/search-narrow.h"
#include "site/snippet.h"

enum { RESULTS_SHOWN = 20, PAGES_MAX = 25, NEWEST_PAGES_MAX = 100, WORD_SHOWN = 40 };

/* One message found, whichever query found it. */
typedef struct {
    const char *list;
    const char *list_title;
    const char *link;
    const char *subject;
    const char *author;
    const char *snippet;
    gint64 date;
} Result;

static void
add_result(Visit *visit, Value *results, const Result *found)
{
    Value *result = value_append_dict(results);
    g_autofree char *url = route_message(found->list, found->link);
    g_autofree char *snippet = snippet_to_html(found->snippet);

    value_set_text(result, "url", url);
    visit_set_subject(visit, result, found->subject);
    value_set_text(result, "author", visit_author(visit, found->author));
    value_set_text(result, "list_title", found->list_title);
    visit_date(visit, result, "date", found->date);
    value_set_html(result, "snippet", snippet);
}

static gboolean
is_newest(const Visit *visit)
{
    return g_strcmp0(params_get(visit->request->query, "order"), "newest") == 0;
}

static char *
page_url(const Visit *visit, const char *query, gboolean newest, guint page)
{
    g_autofree char *first = search_url(visit, query);
    g_autofree char *ordered = newest ? route_with(first, "order", "newest") : g_strdup(first);
    g_autofree char *number = g_strdup_printf("%u", page);

    return page > 1 ? route_with(ordered, "page", number) : g_strdup(ordered);
}

/* Both orders, the one that it is without a link. */
static void
add_orders(Visit *visit, const char *query, gboolean newest)
{
    g_autofree char *other = page_url(visit, query, !newest, 1);

    value_set_bool(visit->page, "has_results", TRUE);
    value_set_text(visit->page, newest ? "best_url" : "newest_url", other);
}

/* The reason, for the template's sentence. */
static void
refuse(Visit *visit, const SearchQuery *q)
{
    static const char *const reasons[] = {
        [SEARCH_GOOD] = "is_good",           [SEARCH_EMPTY] = "is_empty",
        [SEARCH_TOO_LONG] = "is_long",       [SEARCH_TOO_MANY] = "is_many",
        [SEARCH_ONLY_NEGATIONS] = "is_only", [SEARCH_BAD_DATE] = "is_date",
        [SEARCH_BAD_FIELD] = "is_field"};
    Value *refusal = value_set_dict(visit->page, "refusal");
    g_autofree char *word =
        q->word != NULL ? g_utf8_substring(q->word, 0, MIN(g_utf8_strlen(q->word, -1), WORD_SHOWN))
                        : NULL;

    value_set_bool(refusal, reasons[q->problem], TRUE);
    value_set_text(refusal, "word", word);
    value_set_int(refusal, "most", SEARCH_TERMS_MAX);
}

static const char *
list_searched(const Visit *visit, const SearchQuery *q)
{
    return visit->route.list != NULL ? visit->route.list : q->list;
}

/* The first page, and what narrows it: the database looks once for both. `found` counts what was,
 * one more than is shown at most. */
static gboolean
add_first_page(Visit *visit, const char *query, const SearchQuery *q, guint *found, GError **error)
{
    g_autoptr(Rows) rows = site_search_begin(
        visit->store, q->words, q->subject, q->from, list_searched(visit, q), q->after, q->before,
        q->has_attachment, q->territory, q->interest, is_newest(visit), RESULTS_SHOWN + 1, error);
    Value *results = value_set_list(visit->page, "results");
    g_autoptr(SearchFacets) facets = search_facets_begin(visit, query, q);
    SiteSearchBegin row;

    if (rows == NULL)
        return FALSE;
    *found = 0;
    while (site_search_begin_next(rows, &row)) {
        if (*row.facet != '\0')
            search_facets_add(facets, &row);
        else if ((*found)++ < RESULTS_SHOWN)
            add_result(visit, results,
                       &(Result){row.list, row.list_title, row.link, row.subject, row.author,
                                 row.snippet, row.date});
    }
    return TRUE;
}

static gboolean
add_later_page(Visit *visit, const SearchQuery *q, guint page, guint *found, GError **error)
{
    g_autoptr(Rows) rows =
        site_search(visit->store, q->words, q->subject, q->from, list_searched(visit, q), q->after,
                    q->before, q->has_attachment, q->territory, q->interest, is_newest(visit),
                    (gint32)(page - 1) * RESULTS_SHOWN, RESULTS_SHOWN + 1, error);
    Value *results = value_set_list(visit->page, "results");
    SiteSearch row;

    if (rows == NULL)
        return FALSE;
    *found = rows_count(rows);
    for (guint n = 0; n < RESULTS_SHOWN && site_search_next(rows, &row); n++)
        add_result(visit, results,
                   &(Result){row.list, row.list_title, row.link, row.subject, row.author,
                             row.snippet, row.date});
    return TRUE;
}

static gboolean
add_results(Visit *visit, const char *query, const SearchQuery *q, GError **error)
{
    gboolean newest = is_newest(visit);
    guint pages = newest ? NEWEST_PAGES_MAX : PAGES_MAX;
    guint page = route_read_page(params_get(visit->request->query, "page"), pages);
    guint found;

    if (page == 0)
        return visit_not_found(error);
    if (!(page == 1 ? add_first_page(visit, query, q, &found, error)
                    : add_later_page(visit, q, page, &found, error)))
        return FALSE;
    gboolean more = found > RESULTS_SHOWN && page < pages;
    g_autofree char *previous = page > 1 ? page_url(visit, query, newest, page - 1) : NULL;
    g_autofree char *next = more ? page_url(visit, query, newest, page + 1) : NULL;
    value_set_bool(visit->page, "has_pages", previous != NULL || next != NULL);
    value_set_text(visit->page, "previous_url", previous);
    value_set_text(visit->page, "next_url", next);
    if (found == 0)
        return page > 1 || search_add_suggestions(visit, query, q, error);
    add_orders(visit, query, newest);
    return TRUE;
}

static gboolean
enter_list(Visit *visit, const char *query, GError **error)
{
    g_autoptr(Rows) rows = site_list(visit->store, visit->route.list, error);
    SiteList row;

    if (rows == NULL)
        return FALSE;
    if (!site_list_next(rows, &row))
        return visit_not_found(error);
    g_autofree char *everywhere = route_with("/", "q", query);
    visit_in_list(visit, row.title);
    value_set_bool(visit->page, "within", TRUE);
    value_set_text(visit->page, "everywhere_url", everywhere);
    return TRUE;
}

/* In the page's head, and for readers at its end. */
static void
offer_feed(Visit *visit, const char *query)
{
    const char *site = settings_text(visit->site->settings, SETTING_SITE_URL);
    g_autofree char *path =
        visit->route.list != NULL ? route_list(visit->route.list) : g_strdup("/");
    g_autofree char *atom = g_strconcat(site, path, "new.atom", NULL);
    g_autofree char *json = g_strconcat(site, path, "feed.json", NULL);
    g_autofree char *atom_url = route_with(atom, "q", query);
    g_autofree char *json_url = route_with(json, "q", query);

    value_set_text(visit->page, "feed_url", atom_url);
    value_set_text(visit->page, "json_feed_url", json_url);
}

gboolean
page_search(Visit *visit, GError **error)
{
    g_autofree char *query = g_strstrip(g_strdup(params_get(visit->request->query, "q")));
    g_autoptr(SearchQuery) q = search_query_parse(query);

    if (visit->route.list != NULL && !enter_list(visit, query, error))
        return FALSE;
    if (visit->route.feed != ROUTE_FEED_NONE) {
        if (q->problem != SEARCH_GOOD)
            return fail(error, ERROR_BAD_INPUT, "the search cannot be answered");
        return post_feed_search(visit, query, q, error);
    }
    if (q->problem == SEARCH_TOO_LONG)
        *g_utf8_find_prev_char(query, query + SEARCH_BYTES_MAX) = '\0';
    value_set_bool(visit->page, "noindex", TRUE);
    value_set_text(visit->page, "query", query);
    value_set_bool(visit->page, "asked", *query != '\0');
    if (*query == '\0')
        return visit_render(visit, "site/search", error);
    if (q->problem != SEARCH_GOOD) {
        refuse(visit, q);
    } else {
        offer_feed(visit, query);
        if (!add_results(visit, query, q, error))
            return FALSE;
    }
    return visit_render(visit, "site/search", error);
}
