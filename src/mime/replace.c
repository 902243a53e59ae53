/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replace - stretches of a mail put in place of others; see replace.h */
#include "mime/replace.h"

static void
clear(gpointer data)
{
    Replacement *replacement = data;
    g_string_free(replacement->with, TRUE);
}

GArray *
replacements_new(void)
{
    GArray *replacements = g_array_new(FALSE, FALSE, sizeof(Replacement));

    g_array_set_clear_func(replacements, clear);
    return replacements;
}

gboolean
replacements_add(GArray *replacements, gsize start, gsize end, GString *with)
{
    const Replacement one = {start, end, with};
    guint n = replacements->len;

    if (end < start || (n > 0 && start < g_array_index(replacements, Replacement, n - 1).end)) {
        g_string_free(with, TRUE);
        return FALSE;
    }
    g_array_append_val(replacements, one);
    return TRUE;
}

GBytes *
mail_replace(GBytes *raw, const GArray *replacements)
{
    gsize size, at = 0;
    const char *data = g_bytes_get_data(raw, &size);

    if (replacements->len == 0)
        return g_bytes_ref(raw);
    GString *out = g_string_sized_new(size + 1024);
    for (guint i = 0; i < replacements->len; i++) {
        const Replacement *one = &g_array_index(replacements, Replacement, i);
        g_assert(one->end <= size);
        g_string_append_len(out, data + at, (gssize)(one->start - at));
        g_string_append_len(out, one->with->str, (gssize)one->with->len);
        at = one->end;
    }
    g_string_append_len(out, data + at, (gssize)(size - at));
    return g_string_free_to_bytes(out);
}
