/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv - rows of CSV written; see csv.h */
#include "people/csv.h"

#include <string.h>

static gboolean
begins_formula(char c)
{
    return c == '=' || c == '+' || c == '-' || c == '@';
}

gboolean
csv_is_guarded(const char *field, gsize size)
{
    return size > 1 && field[0] == '\'' && begins_formula(field[1]);
}

static gboolean
needs_quotes(const char *field)
{
    gsize size = strlen(field);

    return size > 0 && (strpbrk(field, ",;|\t\"\r\n") != NULL || g_ascii_isspace(field[0]) ||
                        g_ascii_isspace(field[size - 1]));
}

static void
append_field(GString *text, const char *field)
{
    const char *guard = begins_formula(*field) ? "'" : "";

    if (!needs_quotes(field)) {
        g_string_append(text, guard);
        g_string_append(text, field);
        return;
    }
    g_string_append_c(text, '"');
    g_string_append(text, guard);
    for (const char *p = field; *p != '\0'; p++) {
        if (*p == '"')
            g_string_append_c(text, '"');
        g_string_append_c(text, *p);
    }
    g_string_append_c(text, '"');
}

void
csv_append_row(GString *text, const char *const *fields, guint n)
{
    for (guint i = 0; i < n; i++) {
        if (i > 0)
            g_string_append_c(text, ',');
        if (fields[i] != NULL)
            append_field(text, fields[i]);
    }
    g_string_append_c(text, '\n');
}
