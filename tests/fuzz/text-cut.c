/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A long text in parts: the first two bytes say how large, the rest is the text. What the parts are
 * together is the text, and the HTML of each is no longer than was asked for, a letter excepted. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "page/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    gsize most = 700 + data[0] * 16U + data[1];
    g_autofree char *text = g_utf8_make_valid((const char *)data + 2, (gssize)(size - 2));

    for (const char *at = text; *at != '\0';) {
        gsize part = text_cut(at, "Citation", most);
        g_assert_cmpuint(part, >, 0);
        g_assert_cmpuint(part, <=, strlen(at));
        g_autofree char *shown = g_strndup(at, part);
        g_assert_true(g_utf8_validate(shown, -1, NULL));
        g_autofree char *html = text_to_html(shown, "Citation");
        if (part > 6)
            g_assert_cmpuint(strlen(html), <=, most);
        at += part;
    }
    return 0;
}
