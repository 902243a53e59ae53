/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strangers' HTML and text: what comes out has listed tags only, and cleaning it again changes
 * nothing, so that it says the same to every parser. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "page/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char allowed[] =
    " a abbr b blockquote br caption cite code dd del dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i ins "
    "kbd li mark ol p pre q s samp small strong sub sup table tbody td tfoot th thead tr u ul var "
    "details summary ";

static void
require(gboolean holds)
{
    if (!holds)
        abort();
}

static void
require_safe(const char *html)
{
    require(g_utf8_validate(html, -1, NULL));
    for (const char *at = strchr(html, '<'); at != NULL; at = strchr(at, '<')) {
        at += at[1] == '/' ? 2 : 1;
        gsize size = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789");
        g_autofree char *word = g_strdup_printf(" %.*s ", (int)size, at);
        require(size > 0 && strstr(allowed, word) != NULL);
        const char *end = strchr(at, '>');
        require(end != NULL);
        g_autofree char *rest = g_strndup(at + size, (gsize)(end - at) - size);
        require(*rest == '\0' || g_str_has_prefix(rest, " class=\"") ||
                g_str_has_prefix(rest, " colspan=\"") || g_str_has_prefix(rest, " rowspan=\"") ||
                g_ascii_strncasecmp(rest, " href=\"http", 11) == 0 ||
                g_ascii_strncasecmp(rest, " href=\"mailto:", 14) == 0);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 16384)
        return 0;
    g_autofree char *clean = html_clean((const char *)data, size);
    g_autofree char *again = html_clean(clean, strlen(clean));
    g_autofree char *text = html_to_text((const char *)data, size);
    g_autofree char *copy = g_strndup((const char *)data, size);
    g_autofree char *mail = text_to_html(copy, "quote");

    require_safe(clean);
    require(strcmp(clean, again) == 0);
    require(g_utf8_validate(text, -1, NULL));
    require_safe(mail);
    return 0;
}
