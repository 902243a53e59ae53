/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source-text - read a file that a command was given, bounded */
#include "cmd/source-text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

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
        return fail(error, errno == EISDIR ? ERROR_BAD_INPUT : ERROR_TRY_LATER,
                    "could not read \"%s\": %s", path, g_strerror(errno));
    if (strlen(text->str) != text->len)
        return fail(error, ERROR_BAD_INPUT, "\"%s\" is no text: it has a NUL", path);
    return TRUE;
}

static ErrorKind
open_failure(int number)
{
    return number == ENOENT || number == ENOTDIR ? ERROR_NOT_FOUND
           : number == EACCES                    ? ERROR_REFUSED
           : number == ENAMETOOLONG              ? ERROR_BAD_INPUT
                                                 : ERROR_TRY_LATER;
}

char *
source_bytes_read(const char *path, GError **error)
{
    gboolean standard = g_str_equal(path, "-");
    FILE *file = standard ? stdin : fopen(path, "r");
    g_autoptr(GString) text = g_string_new(NULL);

    if (file == NULL)
        return fail_null(error, open_failure(errno), "could not open \"%s\": %s", path,
                         g_strerror(errno));
    gboolean good = read_all(file, path, text, error);
    if (!standard)
        fclose(file);
    return good ? g_strdup(text->str) : NULL;
}

char *
source_text_read(const char *path, GError **error)
{
    g_autofree char *text = source_bytes_read(path, error);

    if (text == NULL)
        return NULL;
    if (!g_utf8_validate(text, -1, NULL)) {
        fail(error, ERROR_BAD_INPUT, "\"%s\" is not UTF-8", path);
        fail_hint(error, "iconv -f WINDOWS-1252 -t UTF-8 converts older French texts");
        return NULL;
    }
    /* Editors of one system put a mark at the head, which is no part of what was written. */
    return g_strdup(g_str_has_prefix(text, "\xef\xbb\xbf") ? text + 3 : text);
}
