/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search - what a reader typed, as a bounded structure
 *
 *     vélo "bande cyclable" -voiture from:maud after:2026-03 has:attachment
 *
 * Fields: from de; subject objet sujet; list liste; after après depuis; before avant; has avec
 * (attachment, pièce); territory territoire; interest intérêt thème. A date is YYYY, YYYY-MM or
 * YYYY-MM-DD; after: begins with it, before: ends where it begins. Quotation marks of any kind make
 * a phrase, also behind a colon. The database is given the fields as parameters, never as SQL.
 */
#pragma once

#include <glib.h>

enum { SEARCH_BYTES_MAX = 400, SEARCH_TERMS_MAX = 24 };

typedef enum {
    SEARCH_GOOD,
    SEARCH_EMPTY,          /* nothing is asked */
    SEARCH_TOO_LONG,       /* over SEARCH_BYTES_MAX */
    SEARCH_TOO_MANY,       /* over SEARCH_TERMS_MAX words and fields */
    SEARCH_ONLY_NEGATIONS, /* says what it shall not have and nothing else */
    SEARCH_BAD_DATE,
    SEARCH_BAD_FIELD /* has:nonsense, a field without value or with "-" before it */
} SearchProblem;

/* Fields are NULL, 0 or FALSE where nothing is said of them. */
typedef struct {
    SearchProblem problem;
    char *word;    /* the word or field the problem is about; NULL: all of it */
    char *words;   /* for websearch_to_tsquery() */
    char *subject; /* the same, within the subject */
    char *from;
    char *list;
    char *territory;
    char *interest;
    gint64 after; /* microseconds since the epoch */
    gint64 before;
    gboolean has_attachment;
} SearchQuery;

/* Understands `text`, any bytes. Never NULL: look at `problem` first. search_query_free(). */
SearchQuery *search_query_parse(const char *text);
void search_query_free(SearchQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SearchQuery, search_query_free)

/* The plain words of a query, one of which may be a typo: no field, no negation; g_strfreev(). */
char **search_query_words(const SearchQuery *query);
