/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * params - decode application/x-www-form-urlencoded text
 *
 * WHATWG URL Standard, section 5, with two differences: a malformed percent escape and bytes that
 * are not UTF-8 are refused rather than passed or replaced, because nothing we print makes them.
 * On failure the Params keeps the pairs read so far; callers throw it away.
 */
#include "http/params.h"

#include <string.h>

#include "base/error.h"

#include "http/percent.h"

typedef struct {
    char *name;
    char *value;
} Pair;

struct Params {
    GArray *pairs;
};

static void
pair_clear(gpointer data)
{
    Pair *pair = data;

    g_free(pair->name);
    g_free(pair->value);
}

Params *
params_new(void)
{
    Params *params = g_new0(Params, 1);

    params->pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
    g_array_set_clear_func(params->pairs, pair_clear);
    return params;
}

void
params_free(Params *params)
{
    if (params == NULL)
        return;
    g_array_unref(params->pairs);
    g_free(params);
}

gboolean
params_add(Params *params, const char *name, const char *value, gsize size, GError **error)
{
    /* g_utf8_validate_len() counts an embedded NUL as invalid. */
    if (!g_utf8_validate(name, -1, NULL) || !g_utf8_validate_len(value, size, NULL))
        return fail(error, ERROR_BAD_INPUT, "a parameter is not UTF-8 text");
    if (params->pairs->len >= PARAMS_MAX_PAIRS)
        return fail(error, ERROR_BAD_INPUT, "more than %d parameters", PARAMS_MAX_PAIRS);

    Pair pair = {g_strdup(name), g_strndup(value, size)};
    g_array_append_val(params->pairs, pair);
    return TRUE;
}

static gboolean
pair_parse(Params *params, const char *text, gsize size, GError **error)
{
    const char *equals = memchr(text, '=', size);
    gsize name_size = equals != NULL ? (gsize)(equals - text) : size;
    g_autofree char *name = percent_decode(text, name_size, PERCENT_PLUS_IS_SPACE, error);

    if (name == NULL)
        return FALSE;
    if (equals == NULL)
        return params_add(params, name, "", 0, error);
    g_autofree char *value =
        percent_decode(equals + 1, size - name_size - 1, PERCENT_PLUS_IS_SPACE, error);
    if (value == NULL)
        return FALSE;
    return params_add(params, name, value, strlen(value), error);
}

gboolean
params_parse(Params *params, const char *text, gsize size, GError **error)
{
    const char *end = text + size;

    while (text < end) {
        const char *ampersand = memchr(text, '&', (gsize)(end - text));
        const char *stop = ampersand != NULL ? ampersand : end;
        if (stop > text && !pair_parse(params, text, (gsize)(stop - text), error))
            return FALSE;
        text = stop + 1;
    }
    return TRUE;
}

const char *
params_nth(const Params *params, const char *name, guint n)
{
    for (guint i = 0; i < params->pairs->len; i++) {
        const Pair *pair = &g_array_index(params->pairs, Pair, i);
        if (strcmp(pair->name, name) == 0 && n-- == 0)
            return pair->value;
    }
    return NULL;
}

const char *
params_get(const Params *params, const char *name)
{
    return params_nth(params, name, 0);
}

guint
params_count(const Params *params)
{
    return params->pairs->len;
}
