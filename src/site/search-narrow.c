/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search-narrow - ways from a search to another: of fewer messages, or of a word that exists
 *
 * Each is a search like one that a reader types: a field more at the end, or another word. So
 * that it can be read, changed and sent to somebody.
 */
#include "site/search-narrow.h"

#include <string.h>

#include "base/nearest.h"
#include "store/query.h"

enum { VALUES_SHOWN = 6, SUGGESTIONS_MAX = 3 };

char *
search_url(const Visit *visit, const char *query)
{
    g_autofree char *path =
        visit->route.list != NULL ? route_list(visit->route.list) : g_strdup("/");

    return route_with(path, "q", query);
}

/* The query with the field; NULL for what a field cannot say, or says already. */
static char *
narrowed(const Visit *visit, const char *query, const SearchQuery *q, const SiteSearchBegin *row)
{
    if (strchr(row->value, '"') != NULL)
        return NULL;
    if (g_str_equal(row->facet, "list"))
        return visit->route.list == NULL && q->list == NULL
                   ? g_strdup_printf("%s list:%s", query, row->value)
                   : NULL;
    if (g_str_equal(row->facet, "year")) {
        int year = (int)g_ascii_strtoll(row->value, NULL, 10);
        return q->after == 0 && q->before == 0
                   ? g_strdup_printf("%s after:%04d before:%04d", query, year, year + 1)
                   : NULL;
    }
    if (g_str_equal(row->facet, "territory"))
        return q->territory == NULL ? g_strdup_printf("%s territory:%s", query, row->value) : NULL;
    if (g_str_equal(row->facet, "interest"))
        return q->interest == NULL ? g_strdup_printf("%s interest:%s", query, row->value) : NULL;
    return q->from == NULL ? g_strdup_printf("%s from:\"%s\"", query, row->value) : NULL;
}

struct SearchFacets {
    Visit *visit;
    const char *query;
    const SearchQuery *q;
    Value *all;    /* every facet that has a value */
    Value *values; /* of the facet at hand; NULL while it has none */
    char *facet;
    guint n; /* its values that were shown */
};

SearchFacets *
search_facets_begin(Visit *visit, const char *query, const SearchQuery *q)
{
    SearchFacets *facets = g_new0(SearchFacets, 1);

    *facets = (SearchFacets){.visit = visit,
                             .query = query,
                             .q = q,
                             .all = value_set_list(visit->page, "facets"),
                             .facet = g_strdup("")};
    value_set_bool(visit->page, "has_facets", FALSE);
    return facets;
}

void
search_facets_free(SearchFacets *facets)
{
    if (facets == NULL)
        return;
    g_free(facets->facet);
    g_free(facets);
}

static void
begin_facet(SearchFacets *facets)
{
    Value *dict = value_append_dict(facets->all);
    g_autofree char *kind = g_strconcat("by_", facets->facet, NULL);

    value_set_bool(dict, kind, TRUE);
    value_set_bool(facets->visit->page, "has_facets", TRUE);
    facets->values = value_set_list(dict, "values");
}

void
search_facets_add(SearchFacets *facets, const SiteSearchBegin *row)
{
    g_autofree char *narrower = narrowed(facets->visit, facets->query, facets->q, row);

    if (!g_str_equal(row->facet, facets->facet)) {
        g_free(facets->facet);
        facets->facet = g_strdup(row->facet);
        facets->values = NULL;
        facets->n = 0;
    }
    if (narrower == NULL || strlen(narrower) > SEARCH_BYTES_MAX || facets->n++ >= VALUES_SHOWN)
        return;
    if (facets->values == NULL)
        begin_facet(facets);
    g_autofree char *url = search_url(facets->visit, narrower);
    Value *value = value_append_dict(facets->values);
    value_set_text(value, "url", url);
    visit_set_written(value, "label", row->label);
    value_set_int(value, "messages", row->messages);
}

/* `query` with `to` for the first `word` in it that nothing follows; NULL where it is not written
 * so. */
static char *
with_word(const char *query, const char *word, const char *to)
{
    gsize size = strlen(word);

    for (const char *at = strstr(query, word); at != NULL; at = strstr(at + 1, word))
        if (at[size] == '\0' || g_ascii_isspace(at[size]))
            return g_strdup_printf("%.*s%s%s", (int)(at - query), query, to, at + size);
    return NULL;
}

