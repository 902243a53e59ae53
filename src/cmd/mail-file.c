/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mail-file - a mail that a command is given; see mail-file.h */
#include "cmd/mail-file.h"

#include <errno.h>
#include <stdio.h>

#include "base/error.h"

enum { MAIL_MAX = 64 * 1024 * 1024 };

GBytes *
mail_file_read(const char *path, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    gboolean is_input = g_str_equal(path, "-");
    FILE *file = is_input ? stdin : fopen(path, "rb");
    char buffer[8192];
    gsize n;

    if (file == NULL) {
        return fail_null(error, errno == EACCES ? ERROR_REFUSED : ERROR_NOT_FOUND,
                         "could not read \"%s\": %s", path, g_strerror(errno));
    }
    while (text->len <= MAIL_MAX && (n = fread(buffer, 1, sizeof buffer, file)) > 0)
        g_string_append_len(text, buffer, (gssize)n);
    int trouble = ferror(file) ? errno : 0;
    if (!is_input)
        fclose(file);
    if (trouble != 0)
        return fail_null(error, trouble == EISDIR ? ERROR_BAD_INPUT : ERROR_TRY_LATER,
                         "could not read \"%s\": %s", path, g_strerror(trouble));
    if (text->len > MAIL_MAX)
        return fail_null(error, ERROR_BAD_INPUT, "\"%s\" is no mail: over 64 MB", path);
    return g_string_free_to_bytes(g_steal_pointer(&text));
}
