/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * params - names and values out of a query or a form
 *
 * A Params keeps the pairs in the order they came; a name may come back (a row of check boxes).
 * Names and values are valid UTF-8 without NUL. Everything belongs to the Params.
 */
#pragma once

#include <glib.h>

typedef struct Params Params;

/* The most a query or form may hold. */
enum {
    PARAMS_MAX_PAIRS = 256,
};

Params *params_new(void);
void params_free(Params *params);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Params, params_free)

/* Adds one pair, already decoded; `size` is the bytes of value. ERROR_BAD_INPUT when it is not
 * UTF-8, holds a NUL, or is one pair too many. */
gboolean params_add(Params *params, const char *name, const char *value, gsize size,
                    GError **error);

/* Adds the pairs of application/x-www-form-urlencoded text (WHATWG URL, section 5): `+` is a
 * space, `%XX` a byte, a pair without `=` has an empty value, empty pairs are skipped.
 * ERROR_BAD_INPUT as above, and for a `%` not followed by two hexadecimal digits. */
gboolean params_parse(Params *params, const char *text, gsize size, GError **error);

/* The first value of that name, or NULL. */
const char *params_get(const Params *params, const char *name);

/* The nth value (from 0) of that name, or NULL: a loop over it ends by itself. */
const char *params_nth(const Params *params, const char *name, guint n);

guint params_count(const Params *params);
