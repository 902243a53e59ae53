/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search-narrow - ways from a search to another: of fewer messages, or of a word that exists */
#pragma once

#include "archive/search.h"
#include "store/query.h"

#include "site/visit.h"

/* The page of a search, in the visit's list or in all. Free it. */
char *search_url(const Visit *visit, const char *query);

/* Into the page: what is found, counted by list, year, territory, interest and author, each with
 * the search of that alone. Begin once, add the rows whose facet is not empty, facet by facet, in
 * the order they come; the visit, the query and its meaning stay the caller's and outlive it. */
typedef struct SearchFacets SearchFacets;
SearchFacets *search_facets_begin(Visit *visit, const char *query, const SearchQuery *q);
void search_facets_add(SearchFacets *facets, const SiteSearchBegin *row);
void search_facets_free(SearchFacets *facets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SearchFacets, search_facets_free)

/* Into the page, of a search that finds nothing: the list, territory or theme that it names though
 * there is none, and the same search with what is known for that, or for a word that may be a typo.
 */
gboolean search_add_suggestions(Visit *visit, const char *query, const SearchQuery *q,
                                GError **error);
