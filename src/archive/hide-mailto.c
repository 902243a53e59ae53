/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hide-mailto - links to mail addresses, out of HTML that is shown
 *
 * A link to an address that is hidden leads nowhere: its text stays, the link goes, and with it
 * what is said of links ("rel" is none of an <a> without). Works on what html_clean() writes, where
 * an attribute is one blank, a name and a value in double quotes, and rel follows href.
 */
#include <string.h>

#include <glib.h>

#include "archive/hide.h"

/* Behind the attribute that begins with `start`; `html` where there is another. */
static const char *
skip_attribute(const char *html, const char *start)
{
    if (g_ascii_strncasecmp(html, start, strlen(start)) != 0)
        return html;
    html += strlen(start);
    html += strcspn(html, "\"");
    return *html == '"' ? html + 1 : html;
}

char *
archive_hide_mailto(const char *html)
{
    GString *out = g_string_sized_new(strlen(html));

    while (*html != '\0') {
        const char *behind = skip_attribute(html, " href=\"mailto:");
        if (behind > html)
            html = skip_attribute(behind, " rel=\"");
        else
            g_string_append_c(out, *html++);
    }
    return g_string_free(out, FALSE);
}
