/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Styles on tags: rules up to the first empty line, HTML below; text between tags stays. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "news/inline-style.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)size);
    char *html = strstr(text, "\n\n");

    if (html != NULL) {
        *html = '\0';
        html += 2;
    }
    g_autoptr(InlineStyle) style = inline_style_parse("fuzz", text, NULL);
    if (style == NULL || html == NULL)
        return 0;
    g_autofree char *once = inline_style_apply(style, html);
    g_autofree char *twice = inline_style_apply(style, once);
    g_assert_cmpstr(once, ==, twice);
    g_assert_cmpuint(strlen(once), >=, strlen(html));
    return 0;
}
