/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hide-mailto - links to mail addresses, out of HTML that is shown
 *
 * A link to an address that is hidden leads nowhere: its text stays, the link goes. Works on what
 * html_clean() writes, where an attribute is one blank, a name and a value in double quotes.
 */
#include <string.h>

#include <glib.h>

#include "archive/hide.h"

char *
archive_hide_mailto(const char *html)
{
    static const char link[] = " href=\"mailto:";
    GString *out = g_string_sized_new(strlen(html));

    while (*html != '\0') {
        if (*html == ' ' && g_ascii_strncasecmp(html, link, sizeof link - 1) == 0) {
            html += sizeof link - 1;
            html += strcspn(html, "\"");
            html += *html == '"';
        } else {
            g_string_append_c(out, *html++);
        }
    }
    return g_string_free(out, FALSE);
}
