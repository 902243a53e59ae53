/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audience - an expression that selects subscribers, compiled to SQL
 *
 *     territory:29 and (interest:mobilite or interest:"Se loger ensemble") and not language:en
 *
 * territory:X   lives or works in X or in anything below it; X as territory_find() takes it
 * interest:X    follows X or anything below it
 * list:X        is on the list X, confirmed
 * language:X    reads fr, en or br
 * and, or, not, ( ): "not" binds tightest, then "and", then "or". A value of several words stands
 * in "..." or «...». An empty expression is everybody.
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

void audience_free(Audience *audience);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Audience, audience_free)
