/* SPDX-License-Identifier: GPL-3.0-or-later */
/* data-file - tables kept as data; see data-file.h */
#include "base/data-file.h"
#include "base/error.h"

static gboolean
line_read(const char *line, guint n_columns, DataFileRow row, gpointer data, GError **error)
{
    g_auto(GStrv) cells = g_strsplit(line, "\t", (gint)n_columns);

    if (g_strv_length(cells) != n_columns)
        return fail(error, ERROR_BAD_INPUT, "a line has %u columns, this one %u", n_columns,
                    g_strv_length(cells));
    return row(data, cells, error);
}

gboolean
data_file_read(const char *path, const char *noun, guint n_columns, DataFileRow row, gpointer data,
               GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) broken = NULL;
    gsize size;

    if (!g_file_get_contents(path, &text, &size, &broken)) {
        fail(error, error_kind(broken), "cannot read %s: %s", noun, broken->message);
        return fail_hint(error, "set \"data\" in [paths] to the directory that holds templates");
    }
    if (!g_utf8_validate_len(text, size, NULL))
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is not in UTF-8", path);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        if (*lines[i] != '\0' && *lines[i] != '#' &&
            !line_read(lines[i], n_columns, row, data, &broken))
            return fail(error, ERROR_BAD_INPUT, "\"%s\", line %u: %s", path, i + 1,
                        broken->message);
    return TRUE;
}
