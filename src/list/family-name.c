/* SPDX-License-Identifier: GPL-3.0-or-later */
/* family-name - what a list of a family is called; see family.h */
#include <string.h>

#include "base/error.h"
#include "store/query.h"

#include "list/family.h"

enum { NAME_MAX_LETTERS = 22 };

/* FALSE in `free` where a list cannot be called so, or one is or was. */
static gboolean
is_free(Store *store, const char *name, gboolean *free, GError **error)
{
    ListNameUsed row;

    *free = list_name_is_valid(name, NULL);
    if (!*free)
        return TRUE;
    g_autoptr(Rows) rows = list_name_used(store, name, error);
    if (rows == NULL || !list_name_used_next(rows, &row))
        return FALSE;
    *free = !row.used;
    return TRUE;
}

/* Whole words of `slug`, at most `room` letters; "" when its first is longer. */
static char *
words_that_fit(const char *slug, gsize room)
{
    gsize size = strlen(slug);

    while (size > room) {
        const char *hyphen = g_strrstr_len(slug, (gssize)size, "-");
        size = hyphen != NULL ? (gsize)(hyphen - slug) : 0;
    }
    return g_strndup(slug, size);
}

char *
family_list_name(Store *store, const char *family, const char *slug, const char *code,
                 GError **error)
{
    gsize room = NAME_MAX_LETTERS - strlen(family) - 1;
    g_autofree char *words = words_that_fit(slug, room);
    g_autofree char *lower = g_ascii_strdown(code, -1);
    const char *const endings[] = {words, strlen(lower) <= room ? lower : ""};
    gboolean free = FALSE;

    for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *name = g_strconcat(family, "-", endings[i], NULL);
        if (!is_free(store, name, &free, error))
            return NULL;
        if (free)
            return g_steal_pointer(&name);
    }
    for (guint i = 2;; i++) {
        g_autofree char *name = g_strdup_printf("%s-%u", family, i);
        if (!is_free(store, name, &free, error))
            return NULL;
        if (free)
            return g_steal_pointer(&name);
        if (strlen(name) > NAME_MAX_LETTERS)
            return fail_null(error, ERROR_CONFLICT, "no name is left for a list of \"%s\"", family);
    }
}