/* The searches that are suggested so far. */
typedef struct {
    Visit *visit;
    const char *query;
    Value *list;
    guint n;
} Suggestions;

/* The query with `to` for `from`, if it is written so. */
static void
suggest(Suggestions *suggestions, const char *from, const char *to)
{
    g_autofree char *other = with_word(suggestions->query, from, to);

    if (other == NULL)
        return;
    g_autofree char *url = search_url(suggestions->visit, other);
    Value *suggestion = value_append_dict(suggestions->list);
    value_set_text(suggestion, "url", url);
    value_set_text(suggestion, "other", other);
    suggestions->n++;
}

/* The same for what stands behind the colon of a field, in quotes or not. */
static void
suggest_name(Suggestions *suggestions, const char *word, const char *name)
{
    g_autofree char *plain = g_strconcat(":", word, NULL);
    g_autofree char *quoted = g_strconcat(":\"", word, "\"", NULL);
    g_autofree char *to = g_strconcat(":", name, NULL);

    suggest(suggestions, plain, to);
    suggest(suggestions, quoted, to);
}

static gboolean
suggest_for(Suggestions *suggestions, const char *word, GError **error)
{
    g_autoptr(Rows) rows = site_search_suggest(suggestions->visit->store, word, error);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    SiteSearchSuggest row;

    if (rows == NULL)
        return FALSE;
    while (site_search_suggest_next(rows, &row))
        g_ptr_array_add(names, (gpointer)row.word);
    g_ptr_array_add(names, NULL);
    const char *near = nearest_name(word, (const char *const *)names->pdata);
    if (near != NULL)
        suggest(suggestions, word, near);
    return TRUE;
}

/* What a field of the search names: there is none. Of what `rows` have, what is called so in full
 * is suggested, or else the nearest. */
static void
add_unknown(Suggestions *suggestions, const char *kind, const char *word, Rows *rows)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    SiteSearchUnknown row;

    while (site_search_unknown_next(rows, &row))
        if (row.is_it)
            suggest_name(suggestions, word, row.name);
        else if (row.name != NULL)
            g_ptr_array_add(names, (gpointer)row.name);
    g_ptr_array_add(names, NULL);
    Value *dict = value_append_dict(value_set_list(suggestions->visit->page, "unknown"));
    value_set_bool(dict, kind, TRUE);
    value_set_text(dict, "word", word);
    const char *near = nearest_name(word, (const char *const *)names->pdata);
    if (suggestions->n == 0 && near != NULL)
        suggest_name(suggestions, word, near);
}

/* The first field of the search that names what there is not; `*found`: there is one. */
static gboolean
find_unknown(Suggestions *suggestions, const SearchQuery *q, gboolean *found, GError **error)
{
    Visit *visit = suggestions->visit;
    const struct {
        const char *field, *kind, *word;
    } named[] = {{"list", "is_list", visit->route.list == NULL ? q->list : NULL},
                 {"territory", "is_territory", q->territory},
                 {"interest", "is_interest", q->interest}};

    for (guint i = 0; i < G_N_ELEMENTS(named) && !*found; i++) {
        if (named[i].word == NULL)
            continue;
        g_autoptr(Rows) rows =
            site_search_unknown(visit->store, named[i].field, named[i].word, error);
        if (rows == NULL)
            return FALSE;
        *found = rows_count(rows) > 0;
        if (*found)
            add_unknown(suggestions, named[i].kind, named[i].word, rows);
    }
    return TRUE;
}

gboolean
search_add_suggestions(Visit *visit, const char *query, const SearchQuery *q, GError **error)
{
    g_auto(GStrv) words = search_query_words(q);
    Suggestions suggestions = {
        .visit = visit, .query = query, .list = value_set_list(visit->page, "suggestions")};
    gboolean unknown = FALSE;

    if (!find_unknown(&suggestions, q, &unknown, error))
        return FALSE;
    for (guint i = 0; !unknown && words[i] != NULL && suggestions.n < SUGGESTIONS_MAX; i++)
        if (!suggest_for(&suggestions, words[i], error))
            return FALSE;
    value_set_bool(visit->page, "has_suggestions", suggestions.n > 0);
    return TRUE;
}
