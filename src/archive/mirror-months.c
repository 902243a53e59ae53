/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mirror-months - what another site says its months are; see mirror.h and site/mirror.c */
#include <string.h>

#include "base/error.h"

#include "archive/mirror.h"

enum { MONTHS_MAX = 12 * 200, POSTS_MAX = 100 * 1000 * 1000 };

static gboolean
read_line(const char *line, MirrorMonth *month)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 4);
    guint64 number;

    if (g_strv_length(words) != 3 || strlen(words[0]) != 7 || words[0][4] != '-' ||
        strspn(words[0], "0123456789-") != 7 || *words[2] == '\0' ||
        strlen(words[2]) >= sizeof month->version ||
        strspn(words[2], "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") !=
            strlen(words[2]) ||
        !g_ascii_string_to_unsigned(words[0] + 5, 10, 1, 12, &number, NULL) ||
        strchr(words[0], '-') != words[0] + 4 ||
        !g_ascii_string_to_unsigned(words[1], 10, 1, POSTS_MAX, &number, NULL))
        return FALSE;
    *month = (MirrorMonth){.posts = (gint32)number};
    g_strlcpy(month->name, words[0], sizeof month->name);
    g_strlcpy(month->version, words[2], sizeof month->version);
    return TRUE;
}

GArray *
mirror_months_read(const char *text, gsize size, GError **error)
{
    static const char head[] = "Colporteur archive 1\n";
    g_autoptr(GArray) months = g_array_new(FALSE, TRUE, sizeof(MirrorMonth));
    const char *end = text + size;

    if (size < strlen(head) || memcmp(text, head, strlen(head)) != 0)
        return fail_null(error, ERROR_BAD_INPUT, "it does not say its months as a Colporteur does");
    for (const char *at = text + strlen(head); at < end;) {
        const char *lf = memchr(at, '\n', (gsize)(end - at));
        g_autofree char *line = g_strndup(at, (gsize)((lf != NULL ? lf : end) - at));
        MirrorMonth month;
        if (lf == NULL || months->len == MONTHS_MAX || !read_line(line, &month))
            return fail_null(error, ERROR_BAD_INPUT, "line %u of its months cannot be read",
                             months->len + 2);
        g_array_append_val(months, month);
        at = lf + 1;
    }
    return g_steal_pointer(&months);
}
