/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search - what is found in the archive, over all lists or in one
 *
 * The database bounds the work: the best of the newest 500, snippets for the page's rows alone. A
 * query that takes too long is ERROR_TRY_LATER.
 */
#include <string.h>

#include "archive/search.h"
#include "store/query.h"

#include "site/pages.h"
#include "site/snippet.h"

enum { RESULTS_SHOWN = 20, PAGES_MAX = 25, QUERY_MAX = 400 };

static void
add_result(Visit *visit, Value *results, const SiteSearch *row)
{
    Value *result = value_append_dict(results);
    g_autofree char *url = route_message(row->list, row->link);
    g_autofree char *snippet = snippet_to_html(row->snippet);

    value_set_text(result, "url", url);
    value_set_text(result, "subject", visit_subject(visit, row->subject));
    value_set_text(result, "author", visit_author(visit, row->author));
    value_set_text(result, "list_title", row->list_title);
    visit_date(visit, result, "date", row->date);
    value_set_html(result, "snippet", snippet);
}

static char *
page_url(const Visit *visit, const char *query, guint page)
{
    g_autofree char *path =
        visit->route.list != NULL ? route_list(visit->route.list) : g_strdup("/");
    g_autofree char *first = route_with(path, "q", query);
    g_autofree char *number = g_strdup_printf("%u", page);

    return page > 1 ? route_with(first, "page", number) : g_strdup(first);
}

static gboolean
add_results(Visit *visit, const char *query, GError **error)
{
    guint page = route_read_page(params_get(visit->request->query, "page"), PAGES_MAX);
    SiteSearch row;

    if (page == 0)
        return visit_not_found(error);
    /* What cannot be answered finds nothing. */
    g_autoptr(SearchQuery) q = search_query_parse(query);
    if (q->problem != SEARCH_GOOD)
        return TRUE;
    g_autoptr(Rows) rows =
        site_search(visit->store, q->words, q->subject, q->from,
                    visit->route.list != NULL ? visit->route.list : q->list, q->after, q->before,
                    q->has_attachment, q->territory, q->interest, FALSE,
                    (gint32)(page - 1) * RESULTS_SHOWN, RESULTS_SHOWN + 1, error);
    if (rows == NULL)
        return FALSE;
    Value *results = value_set_list(visit->page, "results");
    for (guint n = 0; n < RESULTS_SHOWN && site_search_next(rows, &row); n++)
        add_result(visit, results, &row);
    gboolean more = rows_count(rows) > RESULTS_SHOWN && page < PAGES_MAX;
    g_autofree char *better = page > 1 ? page_url(visit, query, page - 1) : NULL;
    g_autofree char *worse = more ? page_url(visit, query, page + 1) : NULL;
    value_set_bool(visit->page, "has_pages", better != NULL || worse != NULL);
    value_set_text(visit->page, "previous_url", better);
    value_set_text(visit->page, "next_url", worse);
    return TRUE;
}

static gboolean
enter_list(Visit *visit, GError **error)
{
    g_autoptr(Rows) rows = site_list(visit->store, visit->route.list, error);
    SiteList row;

    if (rows == NULL)
        return FALSE;
    if (!site_list_next(rows, &row))
        return visit_not_found(error);
    visit_in_list(visit, row.title);
    value_set_bool(visit->page, "within", TRUE);
    return TRUE;
}

gboolean
page_search(Visit *visit, GError **error)
{
    g_autofree char *query = g_strstrip(g_strdup(params_get(visit->request->query, "q")));

    if (strlen(query) > QUERY_MAX)
        *g_utf8_find_prev_char(query, query + QUERY_MAX) = '\0';
    if (visit->route.list != NULL && !enter_list(visit, error))
        return FALSE;
    value_set_bool(visit->page, "noindex", TRUE);
    value_set_text(visit->page, "query", query);
    value_set_bool(visit->page, "asked", *query != '\0');
    if (*query != '\0' && !add_results(visit, query, error))
        return FALSE;
    return visit_render(visit, "site/search", error);
}
