/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markdown: both renderings end, give valid text, and number footnotes upwards. */
#include <stdint.h>
#include <stdlib.h>

#include "page/markdown.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 16384)
        return 0;
    g_autofree char *source = g_strndup((const char *)data, size);
    guint footnote = 7;
    g_autofree char *text = markdown_to_text(source, MARKDOWN_DEFAULT, 72, &footnote);
    g_autofree char *html = markdown_to_html(source, MARKDOWN_DEFAULT);

    if (footnote < 7 || !g_utf8_validate(text, -1, NULL) || !g_utf8_validate(html, -1, NULL))
        abort();
    return 0;
}
