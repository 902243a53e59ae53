/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snippet - a piece of a found message, with the words that were searched marked
 *
 * Marks travel as control characters, which no text that is shown holds, so that everything else
 * can be escaped here and nothing a stranger wrote becomes HTML.
 */
#include "site/snippet.h"

#include <string.h>

#include "page/html.h"

char *
snippet_to_html(const char *text)
{
    static const char stops[] = {SNIPPET_OPEN, SNIPPET_CLOSE, '\n', '\r', '\t', '\0'};
    GString *html = g_string_new(NULL);
    gboolean open = FALSE;

    for (const char *p = text != NULL ? text : ""; *p != '\0';) {
        gsize plain = strcspn(p, stops);
        html_escape_text(html, p, (gssize)plain);
        p += plain;
        if (*p == '\0')
            break;
        if (*p == SNIPPET_OPEN && !open)
            g_string_append(html, "<mark>");
        else if (*p == SNIPPET_CLOSE && open)
            g_string_append(html, "</mark>");
        else if (*p != SNIPPET_OPEN && *p != SNIPPET_CLOSE)
            g_string_append_c(html, ' ');
        if (*p == SNIPPET_OPEN || *p == SNIPPET_CLOSE)
            open = *p == SNIPPET_OPEN;
        p++;
    }
    if (open)
        g_string_append(html, "</mark>");
    return g_string_free(html, FALSE);
}
