/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields and blocks: whatever is accepted, a reader with a name and one without get whole HTML. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "news/editorial.h"
#include "page/markdown.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_reader(const char *data, gsize size, gboolean named)
{
    g_autoptr(GArray) stretches = g_array_new(FALSE, FALSE, sizeof(OwnStretch));
    g_autoptr(GString) out = g_string_new(NULL);
    int depth = 0;

    own_place_split(data, size, stretches);
    for (guint i = 0; i < stretches->len; i++) {
        const OwnStretch *s = &g_array_index(stretches, OwnStretch, i);
        g_string_append_len(out, s->data, (gssize)s->size);
        if ((s->place == OWN_PLACE_IF && !named) || (s->place == OWN_PLACE_UNLESS && named))
            i = s->end;
    }
    g_string_replace(out, "=\r\n", "", 0);
    if (strstr(out->str, "=_") != NULL)
        abort();
    for (const char *at = out->str; (at = strchr(at, '<')) != NULL; at++) {
        depth += at[1] == '/' ? -1 : 1;
        if (g_str_has_prefix(at, "<br") || g_str_has_prefix(at, "<hr") ||
            g_str_has_prefix(at, "<img") || g_str_has_prefix(at, "<!--"))
            depth--;
        if (depth < 0)
            abort();
    }
    if (depth != 0)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)size);
    g_autoptr(GArray) conditions = g_array_new(FALSE, FALSE, sizeof(EditorialCondition));
    OwnWords words;

    /* Those are asked of a database. */
    if (strstr(text, "territory") != NULL || strstr(text, "interest") != NULL)
        return 0;
    own_words_init(&words);
    g_autofree char *marked = editorial_mark(NULL, text, &words, conditions, NULL);
    if (marked == NULL)
        return 0;
    g_autofree char *html = markdown_to_html(marked, MARKDOWN_DEFAULT);
    g_autofree char *whole = editorial_html(marked, html, &words, NULL);
    g_autofree char *plain = markdown_to_text(marked, MARKDOWN_DEFAULT, 72, NULL);
    g_autofree char *whole_plain = editorial_text(plain, &words);
    g_autofree char *open = editorial_public(marked, &words);
    if (strstr(open, words.stem) != NULL)
        abort();
    if (whole == NULL)
        return 0;
    g_autoptr(GBytes) encoded = own_place_encode(whole, &words);
    gsize encoded_size;
    const char *bytes = g_bytes_get_data(encoded, &encoded_size);
    check_reader(bytes, encoded_size, TRUE);
    check_reader(bytes, encoded_size, FALSE);
    return 0;
}
