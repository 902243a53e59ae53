/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search - whatever is typed becomes a bounded query of valid text, with something to be found */
#include <stdint.h>
#include <string.h>

#include "archive/search.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const char *text)
{
    if (text == NULL)
        return;
    g_assert_true(g_utf8_validate(text, -1, NULL));
    g_assert_cmpuint(strlen(text), <=, 4 * SEARCH_BYTES_MAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(SearchQuery) query = search_query_parse(text);
    g_auto(GStrv) words = search_query_words(query);

    check(query->words);
    check(query->subject);
    check(query->from);
    check(query->list);
    check(query->territory);
    check(query->interest);
    g_assert_cmpuint(g_strv_length(words), <=, SEARCH_BYTES_MAX);
    if (query->problem == SEARCH_GOOD)
        g_assert_true(query->words || query->subject || query->from || query->list ||
                      query->territory || query->interest || query->after != 0 ||
                      query->before != 0 || query->has_attachment);
    return 0;
}
