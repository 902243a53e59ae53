/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wrap - text into lines, counted in columns as a terminal shows them
 *
 * Greedy, one pass. The no-break spaces that French puts before ; : ! ? are no place to break,
 * since only U+0020 is. Expects UTF-8. Cannot fail.
 */
#include "page/wrap.h"

#include <string.h>

static guint
columns(const char *from, const char *to)
{
    guint count = 0;

    for (; from < to; from = g_utf8_next_char(from)) {
        gunichar c = g_utf8_get_char(from);
        if (c < 0x300)
            count++;
        else if (!g_unichar_iszerowidth(c))
            count += g_unichar_iswide(c) ? 2 : 1;
    }
    return count;
}

guint
text_columns(const char *text)
{
    return columns(text, text + strlen(text));
}

void
wrap_text(const char *text, guint width, WrapLine line_done, gpointer user_data)
{
    g_autoptr(GString) line = g_string_new(NULL);
    guint used = 0;

    for (const char *at = text; *at != '\0';) {
        gsize size = strcspn(at, " \n");
        guint word = columns(at, at + size);

        if (size > 0 && line->len > 0 && used + 1 + word > width) {
            line_done(line->str, line->len, user_data);
            g_string_truncate(line, 0);
            used = 0;
        }
        if (size > 0) {
            if (line->len > 0) {
                g_string_append_c(line, ' ');
                used++;
            }
            g_string_append_len(line, at, (gssize)size);
            used += word;
        }
        at += size;
        if (*at == '\n') {
            line_done(line->str, line->len, user_data);
            g_string_truncate(line, 0);
            used = 0;
        }
        at += *at != '\0';
    }
    if (line->len > 0)
        line_done(line->str, line->len, user_data);
}
