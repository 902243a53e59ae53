/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audience - an expression that selects subscribers, compiled to SQL
 *
 *     territory:29 and (interest:mobilite or interest:"Se loger ensemble") and not language:en
 *
 * The language is described in colporteur-audience(7); audience-parse.c and audience-value.c have
 * its grammar. "not" binds tightest, then "and", then "or". An empty expression is everybody.
 *
 * Order of calls: audience_compile(), then audience_sql() as often as needed; audience_free().
 * What is compiled stays true: values are numbers of rows, not names.
 */
#pragma once

#include "store/store.h"

#define AUDIENCE_MAX_BYTES 10000
#define AUDIENCE_MAX_DEPTH 50
#define AUDIENCE_MAX_TERMS 200

typedef struct Audience Audience;

/* Errors: ERROR_BAD_INPUT with the column (counted in characters from 1) where the expression
 * cannot be understood; what territory_find() and its like say of a value, with its column. */
Audience *audience_compile(Store *store, const char *text, GError **error);

/* Understands the expression without looking at the database; no SQL comes from it. */
Audience *audience_parse(const char *text, GError **error);

/* For a statement with a parameter of type audience. Owned by the audience, as are its texts. */
const AudienceSql *audience_sql(const Audience *audience);

/* The expression again, fully parenthesised. For tests and explanations. Free it. */
char *audience_text(const Audience *audience);

/* Names of the saved audiences that it is made of at first hand, closed by NULL. */
const char *const *audience_uses(const Audience *audience);

/* One step of an audience: a term, or what holds several together. */
typedef struct {
    guint depth;   /* 0 for the whole */
    char *text;    /* the term as it was understood, or "all of", "any of", "not", "everybody" */
    char *label;   /* what its values name; NULL or empty where that is the same */
    gint64 people; /* how many there are */
} AudienceStep;

/* The steps of a compiled audience in their order, each counted: an array of AudienceStep that the
 * caller unrefs. */
GPtrArray *audience_explain(Store *store, const Audience *audience, GError **error);

void audience_free(Audience *audience);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Audience, audience_free)
