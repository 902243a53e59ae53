/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source-text - read a file that a command was given, bounded */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

#include "cmd/source-text.h"

#define SIZE_MAX_TEXT (1024 * 1024)

static gboolean
read_all(FILE *file, const char *path, GString *text, GError **error)
{
    char buffer[8192];

    for (gsize n; (n = fread(buffer, 1, sizeof buffer, file)) > 0;) {
        g_string_append_len(text, buffer, (gssize)n);
        if (text->len > SIZE_MAX_TEXT)
            return fail(error, ERROR_BAD_INPUT, "\"%s\" has more than 1 MB", path);
    }
    if (ferror(file))
        return fail(error, ERROR_TRY_LATER, "could not read \"%s\": %s", path, g_strerror(errno));
    if (strlen(text->str) != text->len)
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is no text: it has a NUL", path);
    return TRUE;
}

char *
source_text_read(const char *path, GError **error)
{
    gboolean standard = g_str_equal(path, "-");
    FILE *file = standard ? stdin : fopen(path, "r");
    g_autoptr(GString) text = g_string_new(NULL);

    if (file == NULL)
        return fail_null(error, errno == ENOENT ? ERROR_NOT_FOUND : ERROR_TRY_LATER,
                         "could not open \"%s\": %s", path, g_strerror(errno));
    gboolean good = read_all(file, path, text, error);
    if (!standard)
        fclose(file);
    return good ? g_strdup(text->str) : NULL;
}
