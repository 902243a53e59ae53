/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html-escape - escapers named by the place they write to
 *
 * Keeps HTML's rules for text and quoted attribute values, and RFC 3986 section 2.3 for URLs.
 * Works on bytes: what is neither one of the five characters nor a control character is passed on
 * as it is. Cannot fail.
 */
#include "page/html.h"

#include <string.h>

#define NONE8 "", "", "", "", "", "", "", ""

/* What is written for a byte that is not written as it is. Control characters have no place in
 * HTML; a line end is LF. */
/* clang-format off */
static const char *const entities[256] = {
    NONE8, "", NULL, NULL, "", "", "", "", "", NONE8, NONE8, /* tab and LF stay */
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
    [0x7f] = "",
};
/* clang-format on */

void
html_escape_text(GString *out, const char *text, gssize size)
{
    const char *end = text + (size < 0 ? strlen(text) : (gsize)size);

    for (const char *from = text; from < end;) {
        const char *stop = from;
        while (stop < end && entities[(guchar)*stop] == NULL)
            stop++;
        g_string_append_len(out, from, stop - from);
        if (stop == end)
            break;
        g_string_append(out, entities[(guchar)*stop]);
        from = stop + 1;
    }
}

void
html_escape_attribute(GString *out, const char *text, gssize size)
{
    html_escape_text(out, text, size);
}

gboolean
url_is_safe(const char *url)
{
    if (g_ascii_strncasecmp(url, "http://", 7) != 0 &&
        g_ascii_strncasecmp(url, "https://", 8) != 0 && g_ascii_strncasecmp(url, "mailto:", 7) != 0)
        return FALSE;
    for (; *url != '\0'; url++)
        if ((guchar)*url < ' ' || *url == 0x7f)
            return FALSE;
    return TRUE;
}

char *
html_unescape(const char *written)
{
    static const struct {
        const char *entity;
        char character;
    } known[] = {{"&amp;", '&'},  {"&lt;", '<'},   {"&gt;", '>'},
                 {"&quot;", '"'}, {"&#39;", '\''}, {"&#x27;", '\''}};
    GString *out = g_string_new(NULL);

    while (*written != '\0') {
        guint i = 0;
        while (i < G_N_ELEMENTS(known) && !g_str_has_prefix(written, known[i].entity))
            i++;
        g_string_append_c(out, i < G_N_ELEMENTS(known) ? known[i].character : *written);
        written += i < G_N_ELEMENTS(known) ? strlen(known[i].entity) : 1;
    }
    return g_string_free(out, FALSE);
}
