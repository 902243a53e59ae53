/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place-draw - a line of text and a mark below the character that is meant */
#include "base/place-draw.h"

/* What fits on a narrow terminal, and how much of it stands before the column. */
enum { MOST = 72, BEFORE = 48 };

static gunichar
shown(gunichar letter)
{
    GUnicodeType type = g_unichar_type(letter);

    if (letter == '\t' || letter == '\n' || letter == '\r' || type == G_UNICODE_SPACE_SEPARATOR)
        return ' ';
    if (g_unichar_iscntrl(letter) || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR ||
        type == G_UNICODE_PARAGRAPH_SEPARATOR)
        return 0xFFFD;
    return letter;
}

static guint
width(gunichar letter)
{
    return g_unichar_iszerowidth(letter) ? 0 : g_unichar_iswide(letter) ? 2 : 1;
}

char *
place_draw(const char *text, guint column)
{
    glong length = g_utf8_strlen(text, -1);
    glong at = CLAMP((glong)column - 1, 0, length);
    glong start = at > BEFORE && length > MOST ? MIN(at - BEFORE, MAX(length - MOST, 0)) : 0;
    const char *p = g_utf8_offset_to_pointer(text, start);
    GString *drawn = g_string_new(start > 0 ? "…" : NULL);
    guint indent = start > 0;
    glong i = start;

    for (; *p != '\0' && i < start + MOST; p = g_utf8_next_char(p), i++) {
        gunichar letter = shown(g_utf8_get_char(p));
        g_string_append_unichar(drawn, letter);
        if (i < at)
            indent += width(letter);
    }
    g_string_append_printf(drawn, "%s\n%*s^\n", i < length ? "…" : "", (int)indent, "");
    return g_string_free(drawn, FALSE);
}
